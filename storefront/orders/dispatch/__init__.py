"""An order on its way: sent, ready to be picked up, arrived; its packing list."""
