"""The code that a statement's mail prints is typed at ``/pagar`` and opens that statement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from nequi_plugin.models import LinkRow
from storefront.accounts.models import FailedSignIn
from storefront.accounts.rules import WINDOW
from storefront.db import db
from storefront.extensions import nequi
from storefront.statements import sending
from storefront.statements.codes import SIGNS, code_of
from storefront.statements.models import StatementSend
from tests.storefront.receiving import Till, running_till, words
from tests.storefront.shopping import read_form

CODE = re.compile(rf"\b[{SIGNS}]{{4}}-[{SIGNS}]{{4}}\b")


@pytest.fixture
def till(database_url: str, tmp_path: Path) -> Iterator[Till]:
    with running_till(database_url, tmp_path) as running:
        yield running


def sent(till: Till) -> str:
    """Queue the company's statement; the code of its mail."""
    with till.shop.app.app_context():
        sending.send(till.customer(), actor="paula@ladera.example")
        return code_of(db.session.scalars(select(StatementSend.link_id)).all()[-1])


def typed(till: Till, code: str, **other: str) -> tuple[int, str, str]:
    """Type it as a visitor without cookies: code of the answer, where it leads, its text."""
    client = till.shop.app.test_client(use_cookies=False)
    form = read_form(client.get("/pagar").text, "statement-code") | {"code": code} | other
    answer = client.post("/pagar", data=form)
    return answer.status_code, answer.headers.get("Location", ""), words(answer.text)


def test_the_code_opens_the_statement_that_its_mail_opens(till: Till) -> None:
    code = sent(till)
    assert CODE.fullmatch(code)
    for way in (code, code.lower().replace("-", ""), f" {code[:4]} {code[5:]} "):
        status, where, _text = typed(till, way)
        assert (status, where.startswith("/estado/")) == (303, True)
    page = till.shop.app.test_client().get(where)
    assert page.status_code == 200
    with till.shop.app.app_context():
        assert nequi.open_link(where.split("/")[2], "statement").subject == str(till.customer())


@pytest.mark.databases("sqlite")
def test_a_wrong_code_is_said_by_its_field_and_kept(till: Till) -> None:
    code = sent(till)
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    for given_code in (wrong, "ab", "Ω" * 8, "9" * 500, code + "2"):
        status, where, text = typed(till, given_code)
        assert (status, where) == (422, "")
        assert "Ese código no existe." in text
    with till.shop.app.app_context():
        counted = db.session.scalars(select(FailedSignIn.subject)).all()
    assert counted == ["code:127.0.0.1"] * 5
    assert "Escribe el código que está en el correo." in typed(till, " ")[2]
    client = till.shop.app.test_client()
    form = read_form(client.get("/pagar").text, "statement-code") | {"code": wrong}
    assert f'value="{wrong}"' in client.post("/pagar", data=form).text


@pytest.mark.databases("sqlite")
def test_it_dies_with_its_link(till: Till) -> None:
    code = sent(till)
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        s.execute(update(LinkRow).values(expires_at=nequi.now() - timedelta(days=1)))
    _status, where, _text = typed(till, code)
    assert till.shop.app.test_client().get(where).status_code == 410


@pytest.mark.databases("sqlite")
def test_guessing_is_stopped_even_for_the_right_one(till: Till) -> None:
    code = sent(till)
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        at = nequi.now()
        s.add_all(FailedSignIn(subject="code:127.0.0.1", at=at) for _ in range(1000))
    status, where, text = typed(till, code)
    assert (status, where) == (429, "")
    assert "Van muchos códigos errados." in text
    assert till.staff(), "the same address still signs in"
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        s.execute(update(FailedSignIn).values(at=at - WINDOW))
    assert typed(till, code)[0] == 303


@pytest.mark.databases("sqlite")
def test_a_forged_form_types_nothing(till: Till) -> None:
    code = sent(till)
    status, where, text = typed(till, code, csrf_token="9.forged")
    assert (status, where) == (422, "")
    assert "Esta página llevaba mucho tiempo abierta." in text
