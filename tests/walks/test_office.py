"""Walk 6: the clerk decides about odd money, finds payments, redoes a recibo and reconciles."""
from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from storefront.dates import BOGOTA
from tests.support.waiting import wait_until
from tests.walks import office, paying, shopping
from tests.walks.walk import Walk, fills, money, pesos, press, says

OTHER_VALUE = "300 100 0018"  # this test number pays this much more than was asked
MORE = 1_000
FOUND, RECEIPTED, REPORTED, LEFT_OUT = "3005557391", "3005557402", "3005557413", "3005557424"
STRANGER = "a-counter-QR"
EDITED = "Sombrero vueltiao"
pytestmark = pytest.mark.databases("sqlite")


@dataclass(frozen=True)
class Sale:
    """A paid order: its number, the payment's reference, and whole pesos."""

    order: str
    reference: str
    pesos: int


def sold(walk: Walk, phone: str) -> Sale:
    """A shopper orders and accepts the request on ``phone``."""
    shopper = walk.person()
    shopping.quick_order(walk, shopper)
    paying.ask_for_payment(shopper, phone)
    paying.in_state(shopper, "waiting")
    walk.world.phone.accept()
    paying.in_state(shopper, "approved")
    return sale(shopper)


def sale(shopper: Page) -> Sale:
    """What the page of an approved or reviewed payment tells."""
    number = re.search(r"Pedido (\d+)", shopper.locator("main").inner_text())
    reference = shopper.locator("[data-reference]").get_attribute("data-reference")
    assert number, "the page names no order"
    assert reference, "the page names no payment"
    return Sale(number.group(1), reference, money(shopper.locator(".amount").first))


def row(page: Page, words: str) -> Locator:
    """The one row that holds ``words``."""
    return page.locator("tbody tr").filter(has_text=words)


def test_another_value_waits_for_the_clerk_who_approves_it(visit: Walk) -> None:
    shopper, clerk = visit.person(), office.merchant(visit, "clerk")
    shopping.quick_order(visit, shopper)
    asked = money(shopper.locator(".amount").first)
    paying.ask_for_payment(shopper, OTHER_VALUE)
    paying.in_state(shopper, "waiting")
    visit.world.phone.advance(10)
    paying.in_state(shopper, "review")
    says(shopper, "Estamos revisando tu pago", "No pagues otra vez: una persona lo revisa.")
    expect(shopper.locator("[data-form=pay-nequi]")).to_have_count(0)
    visit.see(shopper, "pago-en-revision")

    approves(visit, clerk, sale(shopper), asked)

    shopper.reload()  # a person decides in her own time: the page in review does not keep asking
    paying.in_state(shopper, "approved")
    assert money(shopper.locator(".amount").first) == asked + MORE
    visit.see(shopper, "pago-aprobado-a-mano")
    visit.world.check()


def approves(walk: Walk, clerk: Page, odd: Sale, asked: int) -> None:
    """One press and its confirmation, all filled in; then a note about what was too much."""
    office.menu(clerk, "Dinero por resolver")
    case = clerk.locator("article.case").filter(has_text=odd.reference)
    said = f"Se pidieron {pesos(asked)} y Nequi dice {pesos(asked + MORE)}."
    expect(case).to_contain_text(said)
    expect(case.locator("[name=value]")).to_have_value(str(asked + MORE))
    walk.see(clerk, "por-resolver")
    press(case, "El dinero llegó")
    says(clerk, "¿Seguro que «el dinero llegó»?")
    assert money(clerk.locator("main .amount")) == asked + MORE
    walk.see(clerk, "por-resolver-seguro")
    press(clerk, "Sí, el dinero llegó")
    says(clerk, "Listo: quedó anotado con tu nombre y el motivo.")
    rest = clerk.locator("article.case").filter(has_text=odd.reference)
    expect(rest).to_contain_text(f"Quedaron {pesos(MORE)} como saldo a favor")
    press(rest, "Ya lo resolví")
    expect(rest).to_have_count(0)


def test_did_it_arrive(visit: Walk) -> None:
    paid, clerk = sold(visit, FOUND), office.merchant(visit, "clerk")
    office.menu(clerk, "Pagos$")
    look_for(clerk, f"{paid.pesos + 7}")
    says(clerk, "Ningún pago coincide.")
    look_for(clerk, pesos(paid.pesos))
    expect(row(clerk, paid.reference)).to_contain_text("Aprobado")
    visit.see(clerk, "pagos-por-valor")
    look_for(clerk, FOUND[-4:])
    expect(clerk.locator("tbody tr")).to_have_count(1)
    row(clerk, paid.reference).get_by_role("link", name=paid.reference).click()
    tells_everything(visit, clerk, paid)


