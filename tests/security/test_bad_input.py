"""Half a form, wrong types, huge values, broken bodies: an answer, never a crash."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, Rule
from werkzeug.test import TestResponse

from tests.security.estate import NOBODY, OWNER, Estate
from tests.security.forms import Form, Found, find
from tests.security.test_access import DOORS, For, address, rules
from tests.storefront.shopping import BUYER

GOOD = {  # what makes a form whole, so that one bad field at a time is looked at alone
    "checkout": BUYER,
    "login": {"email": "nadie@ladera.example", "password": "no-es-esta"},
    "pay-nequi": {"phone": "300 000 0099"},
    "pay-statement": {"phone": "300 000 0098"},
    "/admin/clave": {"current": "x", "password": "otra-clave-larga", "again": "otra-clave-larga"},
    "/admin/clientes/nuevo": {"name": "Ana", "id_type": "CC", "id_number": "1020304099"},
    "/admin/clientes/1/editar": {"id_type": "NIT"},
    "/admin/clientes/1/contactos": {"contact_name": "Ana", "contact_email": "ana@a.example"},
    "/admin/configuracion/empresa": {"id_type": "NIT"},
    "product": {"name": "Olla", "new_category": "Ollas", "variants-0-price": "1.000"},
    "stock": {"kind": "in", "pieces": "1"},
    "/admin/facturas/nueva": {
        "number": "FE-9000", "issued_on": "2026-01-02", "due_on": "2026-02-02", "total": "1.000",
        "cufe": "a" * 96,
    },
}  # fmt: skip
BAD = (
    "", " ", "\0", "a\0b", "\ud800", "\u202e", "a" * 70_000, "9" * 400, "9" * 5000,
    "99999999999999999999", "-1", "1e400", "²", "2026-02-30", "%s%n{0}", "a@[127.0.0.1]",
    "\r\nX: y",
)  # fmt: skip
DEEP = "[" * 100_000 + "]" * 100_000
BODIES = (
    (b"", "application/json"), (b"{", "application/json"), (DEEP.encode(), "application/json"),
    (b'{"a":' * 50_000, "application/json"), (b"null", "application/json"),
    (b'{"messageId": {"a": 1}}', "application/json"), (b"\xff\xfe\x00", "application/json"),
    (b"{}", "text/plain"), (b"<x/>", "text/xml"), (b"%", "application/x-www-form-urlencoded"),
    (b"a=%ED%A0%80&%FF=%00", "application/x-www-form-urlencoded"),
    (b"&" * 60_000, "application/x-www-form-urlencoded"),
    (b"a=1&" * 20_000, "application/x-www-form-urlencoded"),
    (b"--x\r\n\r\n", "multipart/form-data; boundary=x"), (b"--", "multipart/form-data"),
    (b"--x\r\nContent-Disposition: form-data; name=\"phone\"; filename=\"../x\"\r\n\r\n1\r\n--x--",
     "multipart/form-data; boundary=x"),
    (b"x" * 3_000_000, "application/octet-stream"), (b"x", "\xff/;;=,"), (b"\x80\x04K\x01.", ""),
)  # fmt: skip
TOO_BIG = "99999999999999999999999"
QUERIES = ("q", "categoria", "despues", "antes", "estado", "cara", "marcar", "desde", "next",
           "nuevo", "mirando")  # fmt: skip
PARTS = ("0", TOO_BIG, "%00", "%FF", "..%2f..%2fx", "a" * 3000, "1.1.1.1", "²", "-1")


@pytest.fixture(autouse=True)
def crashes(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """An exception that nobody foresaw is logged by Flask: none may be."""
    with caplog.at_level(logging.ERROR):
        yield
    found = [record.getMessage() for record in caplog.records if record.exc_info]
    assert found == []


def trouble(what: str, answer: TestResponse) -> list[str]:
    """A line when an answer is a crash or shows our insides."""
    text = answer.data.decode("utf-8", "replace")  # a picture is none
    insides = [word for word in ("Traceback", "sqlalchemy", "werkzeug.") if word in text]
    crashed = answer.status_code >= 500 and not answer.is_json  # /healthz: no worker runs
    return [f"{what[:200]}: {answer.status_code} {insides}"] if crashed or insides else []


def whole(form: Form) -> dict[str, str]:
    decision = {"reason": "Visto"} if "dinero-por-resolver" in form.action else {}
    return form.values | GOOD.get(form.name, {}) | GOOD.get(form.action, {}) | decision


def test_every_field_bears_every_value(estate: Estate) -> None:
    """One bad value at a time in a form that is right but for it, then twice, then without it."""
    wrong: list[str] = []
    found = find(estate)
    for form in found.forms:
        if form.action in ("/salir", "/admin/productos/nuevo"):  # the latter is /productos/1's form
            continue
        values = whole(form)
        for name in values:
            for bad in bad_values(name):
                answer = send(found, form, values | {name: bad})
                wrong += trouble(f"{form.action} {name}={bad!r}", answer)

    assert wrong == []


def bad_values(name: str) -> list[object]:
    """A secret's proof is tried by three values, a field by all of them."""
    some: list[object] = ["", "\0", "a" * 70_000] if name == "csrf_token" else list(BAD)
    return [*some, ["1", "2"], []]


