"""Links: nobody makes one, an old one ends, a revoked one is dead, a GET writes nothing."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from nequi_plugin import BadLink, links
from tests.nequi.host import Host
from tests.nequi_edge.reading import Payer

SECRETS = [b"first", b"second"]
TODAY = date(2026, 11, 25)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"


@pytest.mark.parametrize(
    ("kind", "key"),
    [("order", "2043"), ("a-b", "x_1"), ("bill", "1.2"), ("bill", "ñandú/é"), ("bill", "")],
)
def test_a_page_token_opens_what_it_was_made_for(kind: str, key: str) -> None:
    token = links.page_token(SECRETS, kind, key, TODAY)

    assert links.open_page_token(SECRETS, token, TODAY) == (kind, key)
    assert links.open_page_token([b"newer", *SECRETS], token, TODAY) == (kind, key)
    assert len(token.rsplit(".", 1)[1]) == 22  # 128 bits


def test_a_page_token_ends_after_its_day() -> None:
    token = links.page_token(SECRETS, "bill", "1", TODAY)
    with pytest.raises(BadLink) as caught:
        links.open_page_token(SECRETS, token, TODAY + timedelta(days=1))
    assert caught.value.expired


def test_every_flipped_sign_is_refused() -> None:
    token = links.page_token(SECRETS, "bill", "1", TODAY)
    for place, sign in enumerate(token):
        for other in {"A", "b", "0", ".", "~", "_"} - {sign}:
            bent = token[:place] + other + token[place + 1 :]
            with pytest.raises(BadLink) as caught:
                links.open_page_token(SECRETS, bent, TODAY)
            assert not caught.value.expired


def test_random_and_foreign_tokens_open_nothing() -> None:
    chance = random.Random(7)  # noqa: S311 - a test's dice
    others = ["", ".", "...", "bill.1.9", "bill.1.x.y", "١.١.١.١", "bill.1.2550.\x00"]
    others += ["".join(chance.choices(ALPHABET, k=chance.randint(1, 90))) for _ in range(20_000)]
    others += [links.page_token([b"foreign"], "bill", "1", TODAY)]
    for token in others:
        with pytest.raises(BadLink):
            links.open_page_token(SECRETS, token, TODAY)


def test_a_page_link_ends_in_a_sentence(host: Host, payer: Payer) -> None:
    host.advance(days=31)
    page = payer.look()

    assert page.status == 410
    assert "Este enlace venció" in page.text
    assert payer.client.get(f"{payer.url}/status").status_code == 410


def _make(host: Host, purpose: str = "statement", days: int = 30) -> int:
    with host.app.app_context(), host.nequi.unit_of_work() as s:
        expires = host.nequi.now() + timedelta(days=days)
        return host.nequi.make_link(s, purpose, "7", "ana@compania.example", expires)


def test_a_mailed_link_opens_for_its_purpose_only(host: Host) -> None:
    link_id = _make(host)
    with host.app.app_context():
        token = host.nequi.link_token(link_id)
        link = host.nequi.open_link(token, "statement")
        assert (link.subject, link.recipient) == ("7", "ana@compania.example")
        for bad, purpose in (
            (token, "order"),
            (token[:-1] + ("A" if token[-1] != "A" else "B"), "statement"),
            (f"0{token}", "statement"),
            (token.replace(f"{link_id}.", f"{link_id + 1}."), "statement"),
            ("9" * 30 + ".x", "statement"),
            ("", "statement"),
        ):
            with pytest.raises(BadLink) as caught:
                host.nequi.open_link(bad, purpose)
            assert not caught.value.expired


def test_a_purpose_is_part_of_what_is_signed(host: Host) -> None:
    link_id = _make(host)
    secrets = list(host.runtime.settings.secrets)
    stolen = links.mailed_token(secrets, link_id, "order")
    with host.app.app_context(), pytest.raises(BadLink):
        host.nequi.open_link(stolen, "statement")


def test_a_mailed_link_ends_and_can_be_revoked(host: Host) -> None:
    old, gone = _make(host, days=1), _make(host, days=90)
    with host.app.app_context():
        tokens = [host.nequi.link_token(link_id) for link_id in (old, gone)]
    with host.app.app_context(), host.nequi.unit_of_work() as s:
        host.nequi.revoke_link(s, gone)
    host.advance(days=2)
    with host.app.app_context():
        for token, expired in zip(tokens, (True, False), strict=True):
            with pytest.raises(BadLink) as caught:
                host.nequi.open_link(token, "statement")
            assert caught.value.expired is expired
