"""Empresa: what is typed, what is refused, what is stored and what it pauses."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from storefront.audit import AuditEntry
from storefront.company.models import Company
from storefront.demo.company import LADERA
from storefront.extensions import db
from tests.storefront.offices import OWNER, Office, make_office, submit

PAGE = "/admin/configuracion/empresa"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return make_office(tmp_path)


def fields(**changed: str) -> dict[str, str]:
    return {**{name: str(value) for name, value in LADERA.items()}, **changed}


def stored(office: Office) -> Company:
    with office.app.app_context():
        return db.session.scalars(select(Company)).one()


def test_the_boxes_lead_to_empresa_and_to_nequi(office: Office) -> None:
    page = office.signed_in().get("/admin/configuracion").text
    assert "Ladera Oficios SAS · NIT 901.555.012-9" in page
    for words in ("Empresa", "Integraciones con otros sistemas", "Pagos en línea"):
        assert words in page


def test_a_wrong_digit_is_refused_and_mended_with_one_touch(office: Office) -> None:
    owner = office.signed_in()
    refused = submit(owner, PAGE, **fields(dv="5", city="Cali"))
    assert "Para 901.555.012 el dígito es 9." in refused.text
    assert 'name="put_dv" value="9"' in refused.text
    assert 'value="Cali"' in refused.text, "what was typed is kept"
    assert stored(office).city == "Bogotá"
    mended = submit(owner, PAGE, **fields(dv="5", city="Cali"), put_dv="9")
    assert mended.status_code == 303
    assert (stored(office).dv, stored(office).city) == ("9", "Cali")


def test_numbers_are_stored_without_points_and_shown_with_them(office: Office) -> None:
    owner = office.signed_in()
    submit(owner, PAGE, **fields(id_number=" 901.555.012 ", whatsapp="+57 3000000012"))
    assert stored(office).id_number == "901555012"
    assert stored(office).whatsapp == "300 000 0012"
    assert 'value="901.555.012"' in owner.get(PAGE).text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"id_number": "90A555012"}, "solo lleva números"),
        ({"id_type": "CC", "id_number": "12345678901"}, "cantidad de cifras"),
        ({"legal_name": " "}, "Completa este dato."),
        ({"email": "sin-arroba"}, "Revisa este correo"),
        ({"notify_emails": "a@ladera.example\nmal"}, "Revisa este correo: mal"),
        ({"whatsapp": "601 000 0012"}, "celular de 10 números"),
        ({"website": "javascript:alert(1)"}, "Empieza con https://"),
        ({"id_type": "XX"}, "Elige una opción de la lista."),
    ],
)
def test_each_field_says_what_to_do(office: Office, changed: dict[str, str], sentence: str) -> None:
    refused = submit(office.signed_in(), PAGE, **fields(**changed))
    assert refused.status_code == 200
    assert "No se guardó." in refused.text
    assert sentence in refused.text


def test_a_person_has_no_digit(office: Office) -> None:
    submit(office.signed_in(), PAGE, **fields(id_type="CC", id_number="1020304050", dv="4"))
    assert (stored(office).id_type, stored(office).dv) == ("CC", "")


def test_every_change_is_in_the_audit_trail(office: Office) -> None:
    submit(office.signed_in(), PAGE, **fields(city="Cali"))
    with office.app.app_context():
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.actor == OWNER, AuditEntry.object == "company")
        ).one()
    assert (entry.action, entry.detail) == ("company.saved", "city: Bogotá → Cali")


def test_markup_in_a_name_stays_text(office: Office) -> None:
    owner = office.signed_in()
    submit(owner, PAGE, **fields(legal_name="<script>alert(1)</script> SAS"))
    assert "<script>alert(1)" not in owner.get(PAGE).text
