"""The embedded typefaces: what each can draw, how wide it is, and who stands in for it.

They are static instances with tabular digits (``fonts/VENDOR.md``). A sign that a face does
not hold comes from the spare face, else from its base letters, else it is an empty box: a
name is never dropped and never stops a document.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FOLDER = Path(__file__).parent / "fonts"
BOX = "\u25a1"


class Face(StrEnum):
    """A typeface by its file's name; ``SPARE`` draws what the others do not have."""

    TEXT = "Figtree-Regular"
    STRONG = "Figtree-Strong"
    HEADING = "BricolageGrotesque-Heading"
    SPARE = "DejaVuSans-Fallback"


def _registered(face: Face) -> TTFont:
    font = TTFont(face.value, str(FOLDER / f"{face.value}.ttf"))
    pdfmetrics.registerFont(font)
    return font


_FONTS = {face: _registered(face) for face in Face}
"""Made at import, once for all threads: replacing a registered font breaks open documents."""
_WIDTHS: dict[Face, dict[str, float]] = {
    face: {chr(code): width / 1000 for code, width in font.face.charWidths.items()}
    for face, font in _FONTS.items()
}

Run = tuple[Face, str]


def clean(text: str) -> str:
    """One line that can be printed: composed letters, no control or format signs."""
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text)
    signs = (" " if sign.isspace() and sign != "\u00a0" else sign for sign in composed)
    return "".join(sign for sign in signs if unicodedata.category(sign)[0] != "C")


def runs(text: str, face: Face) -> list[Run]:
    """``text`` cut into pieces that one face each can draw; no-break spaces become spaces."""
    text = text.replace("\u00a0", " ")
    if _WIDTHS[face].keys() >= set(text):
        return [(face, text)] if text else []
    pieces: list[Run] = []
    for sign in text:
        drawn, by = _drawn(sign, face)
        if pieces and pieces[-1][0] is by:
            pieces[-1] = (by, pieces[-1][1] + drawn)
        else:
            pieces.append((by, drawn))
    return pieces


def width(text: str, face: Face, size: float, spacing: float = 0.0) -> float:
    """How wide ``text`` prints, in the unit of ``size``; ``spacing`` follows every sign."""
    total = 0.0
    for by, piece in runs(text, face):
        known = _WIDTHS[by]
        total += sum(known[sign] for sign in piece) * size + len(piece) * spacing
    return total


def _drawn(sign: str, face: Face) -> tuple[str, Face]:
    for by in (face, Face.SPARE):
        if sign in _WIDTHS[by]:
            return sign, by
    base = [part for part in unicodedata.normalize("NFKD", sign) if part in _WIDTHS[face]]
    return ("".join(base), face) if base else (BOX, Face.SPARE)
