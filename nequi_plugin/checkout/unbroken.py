"""Codes stay on one line: a number torn at its hyphen is read as two."""

from __future__ import annotations

import re

from markupsafe import Markup

_CODE = re.compile(r"\b(?:NIT|CC) [\d.]+(?:-\d)?|\b[A-Z]{1,6}-\d+\b")
_KEPT = Markup('<span class="nowrap">{}</span>')


def unbroken(text: str) -> Markup:
    """``FE-1059``, ``RC-0012`` and ``NIT 900.123.456-8`` inside a sentence, each kept whole.

    The rest is escaped; needs a style with ``.nowrap``.
    """
    parts, end = [], 0
    for code in _CODE.finditer(text):
        parts += [Markup.escape(text[end : code.start()]), _KEPT.format(code.group())]
        end = code.end()
    return Markup("").join([*parts, Markup.escape(text[end:])])
