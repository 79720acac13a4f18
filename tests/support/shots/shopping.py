"""The shopper's pages, up to the checkout, and what anybody finds at the wrong address."""
from __future__ import annotations

from tests.support.shots.stage import Stage, into_cart, place

PLAIN = {
    "home": "/", "home-category": "/?categoria=barro", "search": "/buscar?q=taza",
    "search-typo": "/buscar?q=moch%C3%ADlla", "search-nothing": "/buscar?q=bicicleta",
    "product": "/producto/taza-de-barro", "product-one-variant": "/producto/jarra-de-barro",
    "information": "/informacion", "cart-empty": "/carrito",
    "receipt-ask": "/recibo", "statement-code": "/pagar", "sign-in": "/entrar",
    "style": "/_estilo", "style-shop": "/_estilo/tienda", "style-office": "/_estilo/oficina",
    "style-pay": "/_estilo/pago/espera",
}


def catalogue(on: Stage) -> None:
    """What needs an address and nothing else."""
    with on.camera.person() as page:
        for name, path in PLAIN.items():
            page.goto(f"{on.url}{path}")
            on.camera.shoot(page, name)


def nothing_there(on: Stage) -> None:
    """No such page, and a link that was changed on its way."""
    with on.camera.person() as page, on.camera.expecting(404):
        page.goto(f"{on.url}/no-existe")
        on.camera.shoot(page, "missing-page")
        page.goto(f"{on.url}/pedido/no-es-un-enlace")
        on.camera.shoot(page, "missing-link")
        page.goto(f"{on.url}/recibo?codigo=NADA")
        on.camera.shoot(page, "receipt-unknown")
        page.goto(f"{on.url}/nequi/no-es-un-enlace")
        on.camera.shoot(page, "pay-gone")


def cart(on: Stage) -> None:
    """Too many of a thing, a full cart, the checkout, and all that may lack there."""
    with on.camera.person() as page:
        into_cart(on, page, quantity=2)
        into_cart(on, page, "taza-de-barro")
        on.camera.shoot(page, "cart")
        page.locator("summary", has_text="cupón").click()
        page.locator("[data-form=coupon] [name=coupon]").fill("ladera10")
        page.locator("[data-form=coupon] button").click()
        page.wait_for_load_state()
        on.camera.shoot(page, "cart-coupon")
        page.goto(f"{on.url}/finalizar")
        on.camera.shoot(page, "checkout")
        place(page)
        page.wait_for_load_state()
        on.camera.shoot(page, "checkout-errors")


def too_many(on: Stage) -> None:
    """More than there is: the product's page says so beside the field."""
    with on.camera.person() as page:
        page.goto(f"{on.url}/producto/taza-de-barro")
        form = page.locator("[data-form=add-to-cart]")
        form.evaluate("form => { form.noValidate = true }")
        form.locator("[name=quantity]").fill("9999")
        form.get_by_role("button", name="Agregar al carrito").click()
        page.wait_for_load_state()
        on.camera.shoot(page, "product-error")
