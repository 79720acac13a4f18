"""Drawing a code here, by nobody else's service: SVG for the page, PNG to keep or hand on."""

from __future__ import annotations

import io

import segno
from markupsafe import Markup

DARK, LIGHT = "#200020", "#ffffff"


def svg(text: str) -> Markup:
    """The code alone; the page around it brings size and quiet edge."""
    drawn = _code(text).svg_inline(border=0, omitsize=True, dark=DARK, light=LIGHT)
    return Markup(drawn)  # noqa: S704 - segno's own drawing: text becomes squares, never markup


def png(text: str) -> bytes:
    """About 800 px wide, with the quiet edge of four modules that readers ask for."""
    code = _code(text)
    scale = max(4, 800 // (code.symbol_size()[0]))
    kept = io.BytesIO()
    code.save(kept, kind="png", scale=scale, dark=DARK, light=LIGHT)
    return kept.getvalue()


def _code(text: str) -> segno.QRCode:
    return segno.make_qr(text, error="m")
