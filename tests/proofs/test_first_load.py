"""A first visit over a slow line: what a page and all it needs weigh on the wire."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
import requests

from tests.proofs.shops import Shops

WHOLE, SCRIPT = 120 * 1024, 45 * 1024  # bytes, compressed
ASSET = re.compile(r"""(?:href|src)=["']([^"']+\.(?:css|js|svg|woff2|png|ico)(?:\?[^"']*)?)["']""")
IN_STYLE = re.compile(r"""url\(["']?([^"')]+)["']?\)""")
ACCEPT = {"Accept-Encoding": "br, gzip"}


def on_the_wire(url: str) -> tuple[int, bytes]:
    """(bytes of the body as sent, the body unpacked)."""
    with requests.get(url, headers=ACCEPT, stream=True, timeout=30) as answer:
        assert answer.status_code == 200, url
        sent = answer.raw.read(decode_content=False)
    return len(sent), requests.get(url, timeout=30).content


def first_load(url: str) -> dict[str, int]:
    """Bytes of the page and of every file that it names, styles' fonts and pictures too.

    Fonts of a style count whether or not a glyph of theirs is used: more than a browser loads.
    """
    weights: dict[str, int] = {}
    weights[url], page = on_the_wire(url)
    for name in set(ASSET.findall(page.decode())):
        asset = urljoin(url, name)
        weights[asset], body = on_the_wire(asset)
        if asset.partition("?")[0].endswith(".css"):
            for inner in set(IN_STYLE.findall(body.decode())) - set(weights):
                if not inner.startswith("data:"):
                    weights[urljoin(asset, inner)] = on_the_wire(urljoin(asset, inner))[0]
    return weights


@pytest.mark.databases("sqlite")
def test_a_first_load_is_light(shops: Shops, capsys: pytest.CaptureFixture[str]) -> None:
    pay = shops.visitor().order()
    for url in (f"{shops.world.url}/", f"{shops.world.url}/producto/taza-de-barro", pay):
        weights = first_load(url)
        script = sum(n for name, n in weights.items() if name.partition("?")[0].endswith(".js"))
        with capsys.disabled():
            whole = sum(weights.values())
            print(f"\n{url[:60]}: {whole / 1024:.0f} KB, {script / 1024:.0f} KB of it script")
        assert sum(weights.values()) <= WHOLE, sorted(weights.items(), key=lambda one: -one[1])[:9]
        assert script <= SCRIPT
