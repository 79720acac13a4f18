"""A back office for tests: the real app on a file database, with two people to sign in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from storefront import create_app
from storefront.accounts.models import Role
from storefront.db import Model
from storefront.demo.company import seed_company
from storefront.extensions import db, nequi
from tests.storefront.hiring import PASSWORD, hire
from tests.support.noon import at_noon

OWNER, CLERK = "duena@ladera.example", "paula@ladera.example"
NOWHERE = "http://127.0.0.1:9"


@dataclass
class Office:
    """The app and its doors."""

    app: Flask

    def client(self) -> FlaskClient:
        """A browser that nobody has signed in."""
        return self.app.test_client()

    def signed_in(self, email: str = OWNER) -> FlaskClient:
        """A browser in which ``email`` has signed in."""
        client = self.client()
        answer = submit(client, "/entrar", email=email, password=PASSWORD)
        assert answer.status_code == 303, answer.text
        return client


def make_office(folder: Path, **settings: str) -> Office:
    """An office with Empresa filled and nothing else; ``settings`` are environment names."""
    gateway = settings.pop("gateway", NOWHERE)
    app = create_app(
        {
            "STORE_ENV": "test",
            "STORE_DATA_DIR": str(folder),
            "STORE_SECRET_KEY": "k" * 40,
            "NEQUI_API_URL": gateway,
            "NEQUI_TOKEN_URL": f"{gateway}/oauth2/token",
            "NEQUI_SIMULATOR_URL": gateway,
            "NEQUI_CLOCK_FILE": str(at_noon(folder)),
            **settings,
        }
    )
    with app.app_context():
        Model.metadata.create_all(db.engine, checkfirst=False)
        hire(OWNER, "Lina M.", Role.OWNER)
        hire(CLERK, "Paula R.", Role.CLERK)
        seed_company()
    return Office(app)


@contextmanager
def working(office: Office) -> Iterator[None]:
    """The embedded worker runs meanwhile."""
    nequi.start_worker(office.app)
    try:
        yield
    finally:
        nequi.stop_worker(office.app)


def token(page: str) -> str:
    """The CSRF token of the first form of a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, "the page has no form"
    return found.group(1)


def submit(client: FlaskClient, page: str, to: str = "", **fields: str) -> TestResponse:
    """Open ``page``, send its form's token with ``fields`` to ``to`` (default: the page)."""
    proof = token(client.get(page).text)
    return client.post(to or page, data={"csrf_token": proof, **fields})
