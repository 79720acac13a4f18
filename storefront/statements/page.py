"""The live statement as its template prints it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from nequi_plugin import Payment, Pesos
from storefront.company.gate import merchant
from storefront.dates import bogota_today
from storefront.db import db
from storefront.debts.means import Means
from storefront.debts.models import Booking
from storefront.extensions import nequi
from storefront.money import Cents, floor_pesos, format_cents
from storefront.statements.movements import Detail, Movement
from storefront.statements.reading import Account, usual_start
from storefront.statements.rules import Bucket, OpenItem, preticked

DEFAULT_DAYS = 7
SOON = 7


@dataclass(frozen=True)
class Row:
    """One open document: ticked or not, or held by a payment (``held_url``, ``review``)."""

    item: OpenItem
    ticked: bool
    held_url: str
    review: bool

    @property
    def pickable(self) -> bool:
        """Whether it can be ticked: something to ask, and nobody asks for it now."""
        return bool(self.item.asked) and not self.held_url and not self.review

    @property
    def pesos(self) -> Pesos:
        """What one payment asks for it."""
        return floor_pesos(self.item.asked)

    @property
    def due_words(self) -> tuple[str, str]:
        """Its age in words, and the tone of the badge."""
        return due_words(self.item.days_overdue)


@dataclass(frozen=True)
class Page:
    """Everything that both faces print; ``last`` is the newest booked payment."""

    account: Account
    link: str
    rows: tuple[Row, ...]
    ages: tuple[tuple[str, str, Cents, float], ...]
    days: int
    last: Booking | None

    @property
    def nothing_soon(self) -> bool:
        """Whether nothing is overdue or falls due within ``days``: the payer ticks by hand."""
        return not preticked([row.item for row in self.rows], self.days)

    @property
    def ticked(self) -> tuple[Row, ...]:
        """The rows that the pay bar sums."""
        return tuple(row for row in self.rows if row.ticked)

    @property
    def pesos(self) -> Pesos:
        """The pay bar's sum."""
        return Pesos(sum(row.pesos for row in self.ticked))

    @property
    def payable_rows(self) -> int:
        """How many can be ticked at all."""
        return sum(row.pickable for row in self.rows)

    @property
    def periods(self) -> list[tuple[date, str]]:
        """Where movements may start."""
        return periods_of(bogota_today(self.account.statement.at))


def periods_of(today: date) -> list[tuple[date, str]]:
    """Where movements may start, as read on ``today``; in March three months are the year."""
    months, year = usual_start(today), date(today.year, 1, 1)
    return [
        (months, _("Últimos tres meses")),
        *([(year, _("Este año"))] if year != months else []),
        (date(2000, 1, 1), _("Todo")),
    ]


def page_of(
    account: Account, link: str, *, marked: str = "", ticked: frozenset[int] | None = None
) -> Page:
    """``marked`` is what *Vencidas · Todas · Ninguna* asks; ``ticked`` what a form sent."""
    items = account.statement.items
    held = nequi.holders([f"debt:{item.debt_id}" for item in items]) if items else {}
    days = merchant().preticked_days or DEFAULT_DAYS
    chosen = ticked if ticked is not None else _marked(items, marked, days)
    rows = tuple(_row(item, chosen, held.get(f"debt:{item.debt_id}")) for item in items)
    return Page(account, link, rows, ages(account), days, _last(account.customer_id))


def due_words(days_overdue: int) -> tuple[str, str]:
    """``Vencida hace 42 días`` and its tone."""
    if days_overdue > 0:
        words = ngettext("Vencida hace %(num)s día", "Vencida hace %(num)s días", days_overdue)
        return words, "bad"
    if days_overdue == 0:
        return _("Vence hoy"), "warn"
    words = ngettext("Vence en %(num)s día", "Vence en %(num)s días", -days_overdue)
    return words, "warn" if -days_overdue <= SOON else "neutral"


