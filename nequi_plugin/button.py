"""Template globals: the pay button."""

from __future__ import annotations

from flask import Flask

from nequi_plugin.runtime import Runtime


def add_globals(app: Flask, runtime: Runtime) -> None:
    """Offer ``nequi_button`` and ``nequi_open`` to every template."""
