"""The recibo de caja as PDF, as the office hands it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from nequi_plugin import Payment
from storefront.company.gate import forget
from storefront.company.models import ONLY, Company
from storefront.db import db
from storefront.extensions import nequi
from storefront.money import cents
from storefront.pictures.keeping import folder, keep
from storefront.receipts.models import Receipt
from storefront.receipts.service import ReceiptData, make
from storefront.receipts.verify import code_of
from tests.storefront.papers import Paper
from tests.storefront.receiving import Till, book, captured, running_till

NAME = "<b>Ñandú & Cía.</b> {{7*7}} %s Αθήνα Москва 東京 \u202eوب 🙂"


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    folder = tmp_path_factory.mktemp("papers")
    with running_till(f"sqlite:///{folder / 'papers.db'}", folder) as running:
        yield running


@pytest.fixture(scope="module")
def made(till: Till) -> tuple[int, Payment]:
    """A receipt of 840.000 on FE-1038, and its payment."""
    payment = captured(till, "FE-1038", 840_000)
    book(till, payment, "FE-1038", cents(840_000))
    data = ReceiptData("RC", date(2026, 11, 25), "Bogotá, D. C.", "Pago de la factura FE-1038")
    with till.shop.app.app_context():
        receipt = make(payment.message_id, data, person="Paula R.", actor="test")
    return receipt.receipt_id, payment


def paper(till: Till, receipt_id: int) -> Paper:
    answer = till.staff().get(f"/admin/recibos/{receipt_id}.pdf")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    return Paper(answer.data)


def change(till: Till, receipt_id: int, **values: object) -> None:
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        receipt = s.get_one(Receipt, receipt_id)
        for name, value in values.items():
            setattr(receipt, name, value)


def test_it_says_what_the_receipt_says(till: Till, made: tuple[int, Payment]) -> None:
    receipt_id, payment = made
    read = paper(till, receipt_id)
    with till.shop.app.app_context():
        number = db.session.get_one(Receipt, receipt_id).number
        code = code_of(payment.message_id)

    assert len(read.pages) == 1
    for words in (
        f"Recibo de caja {number} Bogotá, D. C. 25 de noviembre de 2026",
        "Recibimos de Compañía SAS NIT 900.123.456-8",
        f"Referencia {payment.message_id}",
        "La suma de Ochocientos cuarenta mil pesos m/cte. $ 840.000",
        "Por concepto de Pago de la factura FE-1038",
        "$ 840.000 $ 840.000 $ 0 Total $ 840.000",
        "Compañía SAS sigue debiendo $ 1.097.500, de 2 facturas; la primera es la FE-1051.",
        "Elaboró Paula R.",
        "No es una factura electrónica de venta.",
        code,
    ):
        assert words in read.text
    assert read.links == [f"http://localhost/recibo/{code}"]


def test_its_fonts_are_inside(till: Till, made: tuple[int, Payment]) -> None:
    fonts = paper(till, made[0]).fonts
    used = {name for name, inside in fonts.items() if inside}
    assert used == {"Figtree-Regular", "Figtree-Strong", "BricolageGrotesque-Heading"}
    assert set(fonts) - used <= {"Helvetica"}  # ReportLab names it on every page and uses it never


def test_the_same_receipt_gives_the_same_bytes(till: Till, made: tuple[int, Payment]) -> None:
    """A later payment changes what is owed, not what the paper said of that day."""
    first = paper(till, made[0]).content
    later = replace(made[1], id=99, message_id="Later00001", approved_at=nequi_now(till))
    book(till, later, "FE-1051", cents(685_000))

    assert paper(till, made[0]).content == first


def test_a_voided_receipt_says_so_first(till: Till, made: tuple[int, Payment]) -> None:
    change(till, made[0], voided_at=nequi_now(till), void_reason="Quedó con otra fecha")
    read = paper(till, made[0])
    change(till, made[0], voided_at=None, void_reason="")

    assert "Anulado El " in read.text
    assert "m. Motivo: Quedó con otra fecha" in read.text
    assert "sigue debiendo" not in read.text
    assert read.text.index("Anulado") < read.text.index("Recibimos de")


def test_any_name_is_printed_and_none_is_a_program(till: Till, made: tuple[int, Payment]) -> None:
    with till.shop.app.app_context():
        before = db.session.get_one(Receipt, made[0])
        kept = {"received_from": before.received_from, "concept": before.concept}
    change(till, made[0], received_from=NAME, concept=f"{'x' * 250} {NAME}")
    read = paper(till, made[0])
    change(till, made[0], **kept)

    assert "<b>Ñandú & Cía.</b> {{7*7}} %s Αθήνα Москва □□" in read.text
    assert "x" * 250 in read.text.replace(" ", "")
    assert len(read.pages) == 1


def nequi_now(till: Till) -> datetime:
    with till.shop.app.app_context():
        return nequi.now()


def test_the_merchants_logo_stands_beside_her_name(till: Till, made: tuple[int, Payment]) -> None:
    def paths() -> list[str]:
        with till.shop.app.app_context():
            uploaded = keep(png(900, 220))
            gone = keep(png(90, 90))
            for size in ("", "-s"):
                (folder() / Path(gone).name.replace(".webp", f"{size}.webp")).unlink()
        return [uploaded, gone, "fotos/../../x.webp", "img/mark.svg", ""]

    seen = []
    for path in paths():
        brand(till, path)
        seen.append(paper(till, made[0]))

    assert seen[0].pictures == [(480, 117)]
    assert [one.pictures for one in seen[1:]] == [[]] * 4
    assert len({one.text for one in seen}) == 1, "the words do not depend on it"
    assert seen[3].content != seen[4].content == seen[1].content == seen[2].content


def brand(till: Till, logo: str) -> None:
    """Empresa with this logo."""
    with till.shop.app.app_context():
        with nequi.unit_of_work() as s:
            s.get_one(Company, ONLY).logo = logo
        forget()


def png(wide: int, high: int) -> bytes:
    file = BytesIO()
    Image.new("RGBA", (wide, high), (31, 77, 58, 128)).save(file, "PNG")
    return file.getvalue()
