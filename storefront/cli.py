"""``flask store …``: what an operator does from the command line."""

from __future__ import annotations

from flask.cli import AppGroup

store = AppGroup("store", help="The shop: demo data, customers, passwords.")
