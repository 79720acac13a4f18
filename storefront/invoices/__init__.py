"""Imported electronic invoices: what customers owe by document."""
