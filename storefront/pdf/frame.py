"""What stands on every page: who issues, what it is, and the small print at the foot."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from storefront.company.gate import Merchant
from storefront.pdf import styles
from storefront.pdf.logo import logo_at
from storefront.pdf.sheet import HEIGHT, LEFT, MARGIN, RIGHT, About, Sheet, Style
from storefront.pdf.text import wrap

FOOT = HEIGHT - 97
"""Where the rule of the foot runs; blocks end a little above it."""
HALF = 350


@dataclass(frozen=True)
class Head:
    """The head's right side: what the document is, its number, where and when."""

    kind: str
    number: str
    lines: tuple[str, ...]


def framed(seller: Merchant, head: Head) -> Sheet:
    """A sheet that begins with the head; its next pages repeat it in one line."""
    shop = seller.trade_name or seller.name
    about = About(f"{head.kind} {head.number} · {shop}", seller.name)
    sheet = Sheet(about, bottom=FOOT - 20)
    ends = max(_issuer(sheet, seller, shop), _identity(sheet, head))
    sheet.rule(ends + 16)
    sheet.y = ends + 48

    def again() -> None:
        sheet.text(LEFT, MARGIN, seller.name, styles.SMALL)
        sheet.text(RIGHT, MARGIN, f"{head.kind} {head.number}", styles.SMALL, right=True)
        sheet.rule(MARGIN + 28)
        sheet.y = MARGIN + 48

    sheet.on_new_page = again
    return sheet


def finished(sheet: Sheet, small_print: str) -> bytes:
    """The file, with its foot on every page and the pages counted where there are several."""
    lines = wrap(small_print, styles.SMALL.face, styles.SMALL.size, RIGHT - LEFT - 130)[:3]
    count = len(sheet.pages)
    for number, marks in enumerate(sheet.pages, start=1):
        foot = Sheet(sheet.about, bottom=HEIGHT)
        foot.rule(FOOT)
        for place, line in enumerate(lines):
            foot.text(LEFT, FOOT + 12 + 18 * place, line, styles.SMALL)
        if count > 1:
            words = _("Página %(number)s de %(count)s", number=number, count=count)
            foot.text(RIGHT, FOOT + 12, words, styles.SMALL, right=True)
        marks += foot.pages[0]
    return sheet.file()


def lines_at(
    sheet: Sheet, x: float, y: float, text: str, style: Style, limit: float, *, right: bool = False
) -> float:
    """A wrapped paragraph that stays on this page; where it ends."""
    for line in wrap(text, style.face, style.size, limit):
        sheet.text(x, y, line, style, right=right)
        y += style.line
    return y


def _issuer(sheet: Sheet, seller: Merchant, shop: str) -> float:
    logo = logo_at(seller.logo, LEFT, MARGIN)
    x, top = LEFT + (logo.room if logo else 0), float(MARGIN)
    if logo is not None:
        sheet.mark(logo.mark)
        top += max(0, (logo.high - styles.WORDMARK.line) / 2)
    y = lines_at(sheet, x, top, shop, styles.WORDMARK, HALF - x + LEFT) + 12
    y = max(y, MARGIN + (logo.high if logo else 0) + 8)
    place = ", ".join(part for part in (seller.address, seller.city) if part)
    reach = " · ".join(part for part in (seller.phone, seller.email) if part)
    for line in (" · ".join(part for part in (seller.name, seller.nit) if part), place, reach):
        if line:
            y = lines_at(sheet, LEFT, y, line, styles.LABEL, HALF)
    return y


def _identity(sheet: Sheet, head: Head) -> float:
    limit = RIGHT - LEFT - HALF - 24
    sheet.text(RIGHT, MARGIN, head.kind, styles.LABEL, right=True)
    y = lines_at(sheet, RIGHT, MARGIN + 26, head.number, styles.NUMBER, limit, right=True) + 6
    for line in head.lines:
        if line:
            y = lines_at(sheet, RIGHT, y, line, styles.LABEL, limit, right=True)
    return y

