"""Forms behind mailed links: no cookie, bound to link, purpose and hour."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from wtforms import StringField

from storefront.extensions import nequi
from storefront.linkforms import LinkForm
from tests.storefront.offices import Office, make_office


class Sample(LinkForm):
    name = StringField()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return make_office(tmp_path)


def proof(office: Office, link: int = 7, purpose: str = "statement") -> str:
    with office.app.test_request_context():
        return str(Sample(link=link, purpose=purpose).csrf_token.current_token)


def accepted(office: Office, token: str, link: int = 7, purpose: str = "statement") -> bool:
    data = {"name": "x", "csrf_token": token}
    with office.app.test_request_context(method="POST", data=data):
        return bool(Sample(link=link, purpose=purpose).validate_on_submit())


def test_its_own_proof_is_taken_without_a_cookie(office: Office) -> None:
    assert accepted(office, proof(office))


@pytest.mark.parametrize("token", ["", "x", "1.abc", "99999999999.abc", "².", "9" * 5000])
def test_anything_else_is_refused(office: Office, token: str) -> None:
    assert not accepted(office, token)


def test_another_link_or_purpose_is_refused(office: Office) -> None:
    assert not accepted(office, proof(office, link=8))
    assert not accepted(office, proof(office, purpose="order"))


def test_it_lasts_two_hours(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with office.app.app_context():
        now = nequi.now()  # before the proof: no hour may begin between them unseen
    token = proof(office)
    for hours, good in ((1, True), (2, True), (4, False)):
        later = now + timedelta(hours=hours)
        monkeypatch.setattr(type(nequi), "now", lambda _self, later=later: later)
        assert accepted(office, token) is good


def test_a_retired_key_still_verifies(office: Office, tmp_path: Path) -> None:
    token = proof(office)
    turned = make_office(tmp_path / "turned", STORE_SECRET_KEY="n" * 40 + "," + "k" * 40)
    assert accepted(turned, token)
    assert not accepted(make_office(tmp_path / "new", STORE_SECRET_KEY="n" * 40), token)
