"""Every route × (anonymous, clerk, owner, another customer's link), made from the URL map.

A route without a rule fails; so does one that answers somebody it should not.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from storefront.pictures.keeping import keep
from tests.security.estate import CLERK, NOBODY, OURS, OWNER, THEIRS, Estate
from tests.storefront.receiving import csrf

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE")


class For(Enum):
    """Whom a route answers."""

    ALL = "everybody"
    STAFF = "whoever signed in"
    OWNER = "the owner"
    LINK = "whoever holds its link, signed in or not"
    NOBODY = "nobody here: it wants a shop without accounts"


@dataclass(frozen=True)
class Door:
    """Whom a route answers, and what stands in its address: ``ours`` and ``theirs``."""

    whom: For
    ours: Callable[[Estate], dict[str, object]] = lambda estate: {}
    theirs: Callable[[Estate], dict[str, object]] = lambda estate: {}


def customer(estate: Estate) -> dict[str, object]:
    return {"customer_id": estate.till.customer(OURS)}


def contact(estate: Estate) -> dict[str, object]:
    return customer(estate) | {"contact_id": 999}


def payment(stage: str) -> Callable[[Estate], dict[str, object]]:
    return lambda estate: {"message_id": estate.payments[stage]}


def picture(estate: Estate) -> dict[str, object]:
    """An uploaded one."""
    dot = io.BytesIO()
    Image.new("RGB", (1, 1)).save(dot, "PNG")
    with estate.app.app_context():
        return {"name": keep(dot.getvalue()).rpartition("/")[2]}


def fixed(**values: object) -> Callable[[Estate], dict[str, object]]:
    return lambda estate: values


ALL, STAFF, OWNERS = Door(For.ALL), Door(For.STAFF), Door(For.OWNER)
OF_CUSTOMER = Door(For.STAFF, customer)
PAGE = Door(
    For.LINK,
    lambda estate: {"token": estate.page("order", estate.orders["waiting"])},
    lambda estate: {"token": estate.statement(THEIRS)},
)
STATEMENT = Door(
    For.LINK,
    lambda estate: {"link": estate.statement(OURS)},
    lambda estate: {"link": estate.order_link("paid")},
)
DOORS = {
    "accounts.password": STAFF,
    "accounts.sign_in": ALL,
    "accounts.sign_out": ALL,
    "backoffice.index": STAFF,
    "cart.change": ALL,
    "cart.show": ALL,
    "catalog.add": Door(For.ALL, fixed(slug="taza")),
    "catalog.home": ALL,
    "catalog.information": ALL,
    "catalog.product": Door(For.ALL, fixed(slug="taza")),
    "catalog.search": ALL,
    "catalog_admin.edit": Door(For.STAFF, fixed(product_id=1)),
    "catalog_admin.new": STAFF,
    "catalog_admin.products": STAFF,
    "company.company": STAFF,
    "company.index": STAFF,
    "company.save": OWNERS,
    "company_nequi.declare_same": OWNERS,
    "company_nequi.integrations": STAFF,
    "company_nequi.methods": STAFF,
    "company_nequi.page": STAFF,
    "company_nequi.save": OWNERS,
    "company_nequi.status": STAFF,
    "customers_admin.add_contact": OF_CUSTOMER,
    "customers_admin.edit": OF_CUSTOMER,
    "customers_admin.index": STAFF,
    "customers_admin.new": STAFF,
    "customers_admin.remove_contact": Door(For.STAFF, contact),
    "customers_admin.show": OF_CUSTOMER,
    "first_run.start": Door(For.NOBODY, fixed(token="none")),
    "health.healthz": ALL,
    "health_admin.index": STAFF,
    "invoices_admin.index": STAFF,
    "invoices_admin.new": STAFF,
    "invoices_admin.show": Door(For.STAFF, fixed(invoice_id=1)),
    "nequi.again": PAGE,
    "nequi.cancel": PAGE,
    "nequi.code": PAGE,
    "nequi.code_image": PAGE,
    "nequi.declare": PAGE,
    "nequi.look": PAGE,
    "nequi.scan": PAGE,
    "nequi.number": PAGE,
    "nequi.page": PAGE,
    "nequi.pay": PAGE,
    "nequi.static": Door(For.ALL, fixed(filename="nequi.css")),
    "nequi.status": PAGE,
    "nequi_webhook.webhook": ALL,
    "orders.checkout": ALL,
    "orders.place": ALL,
    "orders.proof": Door(
        For.LINK,
        lambda estate: estate.proof("orders", "paid"),
        lambda estate: estate.proof("orders", "paid") | {"link": estate.order_link("waiting")},
    ),
    "orders.show": Door(
        For.LINK,
        lambda estate: {"link": estate.order_link("waiting")},
        lambda estate: {"link": estate.statement(THEIRS)},
    ),
    "orders.cancel": Door(
        For.LINK,
        lambda estate: {"link": estate.order_link("unpaid")},
        lambda estate: {"link": estate.statement(THEIRS)},
    ),
    "orders_admin.cancel": Door(For.STAFF, fixed(number=2043)),
    "orders_admin.note": Door(For.STAFF, fixed(number=2043)),
    "orders_admin.order": Door(For.STAFF, fixed(number=2043)),
    "orders_admin.orders": STAFF,
    "payments_admin.index": STAFF,
    "payments_admin.payment": Door(For.STAFF, payment("ours")),
    "queue_admin.ask": Door(For.STAFF, payment("review")),
    "pictures.show": Door(For.ALL, picture),
    "queue_admin.index": STAFF,
    "queue_admin.give_key": Door(For.STAFF, payment("review")),
    "reconciling_admin.drop": STAFF,
    "reconciling_admin.fetch": STAFF,
    "reconciling_admin.index": STAFF,
    "reconciling_admin.show": Door(For.STAFF, lambda estate: {"run_id": estate.run}),
    "queue_admin.resolve": Door(For.STAFF, payment("review")),
    "receipts.ask": ALL,
    "receipts.show": Door(
        For.LINK,
        lambda estate: {"code": estate.code("ours")},
        lambda estate: {"code": estate.payments["ours"] + estate.code("theirs")[-9:]},
    ),
    "receipts_admin.index": STAFF,
    "receipts_admin.new": Door(For.STAFF, payment("ours")),
    "receipts_admin.pdf": Door(For.STAFF, fixed(receipt_id=1)),
    "receipts_admin.show": Door(For.STAFF, fixed(receipt_id=1)),
    "receipts_admin.tray": STAFF,
    "statements.pay": STATEMENT,
    "statements.pdf": STATEMENT,
    "statements.proof": Door(
        For.LINK,
        lambda estate: estate.proof("statements", "ours"),
        lambda estate: estate.proof("statements", "ours") | {"link": estate.statement(THEIRS)},
    ),
    "statements.show": STATEMENT,
    "statements_admin.link": OF_CUSTOMER,
    "statements_admin.pdf": OF_CUSTOMER,
    "statements_admin.send": OF_CUSTOMER,
    "statements_admin.show": OF_CUSTOMER,
    "static": Door(For.ALL, fixed(filename="css/tokens.css")),
    "stock_admin.show": Door(For.STAFF, fixed(product_id=1)),
    "style.index": ALL,
    "style.office": ALL,
    "style.pay": Door(For.ALL, fixed(face="espera")),
    "style.shop": ALL,
}


def rules(estate: Estate) -> list[Rule]:
    return sorted(estate.app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))


def address(estate: Estate, rule: Rule, values: dict[str, object]) -> str:
    built = rule.build(values)
    assert built is not None, f"{rule.endpoint} needs other values than {values}"
    return built[1]


def wanted(door: Door, who: str) -> str:
    """What the table says: ``in``, ``sign in`` or ``no``."""
    if door.whom is For.NOBODY:
        return "nothing"
    if door.whom in (For.ALL, For.LINK) or who == OWNER:
        return "in"
    if who == CLERK:
        return "in" if door.whom is For.STAFF else "no"
    return "sign in"


def got(answer: TestResponse) -> str:
    """What an answer amounts to."""
    location = answer.headers.get("Location", "")
    if answer.status_code == 302 and location.startswith("/entrar"):
        return "sign in"
    if answer.status_code in (401, 403):
        return "no"
    if answer.status_code in (404, 405, 410):
        return "nothing"
    trouble = answer.status_code >= 500 and not answer.is_json  # /healthz says 503: no worker runs
    return "trouble" if trouble else "in"


def knock(client: FlaskClient, method: str, path: str) -> TestResponse:
    """Open ``path``; a POST carries the session's own token and nothing else."""
    if method != "POST":
        return client.open(path, method=method)
    form = {"csrf_token": csrf(client.get("/producto/taza").text)}
    return client.post(path, data=form)


