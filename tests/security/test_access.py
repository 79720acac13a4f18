"""Every route × (anonymous, clerk, owner, another customer's link), made from the URL map.

A route without a rule fails; so does one that answers somebody it should not.
"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.security.doors import DOORS, Door, For
from tests.security.estate import CLERK, NOBODY, OURS, OWNER, THEIRS, Estate
from tests.storefront.receiving import csrf

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE")


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
        for secret in (OURS, "FE-1038", "FE-1051", estate.payments["ours"], "Tesorería",
                       "t@compania.example"):  # fmt: skip
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
