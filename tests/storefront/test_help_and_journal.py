"""Ayuda answers and leads on; the owner reads who did what."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from storefront.audit import record
from storefront.backoffice.journal import PAGE
from storefront.demo.company import LADERA
from storefront.extensions import nequi
from tests.storefront.offices import CLERK, OWNER, Office, make_office, submit

HELP, JOURNAL = "/admin/ayuda", "/admin/configuracion/registro"
EMPRESA = "/admin/configuracion/empresa"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return make_office(tmp_path)


def noted(office: Office, *details: str, action: str = "order.cancelled") -> None:
    with office.app.app_context(), nequi.unit_of_work() as s:
        for detail in details:
            record(s, CLERK, action, "order:1", detail)


def test_help_is_in_the_menu_and_none_of_its_links_is_dead(office: Office) -> None:
    clerk = office.signed_in(CLERK)
    assert f'href="{HELP}"' in clerk.get("/admin").text
    page = clerk.get(HELP).text
    for link in set(re.findall(r'href="(/admin/[^"]+)"', page)):
        assert clerk.get(link).status_code == 200, link
    for topic in re.findall(r'href="#([a-z]+)"', page):
        assert page.count(f'id="{topic}"') == 1
    assert "/nequi/webhook</code>" in page
    assert f"flask store set-password {CLERK}" in page


def test_the_owner_reads_who_changed_what(office: Office) -> None:
    owner = office.signed_in()
    noted(office, "Se rompió <b>todo")
    noted(office, "legal_name: Ladera → Ladera SAS; phone: – → 601", action="company.saved")
    page = owner.get(JOURNAL).text
    assert "Anuló un pedido" in page
    assert "Se rompió &lt;b&gt;todo" in page
    assert 'href="/admin/pedidos/2043"' in page
    assert "Razón social: Ladera → Ladera SAS; Teléfono: – → 601" in page
    assert "Paula R." in page
    assert "Entró a la administración" in page


def test_the_list_goes_on_page_by_page(office: Office) -> None:
    noted(office, *(f"vez {number}." for number in range(PAGE + 1)))
    owner = office.signed_in()
    first = owner.get(JOURNAL).text
    following = re.search(r'href="([^"]+antes=\d+)"', first)
    assert following
    assert "vez 50." in first
    assert "vez 0." not in first
    assert "vez 0." in owner.get(following.group(1)).text


def test_a_clerk_does_not_read_it_and_is_not_led_there(office: Office) -> None:
    clerk = office.signed_in(CLERK)
    assert clerk.get(JOURNAL).status_code == 403
    assert JOURNAL not in clerk.get("/admin/configuracion").text
    assert JOURNAL in office.signed_in(OWNER).get("/admin/configuracion").text


def test_configuracion_says_what_is_set_now(office: Office) -> None:
    owner = office.signed_in()
    changed = {"returns_policy": "Cinco días.", "notify_emails": "cuentas@correo.example"}
    submit(owner, EMPRESA, **{**{name: str(value) for name, value in LADERA.items()}, **changed})
    page = owner.get("/admin/configuracion").text
    assert "Envíos, cambios y datos personales" in page
    assert "cuentas@correo.example" in page
    submit(owner, EMPRESA, **{name: str(value) for name, value in LADERA.items()} | {
        "shipping_policy": "", "returns_policy": "", "privacy_policy": ""})  # fmt: skip
    assert "Solo lo que dice la ley" in owner.get("/admin/configuracion").text
