"""Money that came by another way than Nequi, marked by a person and taken back."""
