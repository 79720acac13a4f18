"""Products as the merchant edits them, over HTTP: in the office and what shoppers then see."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from tests.storefront.shopping import Shop, Shopper, running_shop

pytestmark = pytest.mark.databases("sqlite")
NEW = "/admin/productos/nuevo"
PIECE = {
    "name": "Olla de barro", "detail": "Negra, 3 litros", "maker": "La Chamba",
    "description": "Cocina parejo.", "category": "", "new_category": "Cocina negra",
    "variants-0-label": "", "variants-0-price": "95.000", "variants-0-pieces": "4",
}  # fmt: skip


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    with running_shop(database_url, tmp_path) as running:
        yield running


def photo(colour: str = "red", size: tuple[int, int] = (900, 600), kind: str = "JPEG") -> bytes:
    """A picture as a phone takes it: lying on its side, with notes of place and time."""
    out, notes = io.BytesIO(), Image.Exif()
    notes[0x0112], notes[0x010F] = 6, "a camera of ours"
    Image.new("RGB", size, colour).save(out, kind, exif=notes)
    return out.getvalue()


def send(clerk: Shopper, path: str, files: Any = (), **fields: str) -> TestResponse:
    """The product's form as it stands, with ``fields`` over it and ``files`` uploaded."""
    clerk.open(path)
    values: dict[str, Any] = clerk.form("product") | fields
    values.pop("more", None)
    if files:
        values["new_photos"] = [(io.BytesIO(data), name) for name, data in files]
    else:
        values.pop("new_photos", None)
    answer: TestResponse = clerk.client.post(path, data=values)
    return answer


def test_a_product_made_in_the_office_is_sold_in_the_shop(shop: Shop) -> None:
    clerk = shop.staff()
    made = send(clerk, NEW, [("uno.jpg", photo()), ("dos.jpg", photo("blue"))], **PIECE)
    assert made.status_code == 303, made.text
    page = shop.shopper().open("/producto/olla-de-barro").text
    for text in ("Olla de barro", "Cocina negra", "$\u00a095.000", "Quedan 4", "La Chamba"):
        assert text in page
    assert page.count('class="thumb ') == 2
    assert "/fotos/" in shop.shopper().open("/").text
    shopper = shop.shopper()
    cart = shopper.put("olla-de-barro", 2)
    assert "/fotos/" in cart.text
    assert shopper.order().status_code == 303
    assert 'name="new_category"' in clerk.open(made.headers["Location"]).text


def test_uploaded_photos_are_drawn_anew_and_kept_by_browsers(shop: Shop) -> None:
    clerk = shop.staff()
    made = send(clerk, NEW, [("uno.jpg", photo())], **PIECE)
    path = picture(clerk.open(made.headers["Location"]).text)
    for address, longest in ((path, 480), (path.replace("-s.webp", ".webp"), 900)):
        answer = shop.shopper().open(address)
        assert answer.mimetype == "image/webp"
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "Set-Cookie" not in answer.headers
        drawn = Image.open(io.BytesIO(answer.data))
        assert (max(drawn.size), drawn.height > drawn.width) == (longest, True)  # upright
        assert not drawn.getexif()
        assert b"a camera of ours" not in answer.data
    assert shop.shopper().open("/fotos/..%2fsecret-key").status_code == 404


def picture(page: str) -> str:
    """The address of the first uploaded picture of a page."""
    return "/fotos/" + page.split('src="/fotos/')[1].split('"')[0]


def test_a_wrong_field_keeps_the_rest_and_the_photo(shop: Shop) -> None:
    clerk = shop.staff()
    wrong = PIECE | {"variants-0-price": "mucho"}
    answer = send(clerk, NEW, [("uno.jpg", photo())], **wrong)
    assert answer.status_code == 200
    assert "Escribe el precio en pesos, como 42.000." in answer.text
    assert 'value="mucho"' in answer.text
    assert 'value="Olla de barro"' in answer.text
    clerk.page = answer
    again = clerk.form("product") | {"variants-0-price": "95000", "category": ""}
    for name in ("more", "new_photos"):
        again.pop(name, None)
    again["description"] = "Cocina parejo."
    assert clerk.send(NEW, again).status_code == 303
    assert "/fotos/" in shop.shopper().open("/producto/olla-de-barro").text


