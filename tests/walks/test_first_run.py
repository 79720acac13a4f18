"""Walk 0: from an empty shop and a one-time link to the first sale and its recibo de caja."""
from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.support.browser import Opened
from tests.support.databases import Databases
from tests.support.world import World, running_world, seed
from tests.walks import office, paying, shopping
from tests.walks.eyes import Eyes
from tests.walks.letters import Letter
from tests.walks.papers import paper
from tests.walks.walk import Walk, fills, money, pesos, press, says

OWNER = {"name": "Rosa Díaz", "email": "rosa@ladera.example", "password": "una-clave-larga",
         "again": "una-clave-larga"}
EMPRESA = {"id_number": "901.555.012", "dv": "3", "legal_name": "Ladera Oficios SAS",
           "trade_name": "Ladera", "address": "Calle 10 # 4-20", "city": "Medellín",
           "email": "hola@ladera.example"}
KEYS = {"client_id": "sim-client", "client_secret": "sim-secret", "api_key": "sim-key"}
PRODUCT = {"name": "Cuenco de gres", "detail": "esmalte azul", "new_category": "Cocina",
           "variants-0-label": "Grande", "variants-0-price": "42.000", "variants-0-pieces": "3"}
PRICE = 42_000
pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[World]:
    """Migrated, and nothing in it."""

    def no_server() -> None:
        raise AssertionError("SQLite needs no server")

    bare = seed(Databases("sqlite", no_server), tmp_path / "bare", demo=False)  # type: ignore[arg-type]  # never asked
    with running_world(bare, tmp_path / "shop") as running:
        yield running


def test_from_an_empty_shop_to_the_first_sale(empty: World, opened: Opened, eyes: Eyes) -> None:
    walk = Walk(empty, opened, eyes)
    owner = first_owner(walk)
    fills_empresa(walk, owner)
    activates(walk, owner)
    sells_something(walk, owner)
    shopper = buys(walk)
    mails_arrive(walk, shopper)
    number = gives_a_receipt(walk, owner)
    assert number == "RC-0001"
    empty.check()


def first_owner(walk: Walk) -> Page:
    """The staff's door tells of the link; the link makes the account and signs in."""
    owner = walk.person(wide=True)
    owner.goto(f"{walk.world.url}/admin")
    says(owner, "Esta tienda todavía no tiene cuentas.")
    walk.see(owner, "entrar-sin-cuentas")
    owner.goto(walk.world.url)
    says(owner, "Muy pronto habrá algo aquí.")
    walk.see(owner, "inicio-vacio")
    owner.goto(walk.world.store.flask("store", "first-run").strip())
    walk.see(owner, "empezar")
    fills(owner, OWNER)
    press(owner, "Crear mi cuenta")
    says(owner, "Tu cuenta está lista.")
    return owner


def fills_empresa(walk: Walk, owner: Page) -> None:
    """A wrong digit is mended with one touch; it leads on to Nequi."""
    fills(owner, EMPRESA)
    press(owner, "Guardar")
    says(owner, "Elige una opción de la lista.", "Para 901.555.012 el dígito es 9.")
    owner.locator("[name=department]").select_option("Antioquia")
    press(owner, "Poner 9")
    says(owner, "Guardado. Ahora activa los pagos con Nequi.")


def activates(walk: Walk, owner: Page) -> None:
    """Keys that Nequi refuses are said so; the right ones turn it on."""
    says(owner, "Sus llaves son sim-client, sim-secret y sim-key.")
    turn_on(owner, {**KEYS, "client_secret": "copiada a medias"})
    says(owner, "Nequi no aceptó estas llaves.")
    walk.see(owner, "nequi-llaves-malas")
    turn_on(owner, {"client_secret": KEYS["client_secret"]})
    says(owner, "Activo en prueba", "LADERA OFICIOS SAS")
    expect(owner.get_by_text("Coincide", exact=True)).to_have_count(3)


def turn_on(owner: Page, keys: dict[str, str]) -> None:
    """Type the keys, switch, Guardar, and wait for Nequi's word."""
    fills(owner, keys)
    owner.get_by_label("Activar pagos en línea").set_checked(True)
    press(owner, "Guardar")
    expect(owner.get_by_label("Activar pagos en línea")).to_be_enabled()


def sells_something(walk: Walk, owner: Page) -> None:
    """The next step's own link; a product with a photo, two variants, IVA and pieces."""
    owner.locator("main").get_by_role("link", name="Primer producto").click()
    fills(owner, PRODUCT)
    owner.locator("[name=variants-0-vat]").select_option("19")
    press(owner, "Agregar otra presentación")
    fills(owner, {"variants-1-label": "Mediano", "variants-1-price": "36000",
                  "variants-1-pieces": "1"})
    owner.locator("[name=new_photos]").set_input_files(
        {"name": "cuenco.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    press(owner, "Guardar")
    says(owner, "Guardado.", "3 disponibles")
    walk.see(owner, "producto-guardado")
    office.menu(owner, "Inicio")
    says(owner, "3 de 4")
    walk.see(owner, "primeros-pasos")


def photo() -> bytes:
    """A small JPEG of one colour."""
    kept = io.BytesIO()
    Image.new("RGB", (640, 480), "#4f6f8f").save(kept, "JPEG")
    return kept.getvalue()


def buys(walk: Walk) -> Page:
    """A shopper pays the first product with a push."""
    shopper = walk.person()
    shopper.goto(walk.world.url)
    shopper.locator(".products").get_by_role("link", name=PRODUCT["name"]).first.click()
    expect(shopper.get_by_role("heading", name="Va bien con")).to_have_count(0)
    walk.see(shopper, "producto-solo")
    shopper.get_by_role("button", name="Agregar al carrito").click()
    press(shopper, "Finalizar compra")
    shopping.fill_checkout(shopper)
    shopping.place_order(shopper)
    paying.ask_for_payment(shopper)
    paying.in_state(shopper, "waiting")
    paying.tap(walk, shopper, "Aceptar")
    paying.in_state(shopper, "approved")
    return shopper


def mails_arrive(walk: Walk, shopper: Page) -> None:
    """Comprobante to who paid, notice to Empresa's address; the comprobante's PDF opens."""
    total = money(shopper.locator(".outcome .amount"))
    assert total > PRICE, "shipping is on top"
    for kind, to in ("receipt", shopping.BUYER["email"]), ("merchant-notice", EMPRESA["email"]):
        letter: Letter = walk.mail(kind)
        assert letter.message["To"] == to
        assert pesos(total) in letter.text
        walk.open_mail(walk.person(), letter)
    for kind in "order-received", "receipt":  # Empresa has no telephone: none is promised
        letter = walk.mail(kind)
        for body in (letter.text, letter.page):
            assert EMPRESA["email"] in body
            assert "WhatsApp" not in body
            assert "Escríbenos: o" not in body
    comprobante = paper(shopper, "Descargar comprobante").text.replace("\u00a0", " ")
    assert pesos(total) in comprobante
    assert "Pedido 2043" in comprobante


def gives_a_receipt(walk: Walk, owner: Page) -> str:
    """The first recibo de caja of the shop, from the start page's own line; its PDF opens."""
    owner.reload()
    press(owner.locator("main"), "Agregar recibos")
    press(owner.locator("tbody"), "Agregar recibo")
    press(owner, "Guardar recibo")
    says(owner, "guardado.")
    number = owner.locator("article h1").inner_text()
    assert number in paper(owner, "Descargar PDF").text
    return number

