"""A QR code as marks on a sheet, and as a picture for mails."""

from __future__ import annotations

from functools import partial
from io import BytesIO

import segno
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from storefront.pdf.sheet import Sheet, Tone

QUIET = 4
"""Modules of white around a code that is scanned from a screen (ISO 18004)."""
PICTURE = 336
"""Pixels of a mail's picture, at least: three for each that it shows."""


def draw_qr(sheet: Sheet, x: float, y: float, side: float, text: str) -> None:
    """The code of ``text`` in a square; paper around it is its quiet edge."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    sheet.mark(partial(_modules, x, y, side / len(rows), rows))


def qr_png(text: str) -> bytes:
    """The code as PNG, dark on white with its quiet edge (look.md, *Mail*)."""
    code = segno.make(text, error="m", micro=False)
    modules = code.symbol_size(border=QUIET)[0]
    file = BytesIO()
    code.save(
        file, kind="png", scale=-(-PICTURE // modules), border=QUIET,
        dark=Tone.QR.value, light=Tone.WHITE.value,
    )  # fmt: skip
    return file.getvalue()


def _modules(x: float, y: float, step: float, rows: list[bytes], canvas: Canvas) -> None:
    """One path of a rectangle per dark stretch of a row, so that no gap shows between modules."""
    canvas.saveState()
    canvas.translate(x, -y)
    canvas.scale(step, step)
    path = canvas.beginPath()
    for line, row in enumerate(rows, start=1):
        start = 0
        while (start := row.find(1, start)) >= 0:
            end = row.find(0, start)
            end = len(row) if end < 0 else end
            path.rect(start, -line, end - start, 1)
            start = end
    canvas.setFillColor(HexColor(Tone.QR.value))
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()
