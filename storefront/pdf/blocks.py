"""What documents are made of, below the head: parties, the sum, prose, proof, the button."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from storefront.pdf import styles
from storefront.pdf.fonts import clean
from storefront.pdf.frame import lines_at
from storefront.pdf.qr import draw_qr
from storefront.pdf.sheet import LEFT, RIGHT, Sheet, Style, Tone
from storefront.pdf.text import wrap

SECOND = LEFT + 360
HALF = 328
QR = 104
PAY_WIDE, PAY_HIGH = 264, 56


@dataclass(frozen=True)
class Party:
    """One of the two columns: a label, a name with what follows it, and lines under it."""

    label: str
    name: str
    after: str = ""
    lines: tuple[str, ...] = ()


def parties(sheet: Sheet, first: Party, second: Party) -> None:
    """Who and whom, side by side."""
    sheet.need(120)
    ends = [_party(sheet, x, one) for x, one in ((LEFT, first), (SECOND, second))]
    sheet.y = max(ends) + 24


def strip(sheet: Sheet, label: str, words: str, amount: str) -> None:
    """The sum: in words at the left, in figures at the right."""
    room = RIGHT - LEFT - 48 - styles.AMOUNT.width(amount) - 24
    lines = wrap(words, styles.NAME.face, styles.NAME.size, room)
    high = max(89, 40 + 22 + 25 * len(lines))
    sheet.need(high)
    y = sheet.y
    sheet.box(LEFT, y, RIGHT - LEFT, high, Tone.STRIP, 12)
    top = y + (high - 22 - 25 * len(lines)) / 2
    sheet.text(LEFT + 24, top, label, styles.LABEL)
    for place, line in enumerate(lines):
        sheet.text(LEFT + 24, top + 22 + 25 * place, line, styles.NAME)
    middle = y + (high - styles.AMOUNT.line) / 2
    sheet.text(RIGHT - 24, middle, amount, styles.AMOUNT, right=True)
    sheet.y = y + high + 24


def prose(sheet: Sheet, text: str, style: Style = styles.BODY, *, label: str = "") -> None:
    """A paragraph, under a muted label where it has one; it may go on over pages."""
    if label:
        sheet.need(2 * style.line)
        sheet.text(LEFT, sheet.y, label, styles.LABEL)
        sheet.y += 22
    for line in wrap(text, style.face, style.size, RIGHT - LEFT):
        sheet.need(style.line)
        sheet.text(LEFT, sheet.y, line, style)
        sheet.y += style.line


def sentence(sheet: Sheet, parts: tuple[tuple[str, bool], ...]) -> None:
    """Prose with strong pieces: (text, strong) pairs, broken at spaces."""
    x = float(LEFT)
    sheet.need(22)
    for text, strong in parts:
        style = styles.STRONG if strong else styles.BODY
        first, *rest = _lines(clean(text), style, RIGHT - x)
        sheet.text(x, sheet.y, first, style)
        x += style.width(first)
        for line in rest:
            sheet.y += 22
            sheet.need(22)
            sheet.text(LEFT, sheet.y, line, style)
            x = LEFT + style.width(line)
    sheet.y += 22


def _lines(text: str, style: Style, first: float) -> list[str]:
    """``text`` in lines, the first of ``first`` pixels (it may be empty), the others full."""
    start, rest = "", text
    while rest:
        word, space, after = rest.partition(" ")
        if style.width(start + word) > first:
            break
        start, rest = start + word + space, after
    return [start, *(wrap(rest, style.face, style.size, RIGHT - LEFT) if rest else [])]


def section(sheet: Sheet, title: str, room: float) -> None:
    """A heading that stays with the next ``room`` pixels."""
    sheet.need(room + 52)
    sheet.y += 8
    sheet.text(LEFT, sheet.y, title, styles.SECTION)
    sheet.y += 39


@dataclass(frozen=True)
class Proof:
    """Where and with which code anybody checks the document."""

    title: str
    place: str
    code: str
    url: str


def closing(sheet: Sheet, proof: Proof, made: tuple[str, str, str] | None = None) -> None:
    """At the end of the last page: who made it (label, name, time) and the code that proves it."""
    sheet.need(QR + 12)
    if made is not None:
        author(sheet, made)
    top = sheet.bottom - QR - 4
    draw_qr(sheet, RIGHT - QR, top, QR, proof.url)
    sheet.link(RIGHT - QR, top, QR, QR, proof.url)
    x = RIGHT - QR - 18
    sheet.text(x, top + 33, proof.title, styles.NAME, right=True)
    sheet.text(x, top + 59, proof.place, styles.LABEL, right=True)
    sheet.text(x, top + 81, proof.code, styles.STRONG, right=True)
    sheet.y = sheet.bottom


def author(sheet: Sheet, made: tuple[str, str, str]) -> None:
    """At the end of the last page: who made it (label, name, time)."""
    sheet.need(QR + 12)
    label, name, time = made
    top = sheet.bottom - QR - 4
    sheet.rule(top + 29, to=LEFT + 240, tone=Tone.INK, weight=1.25)
    sheet.text(LEFT, top + 38, label, styles.LABEL)
    end = lines_at(sheet, LEFT, top + 60, name, styles.STRONG, 240)
    sheet.text(LEFT, end, time, styles.SMALL)


def pay_button(sheet: Sheet, label: str, url: str, lines: tuple[str, ...]) -> None:
    """The magenta button that opens ``url``, what to know under it, and the same as a QR code."""
    sheet.need(PAY_HIGH + 8 + 20 * 4)
    y = sheet.y
    sheet.box(LEFT, y, PAY_WIDE, PAY_HIGH, Tone.NEQUI, 10)
    style = styles.toned(styles.NAME, Tone.WHITE)
    sheet.text(LEFT + (PAY_WIDE - style.width(label)) / 2, y + 15, label, style)
    sheet.link(LEFT, y, PAY_WIDE, PAY_HIGH, url)
    end = y + PAY_HIGH + 8
    for line in lines:
        end = lines_at(sheet, LEFT, end, line, styles.SMALL, RIGHT - LEFT - QR - 48)
    draw_qr(sheet, RIGHT - QR, y, QR, url)
    sheet.link(RIGHT - QR, y, QR, QR, url)
    sheet.y = max(end, y + QR) + 8


def stamp(sheet: Sheet, word: str, detail: str) -> None:
    """What makes the document worthless, framed and first: a reader must not miss it."""
    lines = wrap(detail, styles.BODY.face, styles.BODY.size, RIGHT - LEFT - 48)
    high = 30 + 29 + 22 * len(lines)
    sheet.need(high)
    y = sheet.y
    sheet.box(LEFT, y, RIGHT - LEFT, high, Tone.BAD, 12)
    sheet.box(LEFT + 2, y + 2, RIGHT - LEFT - 4, high - 4, Tone.WHITE, 10)
    sheet.text(LEFT + 24, y + 15, word, styles.toned(styles.SECTION, Tone.BAD))
    for place, line in enumerate(lines):
        sheet.text(LEFT + 24, y + 46 + 22 * place, line, styles.BODY)
    sheet.y = y + high + 24


def _party(sheet: Sheet, x: float, one: Party) -> float:
    sheet.text(x, sheet.y, one.label, styles.LABEL)
    y = sheet.y + 24
    if one.after and styles.NAME.width(one.name + one.after) <= HALF:
        sheet.text(x, y, one.name, styles.NAME)
        sheet.text(x + styles.NAME.width(one.name), y, one.after, styles.LEAD)
        y += 26
    else:
        y = lines_at(sheet, x, y, one.name + one.after, styles.NAME, HALF)
    for line in one.lines:
        if line:
            y = lines_at(sheet, x, y, line, styles.LABEL, HALF)
    return y


def warning(shop: str) -> str:
    """What everybody reads beside a button that pays: money goes out, and nobody asks the key."""
    out = _("Al aceptar, el dinero sale de tu Nequi, no entra.")
    return f"{out} {_('Nadie de %(shop)s te pide la clave de Nequi.', shop=shop)}"
