"""Catalogue page of twenty products against a Flask and Jinja page of the same bytes, CPU."""

from __future__ import annotations

from bench.client import Client
from bench.rows import Row, ratios
from bench.stage import Stage

REQUESTS = 400


def against_the_same_bytes(stage: Stage, path: str) -> tuple[list[float], str]:
    """Ratios of the ceiling's page to ours, and a note."""
    size = len(Client(stage.shop.server.url).get(path).body)
    found, note = ratios(
        lambda: stage.ceiling.page_cost(f"/page/{size}", REQUESTS),
        lambda: stage.shop.server.page_cost(path, REQUESTS),
    )
    return found, f"{note}, {size / 1024:.0f} KB"


def measure(stage: Stage) -> Row:
    """The row."""
    found, note = against_the_same_bytes(stage, "/")
    return Row("catalogue page, 20 products", "Flask + Jinja, same bytes", 0.5, 1.5, found, note)
