"""A product's page, its form's proof included, against a page of the same bytes, CPU."""

from __future__ import annotations

from bench.catalogue import against_the_same_bytes
from bench.rows import Row
from bench.shop import SLUG
from bench.stage import Stage


def measure(stage: Stage) -> Row:
    """The row."""
    found, note = against_the_same_bytes(stage, SLUG)
    return Row("product page", "Flask + Jinja, same bytes", 0.5, 1.0, found, note)
