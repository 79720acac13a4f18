"""The document's hand: sizes and weights of look.md, *Type*, on paper."""

from __future__ import annotations

from dataclasses import replace

from storefront.pdf.fonts import Face
from storefront.pdf.sheet import Style, Tone

WORDMARK = Style(24, 28, Face.HEADING, spacing=-0.3)
NUMBER = Style(34, 38, Face.HEADING, spacing=-0.5)
AMOUNT = Style(38, 42, Face.HEADING, spacing=-0.76)
SECTION = Style(24, 27, Face.HEADING, spacing=-0.2)
BODY = Style(15, 22)
STRONG = Style(15, 22, Face.STRONG)
LABEL = Style(15, 22, tone=Tone.MUTED)
LEAD = Style(17, 26)
NAME = Style(17, 26, Face.STRONG)
SMALL = Style(13, 20, tone=Tone.MUTED)
SMALL_STRONG = Style(13, 20, Face.STRONG)
HEADS = Style(13, 20, Face.STRONG, Tone.MUTED)


def toned(style: Style, tone: Tone) -> Style:
    """The same hand in another ink."""
    return replace(style, tone=tone)
