"""Lines of text that fit a width."""

from __future__ import annotations

from storefront.pdf.fonts import Face, clean, width

LONGEST = 4000
"""Signs of one paragraph that are printed; no field of the store holds more."""


def wrap(text: str, face: Face, size: float, limit: float) -> list[str]:
    """``text`` in lines of at most ``limit``, cut at spaces, a longer word wherever it must be.

    Line breaks in ``text`` are kept; the result has one line at least.
    """
    lines: list[str] = []
    for paragraph in text[:LONGEST].splitlines() or [""]:
        lines += _lines(clean(paragraph), face, size, limit)
    return lines


def _lines(paragraph: str, face: Face, size: float, limit: float) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in paragraph.split(" "):
        longer = f"{line} {word}" if line else word
        if width(longer, face, size) <= limit:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = cut(word, face, size, limit)
        lines += full
    return [*lines, line]


def cut(word: str, face: Face, size: float, limit: float) -> list[str]:
    """A word in pieces that fit, one sign each at least."""
    pieces = [""]
    for sign in word:
        if pieces[-1] and width(pieces[-1] + sign, face, size) > limit:
            pieces.append("")
        pieces[-1] += sign
    return pieces
