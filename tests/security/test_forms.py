"""Every form carries its proof: without it, or with another's, nothing happens."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from storefront.db import Model, db
from tests.security.estate import HOTEL, NOBODY, OURS, OWNER, Estate
from tests.security.forms import TOKEN, Form, Found, find
from tests.storefront.receiving import csrf
from tests.storefront.shopping import read_form

WITHOUT_FORM = {
    "first_run.start", "nequi_webhook.webhook", "nequi.declare", "company_nequi.declare_same",
}  # fmt: skip
"""A doorbell without a form, and three forms that show at a stage which the estate lacks."""


@pytest.fixture
def found(estate: Estate) -> Found:
    return find(estate)


def rows(estate: Estate) -> dict[str, list[Any]]:
    """Everything that is stored."""
    with estate.app.app_context():
        return {
            table.name: sorted(map(tuple, db.session.execute(select(table))), key=repr)
            for table in Model.metadata.sorted_tables
        }


def test_the_pages_show_every_form(estate: Estate, found: Found) -> None:
    """So that the tests below speak of all of them."""
    bound = estate.app.url_map.bind("localhost")
    shown = {bound.match(f.action.partition("?")[0], method="POST")[0] for f in found.forms}
    doors = {rule.endpoint for rule in estate.app.url_map.iter_rules()
             if "POST" in (rule.methods or set())}  # fmt: skip

    assert doors - shown == WITHOUT_FORM


@pytest.mark.parametrize("proof", ["missing", "empty", "another session's", "another page's"])
def test_a_form_without_its_own_proof_does_nothing(
    estate: Estate, found: Found, proof: str
) -> None:
    given = forged(estate, proof)
    before = rows(estate)
    taken = []
    for form in found.forms:
        values = form.unproved | given
        answer = found.browsers[form.who].post(form.action, data=values)
        if answer.status_code not in (400, 422):
            taken.append(f"{form.action}: {answer.status_code}")

    assert taken == []
    assert rows(estate) == before


def forged(estate: Estate, proof: str) -> dict[str, str]:
    """A proof that is none, or that was made for somebody or something else."""
    if proof == "missing":
        return {}
    if proof == "another session's":
        return {TOKEN: csrf(estate.browser().get("/entrar").text)}
    if proof == "another page's":
        page = estate.browser().get(f"/estado/{estate.statement(HOTEL)}")
        return {TOKEN: read_form(page.text, "pay-statement")[TOKEN]}
    return {TOKEN: ""}


def test_a_proof_is_for_one_act_of_its_page(found: Found) -> None:
    """The cancel button's proof neither pays nor looks."""
    acts = [form for form in found.forms if form.action.startswith("/nequi/")]
    looks = {form.name: form for form in acts}
    cancel, look = looks["cancel-payment"], looks["look-payment"]
    borrowed = {TOKEN: cancel.values[TOKEN]}
    page = cancel.action.removesuffix("/cancel")

    for path in (page, f"{page}/look", f"{page}/declare", look.action):
        assert found.browsers[NOBODY].post(path, data=borrowed).status_code == 400


def test_what_one_statement_showed_pays_nothing_of_another(estate: Estate) -> None:
    """The seal and the boxes of our page, sent to their link with its own proof."""
    client = estate.browser()
    ours = read_form(client.get(f"/estado/{estate.statement(OURS)}").text, "pay-statement")
    link = f"/estado/{estate.statement(HOTEL)}"
    theirs = read_form(client.get(link).text, "pay-statement")
    before = rows(estate)
    for mix in ({"shown": ours["shown"]}, {"invoices": ours["invoices"]}, ours):
        values = theirs | {"phone": "300 000 0055"} | mix | {TOKEN: theirs[TOKEN]}
        assert client.post(f"{link}/pagar", data=values).status_code == 400

    assert rows(estate) == before


def test_fields_that_no_form_has_change_nothing(estate: Estate, found: Found) -> None:
    """Nobody becomes owner, and no attempt gets an amount, by adding it to a form."""
    extra = {"role": "owner", "is_admin": "1", "pesos": "1", "amount": "1", "state": "approved"}
    form = next(f for f in found.forms if f.action.endswith("/contactos"))
    values = form.values | extra | {"contact_name": "Ana", "contact_email": "ana@a.example"}
    pay = next(f for f in found.forms if f.name == "pay-nequi" and not f.values["phone"])
    office = found.browsers[OWNER]
    before = rows(estate)

    assert office.post(form.action, data=values).status_code == 303
    answer = found.browsers[NOBODY].post(pay.action, data=pay.values | extra | PHONE)
    assert answer.status_code == 303
    after = rows(estate)
    assert after["user"] == before["user"]
    newest = estate.till.payments()[0]
    assert (newest.pesos, newest.state.value) == (54_000, "created")


PHONE = {"phone": "300 000 0077"}


def test_signing_out_needs_a_proof_too(found: Found) -> None:
    (form,) = [form for form in found.forms if form.action == "/salir"]
    assert leaves(found, form, {}) is False
    assert leaves(found, form, form.values) is True


def leaves(found: Found, form: Form, values: dict[str, str]) -> bool:
    """Whether the owner is out after sending this."""
    found.browsers[OWNER].post(form.action, data=values)
    return found.browsers[OWNER].get("/admin").status_code == 302
