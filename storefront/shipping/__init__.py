"""What a delivery costs: the merchant's tariff, by department and city."""
