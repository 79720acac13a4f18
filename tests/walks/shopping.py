"""What a shopper does before paying."""
from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.walks.walk import Walk, fills, press

BUYER = {
    "email": "sara@correo.example", "phone": "300 000 0077", "name": "Sara Ríos",
    "city": "Medellín", "address": "Carrera 70 # 1-20",
}
DEPARTMENT = "Antioquia"


def add_to_cart(walk: Walk, page: Page, product: str) -> None:
    """From the home page to a product, and into the cart."""
    page.goto(walk.world.url)
    walk.see(page, "inicio")
    page.locator(".products").get_by_role("link", name=product, exact=True).click()
    form = page.locator("[data-form=add-to-cart]")
    walk.see(page, "producto")
    form.get_by_role("button", name="Agregar al carrito").click()
    expect(page).to_have_url(re.compile("/carrito"))
    walk.see(page, "carrito")


def to_checkout(walk: Walk, page: Page) -> None:
    """From the cart to the one page of the checkout."""
    press(page, "Finalizar compra")
    expect(page.locator("[data-form=checkout]")).to_be_visible()
    walk.see(page, "finalizar")


def fill_checkout(page: Page, **other: str) -> None:
    """Every needed field, ``other`` in place of its values; sends nothing."""
    fills(page, {**BUYER, **other})
    page.locator("[name=department]").select_option(DEPARTMENT)
    page.locator("[name=consent]").check()


def place_order(page: Page) -> None:
    """Press the checkout's button."""
    page.locator("[data-form=checkout]").get_by_role(
        "button", name=re.compile("Continuar al pago|Hacer el pedido")).click()


def order(walk: Walk, page: Page, product: str, quantity: int = 1) -> None:
    """Everything up to the payment page of a fresh order."""
    add_to_cart(walk, page, product)
    for pieces in range(2, quantity + 1):
        page.get_by_role("button", name="Uno más").click()
        expect(page.locator(".summary")).to_contain_text(f"{pieces} productos")
    to_checkout(walk, page)
    fill_checkout(page)
    place_order(page)
    expect(page.locator("[data-form=pay-nequi]")).to_be_visible()
    walk.see(page, "pago-pedir")


def quick_order(walk: Walk, page: Page, slug: str = "vela-de-abejas") -> str:
    """The same from the product's own page, for walks about what comes after; gives its number."""
    quick_checkout(walk, page, slug)
    fill_checkout(page)
    place_order(page)
    expect(page.locator("[data-form=pay-nequi]")).to_be_visible()
    return order_of(page)


def quick_checkout(walk: Walk, page: Page, slug: str = "vela-de-abejas") -> None:
    """From the product's own page to the checkout, nothing filled in."""
    page.goto(f"{walk.world.url}/producto/{slug}")
    page.get_by_role("button", name="Agregar al carrito").click()
    page.get_by_role("link", name="Finalizar compra", exact=True).click()


def order_of(page: Page) -> str:
    """The number of the one order that a payment page names, as its mails do."""
    (found,) = set(re.findall(r"Pedido (\d+)", page.locator("main").inner_text()))
    return str(found)
