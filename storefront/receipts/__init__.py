"""Recibos de caja: the accounting document of a payment that was received."""