def test_every_route_has_a_rule_and_every_rule_a_route(estate: Estate) -> None:
    assert {rule.endpoint for rule in rules(estate)} == set(DOORS)


@pytest.mark.parametrize("who", [NOBODY, CLERK, OWNER], ids=["anonymous", "clerk", "owner"])
def test_every_route_answers_whom_it_should(estate: Estate, who: str) -> None:
    wrong = []
    for rule in rules(estate):
        door = DOORS[rule.endpoint]
        path = address(estate, rule, door.ours(estate))
        for method in sorted((rule.methods or set()) & {"GET", "HEAD", "POST"}):
            answer = knock(estate.browser(who), method, path)
            if got(answer) != wanted(door, who):
                wrong.append(f"{method} {path}: {answer.status_code}, not {wanted(door, who)}")

    assert wrong == []


@pytest.mark.parametrize("who", [NOBODY, CLERK], ids=["anonymous", "clerk"])
def test_a_link_opens_what_it_was_made_for_and_nothing_else(estate: Estate, who: str) -> None:
    opened = []
    for rule in rules(estate):
        door = DOORS[rule.endpoint]
        if door.whom is not For.LINK:
            continue
        for method in sorted((rule.methods or set()) & {"GET", "HEAD", "POST"}):
            for values in (door.theirs(estate), bent(door.ours(estate))):
                path = address(estate, rule, values)
                answer = knock(estate.browser(who), method, path)
                if answer.status_code not in (404, 410):
                    opened.append(f"{method} {path}: {answer.status_code}")

    assert opened == []


