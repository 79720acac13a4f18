"""Checkout on one page, and placing what it says."""
