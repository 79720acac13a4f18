"""Ids as anybody may write them into an address: a database's whole number, else nothing."""

from __future__ import annotations

import re

from flask import Flask, request
from werkzeug.routing import IntegerConverter

ID = r"[0-9]{1,18}"
"""18 digits fit into 64 bits; SQLite and PostgreSQL refuse longer ones with an exception."""


class IdConverter(IntegerConverter):
    """``<int:…>`` of the store's addresses; other text is an unknown page (404)."""

    regex = ID


def init_rowids(app: Flask) -> None:
    """Must come before the blueprints: rules keep the converter of their day."""
    app.url_map.converters["int"] = IdConverter


def asked_id(name: str) -> int | None:
    """The id in the query, or None where there is none or something else stands."""
    text = request.args.get(name, "")
    return int(text) if re.fullmatch(ID, text) else None