def look_for(clerk: Page, words: str) -> None:
    """Type what the customer said into *¿Ya llegó?*."""
    form = clerk.locator("[data-form=find-payment]")
    form.get_by_label("¿Ya llegó?").fill(words)
    press(form, "Buscar")
    says(clerk, f"Pagos que coinciden con «{words}»")


def tells_everything(walk: Walk, clerk: Page, paid: Sale) -> None:
    """History, and what was said to Nequi without the payer's number."""
    expect(clerk.get_by_role("heading", name=f"Pago {paid.reference}")).to_be_visible()
    history = clerk.locator(".timeline").inner_text()
    newest_first = ("Nequi confirmó el pago", "Solicitud en el celular", "Pago creado")
    at = [history.find(title) for title in newest_first]
    assert -1 < at[0] < at[1] < at[2], history
    talk = clerk.locator(".talk details").filter(has_text="Enviar la solicitud")
    # what was said is written a second after it was said
    wait_until(lambda: clerk.reload() and talk.count())
    talk.locator("summary").click()
    expect(talk.locator("pre").first).to_contain_text(paid.reference)
    expect(talk.locator("pre").first).to_contain_text("300 ••• ••91")
    expect(talk.locator("pre").nth(1)).to_contain_text('"StatusCode": "0"')
    for secret in (FOUND, "sim-client", "sim-secret", "sim-key"):
        assert secret not in clerk.content()
    walk.see(clerk, "pago-con-historial")


def test_a_product_is_edited(visit: Walk) -> None:
    """What is wrong in the form keeps the rest; pieces are counted where they leave a trace."""
    owner = office.merchant(visit)
    office.menu(owner, "Productos")
    owner.get_by_role("link", name=EDITED, exact=True).click()
    fills(owner, {"name": f"{EDITED} fino", "variants-0-price": "gratis"})
    owner.locator("[name=new_photos]").set_input_files(
        {"name": "foto.png", "mimeType": "image/png", "buffer": b"<script>alert(1)</script>"})
    press(owner, "Guardar")
    says(owner, "Escribe el precio en pesos, como 42.000.", "no es una foto JPEG, PNG o WebP")
    expect(owner.locator("[name=name]")).to_have_value(f"{EDITED} fino")
    visit.see(owner, "producto-con-errores")
    fills(owner, {"variants-0-price": "99.000"})
    press(owner, "Guardar")
    says(owner, "Guardado.")
    pieces_arrive(visit, owner)
    shopper = visit.person()
    shopper.goto(visit.world.url)
    shopper.get_by_role("link", name=f"{EDITED} fino", exact=True).click()
    assert money(shopper.locator(".amount").first) == 99_000


def pieces_arrive(walk: Walk, owner: Page) -> None:
    """Four more of the first variant, with the reason; the history says who and what is left."""
    press(owner, "Existencias")
    expect(owner.get_by_text("Todavía no hay ajustes.")).to_be_visible()
    before = int(owner.locator("td[data-label=Disponibles]").first.inner_text())
    fills(owner, {"pieces": "4", "note": "Del taller de Aguadas"})
    press(owner, "Guardar")
    made = row(owner, "Del taller de Aguadas")
    expect(made.locator("td[data-label=Cambio]")).to_have_text("+4")
    expect(made.locator("td[data-label=Quedaron]")).to_have_text(str(before + 4))
    expect(made).to_contain_text(walk.world.store.logins()["owner"]["email"])
    walk.see(owner, "existencias-historial")


def test_a_voided_receipt_gives_way_to_the_next(visit: Walk) -> None:
    paid, clerk = sold(visit, RECEIPTED), office.merchant(visit, "clerk")
    first = from_the_tray(visit, clerk, paid)
    press(clerk, "Anular recibo")
    fills(clerk, {"void_reason": "Concepto equivocado"})
    visit.see(clerk, "recibo-anular")
    press(clerk.locator("[data-form=void-receipt]"), "Anular recibo")
    says(clerk, "Anulado el", "Motivo: Concepto equivocado", "lo que pagó sigue pagado")
    visit.see(clerk, "recibo-anulado")

    second = from_the_tray(visit, clerk, paid)
    assert sequence(second) == sequence(first) + 1
    says(clerk, f"Reemplaza a {first}, anulado el")
    order_tells_its_story(visit, clerk, paid)


