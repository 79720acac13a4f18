"""A statement as PDF: both faces of one account, from the computation of page and mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from flask_babel import gettext as _

from storefront.company.gate import Merchant, merchant
from storefront.dates import public_time, short_date
from storefront.money import Cents, format_cents
from storefront.pdf import blocks, styles
from storefront.pdf.answer import file_name
from storefront.pdf.blocks import Party
from storefront.pdf.frame import Head, finished, framed
from storefront.pdf.sheet import LEFT, RIGHT, Sheet, Tone
from storefront.pdf.table import Cell, Column, Row, Table
from storefront.statements.mail import can_pay, payee
from storefront.statements.page import ages, detail_words, due_words
from storefront.statements.reading import Account
from storefront.statements.rules import OpenItem, Statement

DOCUMENT = 44
LINE = 32
"""A movement's row is lower than a document's: there may be thousands."""


@dataclass(frozen=True)
class Paper:
    """Everything that the document says; ``pay_url`` is empty where nothing can be paid."""

    seller: Merchant
    account: Account
    ages: tuple[tuple[str, str, Cents, float], ...]
    payee: str
    pay_url: str
    until: str


def paper(seen: Account, link: str = "", expires: datetime | None = None) -> Paper:
    """What to draw; ``link`` opens the live statement until ``expires``, and pays there."""
    pays = bool(link) and can_pay(seen.statement)
    until = short_date(expires) if expires else ""
    return Paper(merchant(), seen, ages(seen), payee(), link if pays else "", until)


def paper_name(seen: Account) -> str:
    """What the file is called."""
    day = short_date(seen.statement.at)
    return file_name(_("Estado de cuenta %(name)s %(day)s", name=seen.name, day=day))


def draw(said: Paper) -> bytes:
    """The file."""
    statement, seller = said.account.statement, said.seller
    head = Head(
        _("Estado de cuenta"), short_date(statement.at), (seller.city, public_time(statement.at))
    )
    sheet = framed(seller, head)
    owes = Party(_("Cliente"), said.account.name, lines=(said.account.document,))
    to = Party(_("A favor de"), seller.name, lines=(seller.nit,))
    if said.pay_url:
        to = Party(_("Pagas a"), said.payee, lines=(f"{seller.nit} · {_('por Nequi')}",))
    blocks.parties(sheet, owes, to)
    _sum(sheet, said)
    if said.pay_url:
        blocks.pay_button(sheet, _("Paga con Nequi"), said.pay_url, _before_paying(said))
    if statement.items:
        _owed(sheet, statement)
    _movements(sheet, statement)
    if seller.other_payment_text:
        sheet.y += 16
        blocks.section(sheet, _("Otras formas de pagar"), 22)
        blocks.prose(sheet, seller.other_payment_text)
    return finished(sheet, _foot(seller))


def _sum(sheet: Sheet, said: Paper) -> None:
    statement = said.account.statement
    if statement.overdue:
        words = _("%(value)s vencidos", value=format_cents(statement.overdue))
    else:
        words = _("Nada está vencido") if statement.items else _("No debes nada")
    blocks.strip(sheet, _("Debes en total"), words, format_cents(statement.owed))
    _ageing(sheet, said.ages)
    if statement.credit:
        words = _("Tienes %(value)s a favor.", value=format_cents(statement.credit))
        blocks.prose(sheet, words)
    sheet.y += 16


def _ageing(sheet: Sheet, shares: tuple[tuple[str, str, Cents, float], ...]) -> None:
    """A bar of ages and its legend in two columns, which says in words what the inks say."""
    if not shares:
        return
    x = float(LEFT)
    high = 14 + 24 * -(-len(shares) // 2)
    sheet.need(high)
    for place, (words, tone, cents, share) in enumerate(shares):
        ink = Tone.BAD if tone == "bad" else Tone.ACCENT
        wide = (RIGHT - LEFT) * share / 100
        sheet.box(x, sheet.y, max(wide - 2, 1), 8, ink)
        x += wide
        left = blocks.SECOND if place % 2 else LEFT
        at = sheet.y + 14 + 24 * (place // 2)
        sheet.box(left, at + 6, 10, 10, ink, 3)
        sheet.text(left + 20, at, words, styles.BODY)
        sheet.text(left + blocks.HALF, at, format_cents(cents), styles.BODY, right=True)
    sheet.y += high


def _before_paying(said: Paper) -> tuple[str, ...]:
    return (
        _("Toca el botón o apunta la cámara de tu celular al código: los dos abren %(domain)s y "
          "sirven hasta el %(day)s. Eliges qué pagar antes de enviar la solicitud.",
          domain=urlsplit(said.pay_url).netloc, day=said.until),
        blocks.warning(said.seller.trade_name or said.seller.name),
    )  # fmt: skip


def _owed(sheet: Sheet, statement: Statement) -> None:
    """*Lo que debo*."""
    blocks.section(sheet, _("Lo que debo"), 130)
    columns = [
        Column(_("Documento"), LEFT, 200, style=styles.STRONG),
        Column(_("Vence"), LEFT + 216, 150),
        Column(_("Total"), RIGHT - 228, 120, right=True),
        Column(_("Pagado"), RIGHT - 114, 108, right=True),
        Column(_("Saldo"), RIGHT, 108, right=True, style=styles.STRONG),
    ]
    rows: Iterator[Row] = (
        [
            Cell(item.number, _said_under(item)),
            Cell(
                short_date(item.due_on), due_words(item.days_overdue)[0], item.days_overdue > 0
            ),
            format_cents(item.total), format_cents(item.paid), format_cents(item.payable),
        ]
        for item in statement.items
    )  # fmt: skip
    total = [_("Saldo total"), "", "", "", format_cents(statement.owed)]
    Table(sheet, columns, row=DOCUMENT).draw(rows, total)


def _said_under(item: OpenItem) -> str:
    day = short_date(item.issued_on)
    if item.own:
        return str(_("Documento de cobro del %(day)s", day=day))
    return str(_("Del %(day)s", day=day))


def _movements(sheet: Sheet, statement: Statement) -> None:
    """*Movimientos*, and the line that proves both faces equal."""
    moves = statement.movements
    sheet.y += 16
    blocks.section(sheet, _("Movimientos"), 130)
    columns = [
        Column(_("Fecha"), LEFT, 96),
        Column(_("Documento"), LEFT + 106, 112, style=styles.STRONG),
        Column(_("Detalle"), LEFT + 226, 160),
        Column(_("Cargos"), RIGHT - 208, 96, right=True),
        Column(_("Abonos"), RIGHT - 104, 96, right=True),
        Column(_("Saldo"), RIGHT, 96, right=True),
    ]
    total: Row = [
        short_date(statement.at), "", _("Saldo final"), format_cents(moves.charges),
        format_cents(moves.payments), format_cents(moves.closing),
    ]  # fmt: skip
    Table(sheet, columns, row=LINE).draw(_lines(statement), total)
    sheet.y += 16
    blocks.sentence(sheet, _proof(statement))


def _lines(statement: Statement) -> Iterator[Row]:
    moves = statement.movements
    opening = format_cents(moves.opening)
    yield [short_date(moves.since), "", _("Saldo inicial"), "", "", opening]
    for line in moves.lines:
        yield [
            short_date(line.day), line.number, detail_words(line),
            format_cents(line.charge) if line.charge else "",
            format_cents(line.payment) if line.payment else "", format_cents(line.balance),
        ]  # fmt: skip


def _proof(statement: Statement) -> tuple[tuple[str, bool], ...]:
    """The page's own sentence: opening + charges − payments = closing = what is owed."""
    moves = statement.movements
    sums = _(
        "%(opening)s de saldo inicial + %(charges)s de cargos − %(payments)s de abonos =",
        opening=format_cents(moves.opening), charges=format_cents(moves.charges),
        payments=format_cents(moves.payments),
    )  # fmt: skip
    return (f"{sums} ", False), (format_cents(moves.closing), True), (_same(statement), False)


def _same(statement: Statement) -> str:
    if not statement.proven:
        return "."
    words = _("lo mismo que suma Lo que debo.")
    if statement.credit:
        words = _(
            "lo mismo que %(owed)s en Lo que debo menos %(credit)s a favor.",
            owed=format_cents(statement.owed), credit=format_cents(statement.credit),
        )  # fmt: skip
    return f", {words}"


def _foot(seller: Merchant) -> str:
    shop = seller.trade_name or seller.name
    reach = ", ".join(part for part in (seller.phone, seller.email) if part)
    doubts = _("¿Dudas? %(shop)s %(reach)s. Ayuda de Nequi: línea 300 600 0100.",
               shop=shop, reach=reach)  # fmt: skip
    return f"{doubts} {_('Este estado de cuenta no es una factura electrónica.')}"