def bent(values: dict[str, object]) -> dict[str, object]:
    """The same link with one sign of its proof changed."""
    name, token = next(iter(values.items()))
    text = str(token)
    return values | {name: text[:-3] + ("A" if text[-3] != "A" else "B") + text[-2:]}


def test_a_payers_link_opens_no_office(estate: Estate) -> None:
    """Somebody who reads another customer's statement is nobody in the office."""
    client = estate.browser()
    assert client.get(f"/estado/{estate.statement(THEIRS)}").status_code == 200
    opened = [
        path
        for rule in rules(estate)
        if DOORS[rule.endpoint].whom in (For.STAFF, For.OWNER)
        for path in [address(estate, rule, DOORS[rule.endpoint].ours(estate))]
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
        if got(knock(client, method, path)) != "sign in"
    ]

    assert opened == []


def test_a_link_shows_its_own_customer_only(estate: Estate) -> None:
    pages = [
        estate.browser().get(f"/estado/{estate.statement(THEIRS)}{query}").text
        for query in ("", "?cara=movimientos", "?marcar=todas", "?desde=2000-01-01")
    ]
    for page in pages:
        assert THEIRS in page
        for secret in (OURS, "FE-1038", "FE-1051", estate.payments["ours"], "tesor"):
            assert secret.lower() not in page.lower()


def test_methods_that_a_route_does_not_name_are_refused(estate: Estate) -> None:
    """GET on what acts, POST on what shows, and the methods that nothing takes."""
    named: dict[str, set[str]] = {}
    for rule in rules(estate):
        path = address(estate, rule, DOORS[rule.endpoint].ours(estate))
        named.setdefault(path.partition("?")[0], set()).update(rule.methods or set())
    client = estate.browser(OWNER)
    answered = [
        f"{method} {path}: {answer.status_code}"
        for path, methods in named.items()
        for method in METHODS
        if method not in methods
        for answer in [client.open(path, method=method)]
        if answer.status_code not in (404, 405)
    ]

    assert answered == []
