"""Empresa's words, policies and logo, typed in the office and read in the shop."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.storefront.offices import Office, make_office, token
from tests.storefront.test_first_run import EMPRESA

PAGE = "/admin/configuracion/empresa"
WORDS = {
    "headline": "Miel de montaña", "introduction": "De la colmena a tu mesa.",
    "shipping_policy": "Despachamos los martes.", "returns_policy": "Cambiamos frascos rotos.",
    "privacy_policy": "No vendemos tus datos.", "website": "https://miel.example",
    "regime": "no_responsable",
}  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return make_office(tmp_path)


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (300, 300), (10, 90, 40, 120)).save(out, "PNG")
    return out.getvalue()


def save(office: Office, logo: bytes | None = None, **other: str) -> Any:
    client = office.signed_in()
    values: dict[str, Any] = EMPRESA | other | {"csrf_token": token(client.get(PAGE).text)}
    if logo is not None:
        values["logo"] = (io.BytesIO(logo), "logo.png")
    return client.post(PAGE, data=values)


def test_the_shop_says_what_the_merchant_wrote(office: Office) -> None:
    assert save(office, **WORDS).status_code == 303
    home, policies = office.client().get("/").text, office.client().get("/informacion").text
    for text in ("Miel de montaña", "De la colmena a tu mesa.", "No responsable de IVA",
                 'href="https://miel.example"'):  # fmt: skip
        assert text in home
    for text in ("Despachamos los martes.", "Cambiamos frascos rotos.", "No vendemos tus datos.",
                 "5 días hábiles", "Ley 1581"):  # fmt: skip
        assert text in policies


def test_the_logo_is_drawn_anew_shown_and_taken_away(office: Office) -> None:
    assert save(office, png()).status_code == 303
    assert 'class="mark" src="/fotos/' in office.client().get("/").text
    assert save(office).status_code == 303  # saving again without a file keeps it
    assert 'class="mark" src="/fotos/' in office.client().get("/").text
    assert save(office, remove_logo="y").status_code == 303
    assert 'class="mark"' not in office.client().get("/").text


def test_who_makes_the_receipts_is_chosen_here(office: Office) -> None:
    assert "Elige una opción de la lista." in save(office, receipt_policy="siempre").text
    assert save(office, receipt_policy="automatic").status_code == 303
    boxes = office.signed_in().get("/admin/configuracion").text
    assert "Automáticos cuando Nequi aprueba el pago" in boxes
    assert '<option selected value="automatic">' in office.signed_in().get(PAGE).text


def test_a_logo_that_is_a_script_gets_a_sentence_and_the_rest_stays(office: Office) -> None:
    answer = save(office, b"<svg onload=zz(1)>", headline="Miel de montaña")
    assert answer.status_code == 200
    assert "no es una foto JPEG, PNG o WebP" in answer.text
    assert 'value="Miel de montaña"' in answer.text


def test_a_good_logo_survives_a_wrong_field(office: Office) -> None:
    answer = save(office, png(), email="nada")
    assert "Revisa este correo" in answer.text
    kept = answer.text.split('name="logo_path" value="')[1].split('"')[0]
    assert kept.startswith("fotos/")
    assert save(office, logo_path=kept).status_code == 303
    assert kept.removeprefix("fotos/").removesuffix(".webp") in office.client().get("/").text


def test_an_empty_shop_has_a_front_of_its_own(office: Office) -> None:
    home = office.client().get("/").text
    assert "Muy pronto habrá algo aquí." in home
    assert "taza-de-barro" not in home