def test_order_removal_hiding_and_references(shop: Shop) -> None:
    clerk = shop.staff()
    made = send(clerk, NEW, [("1.jpg", photo()), ("2.jpg", photo("blue"))], **PIECE)
    at = made.headers["Location"]
    first = clerk.open(at).text.split('name="photos-0-path"')[1].split('value="')[1].split('"')[0]
    send(clerk, at, **{"photos-0-order": "9", "category": "2"})
    page = clerk.open(at).text
    assert page.split('name="photos-1-path"')[1].split('value="')[1].startswith(first)
    send(clerk, at, **{"photos-1-remove": "y", "category": "2"})
    assert shop.shopper().open("/producto/olla-de-barro").text.count('class="thumb ') == 0
    taken = send(clerk, at, **{"variants-0-sku": "taza", "category": "2"})
    assert "Otra presentación ya usa esta referencia." in taken.text
    values = clerk.form("product")
    clerk.open(at)
    values = {n: v for n, v in clerk.form("product").items() if n not in ("active", "more")}
    values.pop("new_photos", None)
    assert clerk.send(at, values).status_code == 303
    assert shop.shopper().open("/producto/olla-de-barro").status_code == 404
    assert "Oculto" in clerk.open("/admin/productos").text


def test_a_second_variant_without_javascript(shop: Shop) -> None:
    clerk = shop.staff()
    clerk.open(NEW)
    more = clerk.send(NEW, clerk.form("product") | PIECE | {"more": "1"})
    assert 'name="variants-1-price"' in more.text
    both = {"variants-0-label": "Grande", "variants-1-label": "Pequeña",
            "variants-1-price": "60.000", "variants-1-vat": "5",
            "variants-1-active": "y"}  # fmt: skip
    same = send(clerk, NEW, **PIECE | both | {"variants-1-label": "grande"})
    assert "un nombre distinto" in same.text
    assert send(clerk, NEW, **PIECE | both).status_code == 303
    page = shop.shopper().open("/producto/olla-de-barro").text
    assert "Grande" in page
    assert "Pequeña" in page


def test_stock_is_adjusted_with_a_history_and_never_below_the_orders(shop: Shop) -> None:
    clerk, shopper = shop.staff(), shop.shopper()
    shopper.put("taza", 3)
    assert shopper.order().status_code == 303
    at = edit_page(clerk, "Taza de gres") + "/existencias"

    def adjust(kind: str, pieces: str) -> TestResponse:
        clerk.open(at)
        return clerk.send(at, clerk.form("stock") | {"kind": kind, "pieces": pieces, "note": "x"})

    assert adjust("in", "5").status_code == 303  # 15 in all, 12 free
    too_many = adjust("out", "13")
    assert "Solo hay 12 disponibles; las demás son de pedidos." in too_many.text
    assert adjust("count", "0").status_code == 303
    assert shop.taken("taza") == 3
    page = clerk.open(at).text
    assert "+5" in page
    assert "-12" in page
    assert "paula@ladera.example" in page
    assert "Agotado" in shop.shopper().open("/producto/taza").text
    for bad in ("", "-1", "tres", "9" * 40, "0"):
        assert "Escribe cuántas, como 12." in adjust("in", bad).text
    assert shop.breaches() == []


def edit_page(clerk: Shopper, name: str) -> str:
    """The address of a product's form, from the list."""
    page = clerk.open("/admin/productos").text
    return page.split(f'">{name}</a>')[0].rsplit('href="', 1)[1]


def test_a_cart_tells_that_a_price_changed(shop: Shop) -> None:
    clerk, shopper = shop.staff(), shop.shopper()
    shopper.put("taza")
    answer = send(clerk, edit_page(clerk, "Taza de gres"), **{"variants-0-price": "50.000"})
    assert answer.status_code == 303, answer.text
    page = shopper.open("/carrito").text
    assert "$\u00a050.000" in page
    assert "$\u00a042.000" in page


def test_a_variant_that_orders_hold_is_hidden_and_another_is_deleted(shop: Shop) -> None:
    clerk, shopper = shop.staff(), shop.shopper()
    clerk.open(NEW)
    both = {"variants-0-label": "Grande", "variants-1-label": "Pequeña", "variants-1-pieces": "2",
            "variants-1-price": "60.000", "variants-1-vat": "5",
            "variants-1-active": "y"}  # fmt: skip
    at = send(clerk, NEW, **PIECE | both).headers["Location"]
    shopper.put("olla-de-barro")
    assert shopper.order().status_code == 303
    gone = {"category": "2", "variants-0-remove": "y"}
    assert send(clerk, at, **gone).status_code == 303
    assert "Grande" not in shop.shopper().open("/producto/olla-de-barro").text
    assert "Grande" in clerk.open(at).text
