"""Webhook."""

from __future__ import annotations

from flask import Blueprint

from nequi_plugin.runtime import Runtime


def make_blueprint(runtime: Runtime) -> Blueprint:
    """The webhook."""
    return Blueprint("nequi_webhook", __name__)
