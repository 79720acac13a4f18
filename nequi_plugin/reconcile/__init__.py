"""Nequi's report and files, joined to our attempts."""
