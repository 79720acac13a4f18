"""``dev.py shots``: every page and mail as pictures, made against a shop that really runs."""