def from_the_tray(walk: Walk, clerk: Page, paid: Sale) -> str:
    """*Pagos sin recibo*, the payment's row, save; the new recibo's number."""
    office.menu(clerk, "Pagos sin recibo")
    walk.see(clerk, "sin-recibo")
    press(row(clerk, paid.reference), "Agregar recibo")
    press(clerk, "Guardar recibo")
    says(clerk, "guardado.")
    number = clerk.locator("article h1").inner_text()
    assert money(clerk.locator("article .amount")) == paid.pesos
    clerk.get_by_role("link", name="Pagos sin recibo", exact=True).last.click()
    made = row(clerk, number)
    expect(made).to_contain_text(paid.reference)
    expect(row(clerk, paid.reference).get_by_role("link", name="Agregar recibo")).to_have_count(0)
    made.get_by_role("link", name=number).click()
    return number


def sequence(number: str) -> int:
    """231 of RC-0231."""
    return int(number.removeprefix("RC-"))


def order_tells_its_story(walk: Walk, clerk: Page, paid: Sale) -> None:
    """Found by its number, among orders that are not it."""
    office.menu(clerk, "Pedidos")
    form = clerk.locator("[data-form=find-order]")
    form.get_by_label("Buscar un pedido").fill(paid.order)
    press(form, "Buscar")
    says(clerk, f"Pedidos que coinciden con «{paid.order}»")
    expect(clerk.locator("tbody tr")).to_have_count(1)
    walk.see(clerk, "pedidos-buscar")
    clerk.locator("tbody").get_by_role("link", name=paid.order, exact=True).click()
    history = clerk.locator(".timeline").inner_text()
    for title in ("Pedido creado", "Solicitud en el celular", "Nequi confirmó el pago",
                  "Pago recibido"):
        assert title in history
    walk.see(clerk, "pedido-con-historial")


def test_a_dropped_report_falls_into_three_piles(visit: Walk) -> None:
    kept, lost = sold(visit, REPORTED), sold(visit, LEFT_OUT)
    visit.world.phone.advance(6 * 60)  # what was approved just now may not be in a report yet
    clerk, report = office.merchant(visit, "clerk"), report_without(visit, lost)
    office.menu(clerk, "Conciliación")
    visit.see(clerk, "conciliacion")
    clerk.locator("[name=report]").set_input_files(
        {"name": "reporte.json", "mimeType": "application/json",
         "buffer": json.dumps({"getReportsRS": report}).encode()})
    press(clerk, "Conciliar")
    says(clerk, "Reporte: reporte.json.")
    ours = len(report["transactions"]) - 1
    for name, count in ("Coinciden", ours), ("Faltan aquí", 1), ("Faltan en Nequi", 1):
        expect(office.stat(clerk, name)).to_have_text(str(count))
    expect(pile(clerk, "Coinciden")).to_contain_text(kept.reference)
    expect(pile(clerk, "Faltan aquí")).to_contain_text(STRANGER)
    expect(pile(clerk, "Faltan en Nequi")).to_contain_text(lost.reference)
    visit.see(clerk, "conciliacion-montones")


def pile(page: Page, name: str) -> Locator:
    """The part of the page under the pile's heading."""
    heading = page.get_by_role("heading", name=name, exact=True)
    return page.locator("main section").filter(has=heading)


def report_without(walk: Walk, lost: Sale) -> dict[str, Any]:
    """Nequi's own book as a report, a stranger's money in place of ``lost``."""
    captures = walk.world.phone.book()["captures"]
    lines = [line(one["message_id"], one["transaction_id"], one["value"], one["captured_at"])
             for one in captures if one["message_id"] != lost.reference]
    assert len(lines) == len(captures) - 1, "Nequi never got the money that is to be left out"
    now = datetime.fromisoformat(captures[-1]["captured_at"])
    lines.append(line(STRANGER, f"350-12345-{STRANGER}", "9000", now.isoformat()))
    days = [(now + timedelta(days=more)).astimezone(BOGOTA).date().isoformat() for more in (-1, 1)]
    return {"nit": "901555012", "from": days[0], "to": days[1], "transactions": lines}


def line(reference: str, transaction: str, value: str, at: str) -> dict[str, str]:
    """One movement as Nequi reports it; ``at`` is ISO 8601."""
    local = datetime.fromisoformat(at).astimezone(BOGOTA)
    return {"messageId": reference, "transactionReference": transaction,
            "transactionValue": value, "transactionDate": f"{local:%Y-%m-%d %H:%M:%S}",
            "buyerName": "ANA"}
