"""Notas crédito: what the merchant takes off a document that is still owed."""
