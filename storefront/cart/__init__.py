"""The shopper's cart: kept in the signed session cookie, priced anew at every look."""
