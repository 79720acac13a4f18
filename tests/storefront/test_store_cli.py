"""``flask store …`` as an operator uses it."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Flask

from storefront import create_app
from storefront.company.models import ONLY, NequiSettings, Verdict
from storefront.extensions import db
from tests.storefront.offices import NOWHERE, Office, submit


def fresh(folder: Path, **settings: str) -> Flask:
    app = create_app(
        {
            "STORE_ENV": "test",
            "STORE_DATA_DIR": str(folder),
            "STORE_SECRET_KEY": "k" * 40,
            "NEQUI_API_URL": NOWHERE,
            "NEQUI_SIMULATOR_URL": NOWHERE,
            **settings,
        }
    )
    with app.app_context():
        db.create_all()
    return app


def run(app: Flask, *words: str) -> str:
    done = app.test_cli_runner().invoke(args=["store", *words])
    assert done.exit_code == 0, done.output
    return str(done.stdout)


def settings_row(app: Flask) -> NequiSettings:
    with app.app_context():
        return db.session.get_one(NequiSettings, ONLY)


def test_the_demo_is_seeded_once(tmp_path: Path) -> None:
    app = fresh(tmp_path)
    run(app, "demo")
    logins = (tmp_path / "demo-logins.json").read_text()
    before = run(app, "customers", "--json")
    run(app, "demo")
    assert (tmp_path / "demo-logins.json").read_text() == logins
    assert run(app, "customers", "--json") == before
    assert (tmp_path / "demo-logins.json").stat().st_mode & 0o077 == 0
    customer = json.loads(before)[0]
    assert (customer["name"], customer["payable"]) == ("Compañía SAS", 1_937_500)
    assert settings_row(app).verdict == Verdict.PENDING, "only the real check turns it on"
    owner = json.loads(logins)["owner"]
    entered = submit(Office(app).client(), "/entrar", **owner)
    assert entered.status_code == 303


def test_before_another_gateway_the_demo_declares(tmp_path: Path) -> None:
    app = fresh(tmp_path, NEQUI_SIMULATOR_URL="")
    run(app, "demo")
    row = settings_row(app)
    assert (row.active, row.verdict) == (True, Verdict.DECLARED)


def test_production_refuses_the_demo(tmp_path: Path) -> None:
    app = fresh(tmp_path)
    app.extensions["store_settings"] = app.extensions["store_settings"].__class__(
        **{**vars(app.extensions["store_settings"]), "environment": "production"}
    )
    done = app.test_cli_runner().invoke(args=["store", "demo"])
    assert done.exit_code == 1
    assert "refused in production" in done.output


def test_a_statement_is_queued_and_its_link_printed(tmp_path: Path) -> None:
    app = fresh(tmp_path)
    run(app, "demo")
    customer = json.loads(run(app, "customers", "--json"))[0]["id"]
    link = json.loads(run(app, "send-statement", str(customer), "--json"))["link"]
    assert app.test_client().get(link).status_code == 200
    assert json.loads(run(app, "send-statement", "Compañía SAS", "--json"))["link"] != link
    done = app.test_cli_runner().invoke(args=["store", "send-statement", "999"])
    assert done.exit_code == 1
    assert "there is no customer 999" in done.output


def test_an_operator_sets_a_password(tmp_path: Path) -> None:
    app = fresh(tmp_path)
    run(app, "demo")
    run(app, "set-password", "paula@ladera.example", "--password", "otra-clave-larga")
    entered = submit(
        Office(app).client(), "/entrar", email="paula@ladera.example", password="otra-clave-larga"
    )
    assert entered.status_code == 303
    done = app.test_cli_runner().invoke(args=["store", "set-password", "x@y.co", "--password", "c"])
    assert done.exit_code == 1
