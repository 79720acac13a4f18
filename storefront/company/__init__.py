"""The merchant: who sells, and whether Nequi is on."""