def detail_words(line: Movement) -> str:
    """What a movement is."""
    words: dict[Detail, str] = {
        Detail.INVOICE: _("Factura electrónica"),
        Detail.DOCUMENT: _("Documento de cobro"),
        Detail.ADJUSTMENT: _("Ajuste al peso"),
        Detail.NOTE: _("Nota crédito de %(number)s", number=line.about),
        Detail.RETURNED: _("Pago devuelto"),
        Detail.RETENTION: _("Retenciones practicadas"),
        Detail.RETENTION_RETURNED: _("Retenciones sin efecto"),
        Detail.PART_PAYMENT: _("Abono con Nequi a %(number)s", number=line.about),
        Detail.PAYMENT: _("Pago con Nequi"),
        Detail.CREDIT_USED: _(
            "Se usaron %(value)s de saldo a favor en %(number)s",
            value=format_cents(line.moved), number=line.about,
        ),
        Detail.CREDIT_RESTORED: _(
            "Cruce anulado: %(value)s son otra vez saldo a favor", value=format_cents(line.moved)
        ),
        Detail.NOTE_UNDONE: _("Nota crédito deshecha"),
        Detail.PAID_AGAIN: _(
            "%(value)s de saldo a favor vuelven a pagar %(number)s",
            value=format_cents(line.moved), number=line.about,
        ),
        Detail.CREDIT_FREED: _(
            "%(value)s ya pagados pasan a saldo a favor", value=format_cents(line.moved)
        ),
    }
    paid = line.detail in (Detail.PAYMENT, Detail.PART_PAYMENT)
    if paid and line.means is not Means.NEQUI:
        return _by_hand(line)
    if paid and line.pending and line.voided:
        return str(_("Pago con Nequi, recibo en trámite (%(number)s anulado)", number=line.voided))
    if paid and line.pending:
        return str(_("Pago con Nequi, recibo en trámite"))
    return words[line.detail]


def _by_hand(line: Movement) -> str:
    """Money that came by another way, as a person wrote it down."""
    means = line.means.words.lower()
    if line.pending and line.voided:
        return str(_("Pago: %(means)s, recibo en trámite (%(number)s anulado)",
                     means=means, number=line.voided))  # fmt: skip
    if line.pending:
        return str(_("Pago: %(means)s, recibo en trámite", means=means))
    if line.about:
        return str(_("Abono a %(number)s: %(means)s", number=line.about, means=means))
    return str(_("Pago: %(means)s", means=means))


def _marked(items: Iterable[OpenItem], marked: str, days: int) -> frozenset[int]:
    if marked == "todas":
        return frozenset(item.debt_id for item in items)
    if marked == "ninguna":
        return frozenset()
    if marked == "vencidas":
        return frozenset(item.debt_id for item in items if item.days_overdue > 0)
    return preticked(items, days)


def _row(item: OpenItem, chosen: frozenset[int], holder: Payment | None) -> Row:
    live = holder is not None and holder.live
    url = nequi.pay_url(holder.kind, holder.key) if holder and live else ""
    free = holder is None and bool(item.asked)
    return Row(item, free and item.debt_id in chosen, url, holder is not None and not live)


def ages(account: Account) -> tuple[tuple[str, str, Cents, float], ...]:
    """(words, tone, centavos, share of 100) of every age that owes something."""
    words = {
        Bucket.NOT_DUE: _("Por vencer"),
        Bucket.TO_30: _("Vencido, 1 a 30 días"),
        Bucket.TO_60: _("Vencido, 31 a 60 días"),
        Bucket.TO_90: _("Vencido, 61 a 90 días"),
        Bucket.OVER_90: _("Vencido, más de 90 días"),
    }
    owed = account.statement.owed or 1
    return tuple(
        (words[age], "accent" if age is Bucket.NOT_DUE else "bad", cents, 100 * cents / owed)
        for age, cents in account.statement.ageing.items()
        if cents
    )


def _last(customer_id: int) -> Booking | None:
    query = select(Booking).filter_by(customer_id=customer_id, reversed_at=None)
    return db.session.scalar(query.order_by(Booking.approved_at.desc(), Booking.id.desc()).limit(1))
