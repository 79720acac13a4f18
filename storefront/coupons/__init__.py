"""Coupons: what a code takes off the products of an order, how often, from when until when."""
