"""What the shop is for, walked in a real browser at phone and desktop size."""