def send(found: Found, form: Form, values: dict[str, object]) -> TestResponse:
    """Lone surrogates travel as the bytes that a broken program would send."""
    sent = {n: _bytes(v) for n, v in values.items()}
    return found.browsers[form.who].post(form.action, data=sent)


def _bytes(value: object) -> object:
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value


@pytest.mark.parametrize("who", [NOBODY, OWNER], ids=["anonymous", "owner"])
def test_every_post_bears_every_body(estate: Estate, who: str) -> None:
    client = estate.browser(who)
    wrong = []
    for rule in posts(estate):
        path = address(estate, rule, DOORS[rule.endpoint].ours(estate))
        for body, kind in BODIES:
            answer = client.post(path, data=body, content_type=kind)
            wrong += trouble(f"{path} {body[:20]!r} as {kind}", answer)
            if answer.status_code == 200 and who == NOBODY:
                wrong.append(f"{path} takes {body[:20]!r}")

    assert wrong == []


def posts(estate: Estate) -> list[Rule]:
    return [rule for rule in rules(estate) if "POST" in (rule.methods or set())]


def test_addresses_and_queries_bear_anything(estate: Estate) -> None:
    client = estate.browser(OWNER)
    wrong = []
    for rule in rules(estate):
        if "GET" not in (rule.methods or set()):
            continue
        values = DOORS[rule.endpoint].ours(estate)
        for name in values:
            place = placed(estate, rule, name)
            for part in PARTS:
                wrong += look(client, place.replace(str(PLACE), part))
        path = address(estate, rule, values)
        for query in QUERIES:
            for bad in ("%00", TOO_BIG, "²"):
                wrong += look(client, f"{path}?{query}={bad}")

    assert wrong == []


PLACE = 7171717171
"""Stands in an address where a part is put afterwards, as it is."""


def placed(estate: Estate, rule: Rule, name: str) -> str:
    """The rule's address with PLACE for the part of this name."""
    values = DOORS[rule.endpoint].ours(estate)
    if isinstance(rule._converters[name], AnyConverter):  # it builds none with other words
        return address(estate, rule, values).replace(f"/{values[name]}", f"/{PLACE}")
    return address(estate, rule, values | {name: PLACE})


def look(client: FlaskClient, path: str) -> list[str]:
    return trouble(path, client.get(path))


def test_a_webhook_that_is_no_notice_is_told_so(estate: Estate) -> None:
    client = estate.browser()
    before = estate.till.payments()
    for body, kind in BODIES:
        answer = client.post("/nequi/webhook", data=body, content_type=kind)
        assert answer.status_code in (400, 413)
        assert answer.is_json or answer.status_code == 413
    assert estate.till.payments() == before


def test_every_door_is_of_one_kind() -> None:
    """What the table calls public really is meant to be: nothing of the office is in it."""
    public = {name for name, door in DOORS.items() if door.whom is For.ALL}
    assert not {name for name in public if "admin" in name or name.startswith("company")}
