"""The merchant's logo beside her name: what she uploaded, the demo shop's hills, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PIL import Image
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from storefront.pdf.sheet import Mark
from storefront.pictures.keeping import folder, is_kept

DRAWN = "img/mark.svg"
HIGHEST, WIDEST = 40, 140
HILLS = (
    ("#4B7A5A", ((6, 24.5), (8.5, 20, 9, 6.5, 15, 6.5), (21, 6.5, 21.5, 20, 26, 24.5))),
    ("#D8A23C", ((1, 24.5), (5, 22.5, 6, 14.5, 11, 14.5), (16, 14.5, 17.5, 22, 21, 24.5))),
)
"""``static/img/mark.svg``: a start and two curves each, in its 28 units."""


@dataclass(frozen=True)
class Logo:
    """``mark`` draws it; the name stands ``room`` px to its right and is ``high`` px high."""

    mark: Mark
    room: float
    high: float


def logo_at(path: str, x: float, y: float) -> Logo | None:
    """The logo of Empresa with its left upper corner there; None where there is none to draw.

    An uploaded one is a picture of our own making (``pictures/reencode.py``); it is read here,
    and a file that is gone or damaged costs the logo, never the paper.
    """
    if path == DRAWN:
        return Logo(partial(_hills, x - 1, y), 37, 28)
    if not is_kept(path):
        return None
    try:
        with Image.open(folder() / Path(path).name.replace(".webp", "-s.webp")) as opened:
            picture = opened.convert("RGBA")
    except OSError:
        return None
    scale = min(HIGHEST / picture.height, WIDEST / picture.width)
    wide, high = picture.width * scale, picture.height * scale
    return Logo(partial(_picture, ImageReader(picture), x, y, wide, high), wide + 12, high)


def _picture(
    picture: ImageReader, x: float, y: float, wide: float, high: float, canvas: Canvas
) -> None:
    canvas.drawImage(picture, x, -y - high, wide, high, mask="auto")


def _hills(x: float, y: float, canvas: Canvas) -> None:
    for colour, (start, *curves) in HILLS:
        path = canvas.beginPath()
        path.moveTo(x + start[0], -y - start[1])
        for curve in curves:
            a, b, c, d, e, f = curve
            path.curveTo(x + a, -y - b, x + c, -y - d, x + e, -y - f)
        path.close()
        canvas.setFillColor(HexColor(colour))
        canvas.drawPath(path, stroke=0, fill=1)
