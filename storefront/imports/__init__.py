"""Customers and invoices brought in from a file: read, judged, shown, and only then written."""
