"""Orders: checkout, stock reservations, the order's page and its meeting with payments."""
