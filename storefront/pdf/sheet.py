"""A document while it is laid out: marks per page, drawn when all pages are known.

Units are CSS pixels (96 a inch) from the top left of the page; ``y`` of a text is the top of
its line. Nothing is parsed: a text is drawn as it is, sign by sign.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from storefront.pdf.fonts import Face, clean, runs, width

WIDTH, HEIGHT = 816, 1056
MARGIN = 64
LEFT, RIGHT = MARGIN, WIDTH - MARGIN
POINTS = 0.75
BASELINE = 0.35
"""Where letters stand below the middle of their line, in their size."""

Mark = Callable[[Canvas], None]


class Tone(StrEnum):
    """Inks of paper; each keeps its contrast on white and in grey."""

    INK = "#221C15"
    MUTED = "#665C4E"
    LINE = "#E1D7C5"
    STRIP = "#F4F0E8"
    ACCENT = "#1F4D3A"
    NEQUI = "#DA0081"
    BAD = "#A32A1D"
    QR = "#200020"
    WHITE = "#FFFFFF"


@dataclass(frozen=True)
class Style:
    """How a text looks; ``line`` is its line's height, ``spacing`` follows every sign."""

    size: float
    line: float
    face: Face = Face.TEXT
    tone: Tone = Tone.INK
    spacing: float = 0.0

    def width(self, text: str) -> float:
        """How wide ``text`` prints."""
        return width(text, self.face, self.size, self.spacing)


@dataclass(frozen=True)
class About:
    """What the file says of itself."""

    title: str
    author: str
    language: str = "es-CO"


class Sheet:
    """Pages of marks. ``y`` is where the next block begins, ``bottom`` where blocks end."""

    def __init__(self, about: About, *, bottom: float) -> None:
        self.about = about
        self.bottom = bottom
        self.pages: list[list[Mark]] = [[]]
        self.y: float = MARGIN
        self.on_new_page: Callable[[], None] = lambda: None

    def need(self, height: float) -> None:
        """Go on with a new page unless ``height`` is left on this one."""
        if self.y + height > self.bottom:
            self.turn()

    def turn(self) -> None:
        """Go on with a new page."""
        self.pages.append([])
        self.y = MARGIN
        self.on_new_page()

    def text(self, x: float, y: float, text: str, style: Style, *, right: bool = False) -> None:
        """One line from ``x``, or up to ``x`` where ``right``."""
        text = clean(text)
        if right:
            x -= style.width(text) - style.spacing
        base = y + style.line / 2 + BASELINE * style.size
        self.pages[-1].append(partial(_text, x, base, text, style))

    def rule(
        self,
        y: float,
        *,
        x: float = LEFT,
        to: float = RIGHT,
        tone: Tone = Tone.LINE,
        weight: float = 1,
    ) -> None:
        """A line across."""
        self.pages[-1].append(partial(_rule, x, y, to, tone, weight))

    def box(
        self, x: float, y: float, wide: float, high: float, tone: Tone, radius: float = 0
    ) -> None:
        """A filled rectangle."""
        self.pages[-1].append(partial(_box, x, y, wide, high, tone, radius))

    def link(self, x: float, y: float, wide: float, high: float, url: str) -> None:
        """A place that opens ``url`` when it is tapped."""
        self.pages[-1].append(partial(_link, x, y, wide, high, url))

    def mark(self, mark: Mark) -> None:
        """Anything else, drawn in the sheet's units with y downwards from 0 to minus HEIGHT."""
        self.pages[-1].append(mark)

    def file(self) -> bytes:
        """The file; the same marks give the same bytes."""
        file = BytesIO()
        size = (WIDTH * POINTS, HEIGHT * POINTS)
        canvas = Canvas(file, pagesize=size, invariant=1, pageCompression=1, lang="es-CO")
        canvas.setTitle(self.about.title)
        canvas.setAuthor(self.about.author)
        canvas.setCreator("")
        for marks in self.pages:
            canvas.translate(0, HEIGHT * POINTS)
            canvas.scale(POINTS, POINTS)
            for mark in marks:
                mark(canvas)
            canvas.showPage()
        canvas.save()
        return file.getvalue()


def _text(x: float, base: float, text: str, style: Style, canvas: Canvas) -> None:
    canvas.setFillColor(HexColor(style.tone.value))
    for face, piece in runs(text, style.face):
        canvas.setFont(face.value, style.size)
        canvas.drawString(x, -base, piece, charSpace=style.spacing)
        x += width(piece, face, style.size, style.spacing)


def _rule(x: float, y: float, to: float, tone: Tone, weight: float, canvas: Canvas) -> None:
    canvas.setStrokeColor(HexColor(tone.value))
    canvas.setLineWidth(weight)
    canvas.line(x, -y, to, -y)


def _box(
    x: float, y: float, wide: float, high: float, tone: Tone, radius: float, canvas: Canvas
) -> None:
    canvas.setFillColor(HexColor(tone.value))
    canvas.roundRect(x, -y - high, wide, high, radius, stroke=0, fill=1)


def _link(x: float, y: float, wide: float, high: float, url: str, canvas: Canvas) -> None:
    canvas.linkURL(url, (x, -y - high, x + wide, -y), relative=1, thickness=0)
