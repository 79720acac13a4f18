"""What the clerk does to the shelf, and how the shopper sees it."""
from __future__ import annotations

from playwright.sync_api import Page

from tests.support.shots.stage import Stage, into_cart, sign_in
from tools.places import ROOT

PHOTOS = tuple(ROOT / "static" / "products" / "social" / f"{name}.png"
               for name in ("tabla-de-picar", "cucharas-de-palo", "canasto-werregue"))


def sold_out(on: Stage) -> None:
    """The last ones go while they lie in a cart: the cart tells, so does the product's page."""
    with on.camera.person() as shopper, on.camera.person() as clerk:
        into_cart(on, shopper, "jarra-de-barro")
        into_cart(on, shopper)
        sign_in(on, clerk, "clerk")
        _open(on, clerk, "Jarra de barro")
        clerk.goto(f"{clerk.url}/existencias")
        form = clerk.locator("[data-form=stock]")
        form.locator("[name=kind]").select_option("count")
        form.locator("[name=pieces]").fill("0")
        form.get_by_role("button").click()
        clerk.wait_for_load_state()
        shopper.goto(f"{on.url}/carrito")
        on.camera.shoot(shopper, "cart-changed")
        shopper.goto(f"{on.url}/producto/jarra-de-barro")
        on.camera.shoot(shopper, "product-sold-out")


def photos(on: Stage) -> None:
    """A product with several photos, and a new one that has none yet."""
    with on.camera.person() as page:
        sign_in(on, page, "clerk")
        _open(on, page, "Tabla de picar")
        form = page.locator("[data-form=product]")
        form.locator("[name=new_photos]").set_input_files(PHOTOS)
        _save(page)
        page.goto(f"{on.url}/producto/tabla-de-picar")
        on.camera.shoot(page, "product-photos")
        page.goto(f"{on.url}/admin/productos/nuevo")
        form.locator("[name=name]").fill("Cuenco de totumo")
        form.locator("[name=new_category]").fill("Totumo")
        form.locator("[name$=-price]").first.fill("28.000")
        form.locator("[name$=-pieces]").first.fill("12")
        _save(page)
        page.goto(f"{on.url}/producto/cuenco-de-totumo")
        on.camera.shoot(page, "product-no-photo")


def _open(on: Stage, page: Page, name: str) -> None:
    page.goto(f"{on.url}/admin/productos")
    page.get_by_role("link", name=name, exact=True).first.click()


def _save(page: Page) -> None:
    page.locator("[data-form=product]").get_by_role("button", name="Guardar").last.click()
    page.wait_for_load_state()
