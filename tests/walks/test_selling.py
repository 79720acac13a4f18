"""Walks 10 and 11: a coupon, a parcel on its way, and an order that the merchant takes by hand."""
from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.walks import office, paying, shopping
from tests.walks.walk import Walk, fills, money, pesos, press, says

CANDLE, COUPON, SHIPPING = 34_000, "LADERA10", 12_000
TOTAL = CANDLE - CANDLE // 10 + SHIPPING
GUIDE, TRACKING = "9182736450", "https://transportadora.example/guia/9182736450"
pytestmark = pytest.mark.databases("sqlite")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_coupon_and_a_parcel_on_its_way(visit: Walk, script: bool) -> None:
    walk = visit if script else replace(visit, eyes=None)
    shopper = walk.person(java_script_enabled=script)
    order = buys_with_a_coupon(walk, shopper)
    assert money(shopper.locator(".amount").first) == TOTAL
    paying.ask_for_payment(shopper)
    paying.in_state(shopper, "waiting")
    walk.world.phone.accept()
    paying.in_state(shopper, "approved")
    clerk = merchant(walk, script)
    dispatches(walk, clerk, order)
    letter = walk.mail("order-shipped", order)
    for body in (letter.text, letter.page):
        assert GUIDE in body
    shopper.goto(letter.link("/pedido/"))
    says(shopper, "Enviado", "Servientrega", GUIDE, f"Cupón {COUPON}")
    link = shopper.get_by_role("link", name="Seguir el envío")
    assert link.get_attribute("href") == TRACKING
    walk.see(shopper, "pedido-enviado")
    press(clerk, "Marcar como entregado")
    shopper.reload()
    history = shopper.locator(".timeline").inner_text()
    newest_first = ("Pedido entregado", "Pedido enviado", "Pago recibido", "Pedido creado")
    at = [history.find(title) for title in newest_first]
    assert -1 < at[0] < at[1] < at[2] < at[3], history


def merchant(walk: Walk, script: bool) -> Page:
    """The clerk at the list of orders."""
    page = walk.person(wide=True, java_script_enabled=script)
    page.goto(f"{walk.world.url}/admin/pedidos")
    office.sign_in(walk, page, "clerk")
    walk.see(page, "pedidos")
    return page


def buys_with_a_coupon(walk: Walk, shopper: Page) -> str:
    """The cart takes a code and says what the way to a place costs; the order's number."""
    shopper.goto(f"{walk.world.url}/producto/vela-de-abejas")
    shopper.get_by_role("button", name="Agregar al carrito").click()
    with_coupon(walk, shopper)
    with_place(walk, shopper)
    shopper.get_by_role("link", name="Finalizar compra", exact=True).click()
    expect(shopper.locator("[name=city]")).to_have_value("Medellín")
    shopping.fill_checkout(shopper)
    walk.see(shopper, "finalizar-con-cupon")
    shopping.place_order(shopper)
    return shopping.order_of(shopper)


def with_coupon(walk: Walk, shopper: Page) -> None:
    """A wrong code stays in its field, the right one lowers the sum."""
    summary = shopper.locator(".summary")
    summary.get_by_text("¿Tienes un cupón?").click()
    fills(shopper, {"coupon": "LADERA99"})
    press(shopper, "Usar cupón")
    expect(shopper.locator("[name=coupon]")).to_have_value("LADERA99")
    says(shopper, "Ese cupón no existe.")
    walk.see(shopper, "carrito-cupon-malo")
    walk.opened.forgive("status of 422")
    fills(shopper, {"coupon": COUPON.lower()})
    press(shopper, "Usar cupón")
    says(shopper, f"Cupón {COUPON}", "−$ 3.400")


def with_place(walk: Walk, shopper: Page) -> None:
    """To the islands it is dearer than to Medellín."""
    def go(department: str, city: str) -> None:
        fold = shopper.locator("details", has_text="Calcula tu envío")
        if not fold.evaluate("(it) => it.open"):
            fold.locator("summary").click()
        shopper.locator("[name=department]").select_option(department)
        fills(shopper, {"city": city})
        press(shopper, "Calcular el envío")

    go("San Andrés y Providencia", "Providencia")
    says(shopper, "Envío a Providencia", "$ 28.000")
    go(shopping.DEPARTMENT, "Medellín")
    says(shopper, "Envío a Medellín", pesos(TOTAL))
    walk.see(shopper, "carrito-con-cupon-y-envio")


def dispatches(walk: Walk, clerk: Page, order: str) -> None:
    """*Por enviar* until it leaves with its guide."""
    clerk.reload()
    clerk.locator("tbody").get_by_role("link", name=order, exact=True).click()
    says(clerk, "Por enviar", f"Cupón {COUPON}")
    walk.see(clerk, "pedido-por-enviar")
    press(clerk, "Marcar como enviado")
    fills(clerk, {"carrier": "Servientrega", "guide_number": GUIDE, "guide_url": TRACKING})
    walk.see(clerk, "enviar")
    press(clerk, "Marcar como enviado")
    says(clerk, "Enviado", GUIDE)
    walk.see(clerk, "pedido-enviado-oficina")


def test_an_order_by_hand_is_paid_by_its_link(visit: Walk) -> None:
    clerk = merchant(visit, script=True)
    press(clerk, "Nuevo pedido")
    visit.see(clerk, "pedido-nuevo")
    clerk.get_by_label("Producto 1").fill("Vela de cera de abejas, 35 horas")
    clerk.get_by_label("Cuántos").first.fill("2")
    fills(clerk, {name: shopping.BUYER[name] for name in ("name", "phone", "city", "address")})
    clerk.locator("[name=department]").select_option(shopping.DEPARTMENT)
    press(clerk, "Crear pedido")
    says(clerk, "quedó creado.")
    visit.see(clerk, "pedido-nuevo-creado")
    buyer = visit.person()
    buyer.goto(clerk.get_by_label("Enlace de pago").input_value())
    assert money(buyer.locator(".amount").first) == 2 * CANDLE + SHIPPING
    paying.ask_for_payment(buyer)
    paying.in_state(buyer, "waiting")
    visit.world.phone.accept()
    paying.in_state(buyer, "approved")
    clerk.reload()
    says(clerk, "Pagado", "Por enviar")
    expect(clerk.get_by_label("Enlace de pago")).to_have_count(0)
