"""The simulator as a Flask app."""

from __future__ import annotations

from flask import Flask, Response, request

from nequi_plugin.simulator.config import SimulatorConfig
from nequi_plugin.simulator.control import control
from nequi_plugin.simulator.core import Simulator
from nequi_plugin.simulator.gateway import nequi
from nequi_plugin.simulator.pages import pages

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def create_simulator(config: SimulatorConfig) -> Flask:
    """The app; its Simulator is `app.extensions["nequi_simulator"]`, to be closed by the server."""
    app = Flask(__name__, static_url_path="/_sim/static")
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of Flask's default provider
    app.config["MAX_CONTENT_LENGTH"] = 1_000_000
    app.extensions["nequi_simulator"] = Simulator(config)
    app.register_blueprint(control)
    app.register_blueprint(pages)
    app.register_blueprint(nequi)
    app.after_request(_harden)
    return app


def _harden(reply: Response) -> Response:
    reply.headers["X-Content-Type-Options"] = "nosniff"
    if not request.path.startswith("/_sim/static"):
        reply.headers["Cache-Control"] = "no-store"
    if reply.mimetype == "text/html":
        reply.headers["Content-Security-Policy"] = POLICY
        reply.headers["Referrer-Policy"] = "same-origin"
    return reply
