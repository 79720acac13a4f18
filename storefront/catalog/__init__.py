"""What the shop sells: categories, products, variants with their own price and stock."""
