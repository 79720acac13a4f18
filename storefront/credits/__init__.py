"""*Cruce de saldo a favor*: money that a customer left here pays a later invoice of hers."""
