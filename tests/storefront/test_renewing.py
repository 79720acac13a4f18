"""The page of an expired statement link mails a fresh one, only to the addresses on file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from storefront.extensions import nequi
from storefront.mailbox import RunningMailbox
from storefront.statements.models import StatementSend
from storefront.statements.renewing import turn
from tests.storefront.receiving import Till, running_till, words
from tests.storefront.shopping import read_form
from tests.support.waiting import wait_until


@pytest.fixture
def till(database_url: str, tmp_path: Path, mailbox: RunningMailbox) -> Iterator[Till]:
    settings = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(mailbox.smtp_port)}
    with running_till(database_url, tmp_path, **settings) as made:
        yield made


@pytest.fixture
def client(till: Till) -> FlaskClient:
    return till.shop.app.test_client(use_cookies=False)


def expired_link(till: Till, name: str = "Compañía SAS", *, revoked: bool = False) -> str:
    customer = str(till.customer(name))
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        past = nequi.now() - timedelta(days=1)
        link_id = nequi.make_link(s, "statement", customer, "", past)
        if revoked:
            nequi.revoke_link(s, link_id)
    with till.shop.app.app_context():
        return f"/estado/{nequi.link_token(link_id)}"


def press(client: FlaskClient, link: str) -> str:
    form = read_form(client.get(link).text, "renew-statement")
    answer = client.post(f"{link}/nuevo", data=form)
    assert answer.status_code == 303, words(answer.text)
    return words(client.get(answer.location).text)


def test_one_press_mails_a_link_that_opens(
    till: Till, client: FlaskClient, mailbox: RunningMailbox
) -> None:
    link = expired_link(till)
    gone = client.get(link)
    assert gone.status_code == 410
    assert "Este enlace ya venció" in gone.text
    assert "@compania.example" not in gone.text
    assert till.count(StatementSend) == 0, "a GET sends nothing"
    assert "Listo: te enviamos un enlace nuevo." in press(client, link)

    nequi.start_worker(till.shop.app)
    mail = wait_until(lambda: mailbox.box.newest("Estado de cuenta"))[0]
    parsed = mailbox.box.parsed(mail.id)
    assert str(parsed["To"]).endswith("@compania.example")
    body = parsed.get_body(("plain",))
    assert body is not None
    (fresh,) = {w for w in body.get_content().split() if "/estado/" in w and link not in w}
    assert client.get(fresh.removeprefix("http://localhost")).status_code == 200


def test_however_many_press_it_goes_once_in_a_third_of_a_day(
    till: Till, client: FlaskClient, mailbox: RunningMailbox
) -> None:
    for _ in range(5):
        press(client, expired_link(till))
    nequi.start_worker(till.shop.app)
    wait_until(lambda: mailbox.box.newest())
    assert till.count(StatementSend) == len(mailbox.box.newest())
    with till.shop.app.app_context():
        now = nequi.now()
    turns = {turn(now + timedelta(hours=hour)) for hour in range(24)}
    assert 3 <= len(turns) <= 4


@pytest.mark.databases("sqlite")
def test_only_an_old_link_of_ours_may_ask(till: Till, client: FlaskClient) -> None:
    live, dead = till.link(), expired_link(till, revoked=True)
    assert client.get(dead).status_code == 404
    assert client.post(f"{dead}/nuevo").status_code == 404
    assert client.post(f"{live}/nuevo").location == live
    old = expired_link(till)
    assert client.post(f"{old[:-2]}xx/nuevo").status_code == 404
    unproven = client.post(f"{old}/nuevo", data={"csrf_token": "1.x"})
    assert unproven.status_code == 400
    assert "Envíala otra vez" in unproven.text
    nequi.start_worker(till.shop.app)
    assert till.count(StatementSend) == 1, "the live link's own row"
