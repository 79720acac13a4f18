"""The webhook needs no form's proof, in whichever order a host initialises its extensions."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from nequi_plugin import Nequi


def host(folder: Path, csrf_first: bool) -> Flask:
    """A host that protects all its forms, set up in one order or the other."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY="k" * 40,
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder / 'host.db'}",
        NEQUI_API_URL="http://127.0.0.1:9",
        NEQUI_WORKER="none",
    )
    db, csrf = SQLAlchemy(app), CSRFProtect()
    if csrf_first:
        csrf.init_app(app)
    Nequi().init_app(app, db)
    if not csrf_first:
        csrf.init_app(app)
    with app.app_context():
        db.create_all()

    @app.post("/own")
    def own() -> str:
        return "no proof, no entry"

    return app


@pytest.mark.parametrize("csrf_first", [True, False], ids=["csrf first", "csrf last"])
def test_a_webhook_may_be_the_first_request_of_all(tmp_path: Path, csrf_first: bool) -> None:
    """The answer is the webhook's own (what it was sent is no notice), not that of the proof."""
    client = host(tmp_path, csrf_first).test_client()
    notice = client.post("/nequi/webhook", json={"messageId": "A1b2C3d4E5"})
    assert (notice.status_code, notice.is_json) == (200, True), notice.text
    assert client.post("/own").status_code == 400
