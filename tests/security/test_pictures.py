"""Files that are no pictures, in the one form that takes files and in those that take none."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from tests.security.estate import NOBODY, OWNER, Estate
from tests.storefront.shopping import read_form

PAGE = "/admin/productos/1"
NEW = "new_photos"
TYPED = "Una taza <de> prueba"


def drawn(kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((400, 300), 90).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def bomb(width: int, height: int) -> bytes:
    """A small PNG that unpacks to a huge picture."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 9_000_000))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>zz(1)</script></svg>'
FOREIGN, BROKEN = "no es una foto JPEG", "está dañada o llegó incompleta"
HUGE, HEAVY = "megapíxeles", "pesa más de 10 MB"
BAD = {
    "script": (b"<script>zz(1)</script>", FOREIGN),
    "svg": (SVG, FOREIGN),
    "html behind a PNG's name": (b"\x89PNG\r\n\x1a\n<script>zz(1)</script>", "zz"),
    "gif": (drawn("GIF"), FOREIGN),
    "truncated jpeg": (drawn("JPEG")[:4000], BROKEN),
    "truncated png": (drawn("PNG")[:20_000], BROKEN),
    "empty": (b"", FOREIGN),
    "noise": (bytes(range(256)) * 40, FOREIGN),
    "bomb": (bomb(9000, 9000), HUGE),
    "greater bomb": (bomb(60_000, 60_000), HUGE),
    "heavy": (drawn("JPEG") + b"\0" * 10_500_000, HEAVY),
}


def upload(client: FlaskClient, field: str, data: bytes, name: str = "zz<b>.jpg") -> TestResponse:
    """The product's form with another name and one file."""
    values: dict[str, Any] = read_form(client.get(PAGE).text, "product")
    values |= {"name": TYPED, field: (io.BytesIO(data), name)}
    for unused in {"more", NEW} - {field}:
        values.pop(unused, None)
    return client.post(PAGE, data=values)


@pytest.mark.parametrize("what", BAD)
def test_a_file_that_is_no_photo_gets_a_sentence_and_nothing_is_lost(
    estate: Estate, what: str
) -> None:
    data, sentence = BAD[what]
    answer = upload(estate.browser(OWNER), NEW, data)
    assert answer.status_code == 200
    assert sentence in answer.text
    assert 'id="new_photos-error"' in answer.text
    assert 'value="Una taza &lt;de&gt; prueba"' in answer.text
    assert "zz<b>" not in answer.text
    assert not list((estate.folder / "data").glob("fotos/.*"))


def test_a_good_photo_with_a_script_behind_it_leaves_the_script_out(estate: Estate) -> None:
    data = drawn("JPEG") + b"<script>zz(1)</script>"
    assert upload(estate.browser(OWNER), NEW, data).status_code == 303
    kept = list((estate.folder / "data" / "fotos").glob("*.webp"))
    assert kept
    assert not any(b"<script>zz(1)" in file.read_bytes() for file in kept)


@pytest.mark.parametrize("field", ["name", "description", "variants-0-price", "logo", "csrf_token"])
def test_a_file_in_any_other_field_is_refused(estate: Estate, field: str) -> None:
    assert upload(estate.browser(OWNER), field, drawn("PNG")).status_code in (400, 415)


def test_only_who_signed_in_may_send_much(estate: Estate) -> None:
    """Everybody else is stopped at the limit of all other forms."""
    client = estate.browser(NOBODY)
    proof = client.get("/entrar").text.split('name="csrf_token"')[1].split('value="')[1]
    many = {"csrf_token": proof.split('"')[0], NEW: (io.BytesIO(b"x" * 3_000_000), "x.jpg")}
    assert client.post(PAGE, data=many).status_code == 413
    over = {NEW: [(io.BytesIO(b"x" * 9_000_000), "x.jpg") for _ in range(5)]}
    assert estate.browser(OWNER).post(PAGE, data=over).status_code == 413


def test_a_forged_path_shows_nothing(estate: Estate) -> None:
    """A photo's row names only what was uploaded or what the product had."""
    client = estate.browser(OWNER)
    forged = {"photos-0-path": "../../secret-key", "photos-1-path": "fotos/" + "0" * 32 + ".webp",
              "photos-²-path": "x", "photos-0-order": "1", "photos-1-order": "2"}  # fmt: skip
    values = {n: v for n, v in read_form(client.get(PAGE).text, "product").items()
              if n not in ("more", NEW)}  # fmt: skip
    assert client.post(PAGE, data=values | forged).status_code == 303
    shown = client.get("/producto/cafe").text
    assert "secret-key" not in shown
    assert "no-photo" in shown
