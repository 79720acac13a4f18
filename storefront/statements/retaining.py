"""*Practicar retenciones*: what the payer keeps of each ticked document, and what is left to pay.

The page shows base, each retention and the rest; the second press confirms just that, by a
seal that names them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from itsdangerous import BadSignature
from sqlalchemy import func, select

from nequi_plugin import Link, Pesos
from storefront.customers.rates import show_rate
from storefront.db import AnySession
from storefront.debts.models import Debt
from storefront.debts.reading import withheld_debts
from storefront.debts.rules import Share
from storefront.debts.withholding import NOTHING, PESO, Rates, Withheld, after_notes, withhold
from storefront.invoices.models import Invoice
from storefront.money import ZERO, Cents, floor_pesos
from storefront.notes.models import CreditNote
from storefront.statements.choosing import signer
from storefront.statements.rules import OpenItem

Amounts = tuple[Cents, Cents]
"""Base without IVA, and IVA."""


@dataclass(frozen=True)
class Part:
    """One document: what is kept of it, or ``reason``, the sentence that says why nothing is."""

    item: OpenItem
    base: Cents = ZERO
    vat: Cents = ZERO
    withheld: Withheld = NOTHING
    reason: str = ""

    @property
    def share(self) -> Share:
        """What it receives, and what is kept."""
        left = Cents(self.item.asked - self.withheld.total)
        return Share(self.item.debt_id, left, self.withheld)


@dataclass(frozen=True)
class Withholding:
    """The documents of one account with the retentions that its customer's rates make."""

    rates: Rates
    parts: tuple[Part, ...]

    def of(self, ticked: Sequence[int]) -> Withholding:
        """Only these debts."""
        return Withholding(self.rates, tuple(p for p in self.parts if p.item.debt_id in ticked))

    @property
    def shares(self) -> list[Share]:
        """What the payment is frozen for."""
        return [part.share for part in self.parts]

    @property
    def total(self) -> Cents:
        """What is left to pay."""
        return Cents(sum(share.cents for share in self.shares))

    @property
    def withheld(self) -> Cents:
        """All that is kept."""
        return Cents(sum(part.withheld.total for part in self.parts))

    @property
    def kept_pesos(self) -> dict[int, Pesos]:
        """Debt → whole pesos kept; the page's script subtracts them."""
        return {p.item.debt_id: floor_pesos(p.withheld.total) for p in self.parts}

    @property
    def columns(self) -> list[tuple[str, str, str]]:
        """The retentions in use: field of ``Withheld``, name, rate."""
        rates = (
            ("income", "Retefuente", self.rates.income, "%"),
            ("vat", "ReteIVA", self.rates.vat, "%"),
            ("city", "ReteICA", self.rates.city, "‰"),
        )
        return [
            (field, name, f"{show_rate(rate)}\u00a0{sign}")
            for field, name, rate, sign in rates
            if rate
        ]


def withholding(s: AnySession, rates: Rates, items: Sequence[OpenItem]) -> Withholding:
    """What may be kept of each of ``items`` at these rates, or why not."""
    ids = [item.debt_id for item in items]
    known, before = _amounts(s, ids), withheld_debts(s, ids)
    return Withholding(rates, tuple(
        _declared(item) if item.debt_id in before else _part(item, known.get(item.debt_id), rates)
        for item in items
    ))  # fmt: skip


def seal(link: Link, kept: Withholding) -> str:
    """What the page shows of the retentions, signed for this link."""
    return str(signer(link, "retention").dumps(_picture(kept)))


def confirmed(link: Link, sealed: str, kept: Withholding) -> bool:
    """Whether just these retentions were shown before."""
    try:
        return bool(signer(link, "retention").loads(sealed) == _picture(kept))
    except BadSignature:
        return False


def _amounts(s: AnySession, debt_ids: list[int]) -> dict[int, Amounts]:
    """Base and IVA of the documents that have them, less what notas crédito took off."""
    noted = select(func.coalesce(func.sum(CreditNote.cents), 0)).where(
        CreditNote.debt_id == Debt.id, CreditNote.voided_at.is_(None)
    )
    query = (
        select(Debt.id, Invoice.base_cents, Invoice.vat_cents, Debt.total_cents,
               noted.correlate(Debt).scalar_subquery())
        .join(Invoice, Invoice.id == Debt.invoice_id)
        .where(Debt.id.in_(debt_ids))
    )  # fmt: skip
    found: dict[int, Amounts] = {}
    for debt_id, base, vat, total, off in s.execute(query):
        if base is not None and vat is not None:
            gone = Cents(int(off))
            found[debt_id] = after_notes(base, total, gone), after_notes(vat, total, gone)
    return found


def _part(item: OpenItem, known: Amounts | None, rates: Rates) -> Part:
    if known is None:
        words = _("no tiene base ni IVA registrados. Págala completa o escríbenos.")
        return Part(item, reason=words)
    kept = withhold(*known, rates)
    if kept.total + PESO > item.asked:
        return Part(item, *known, reason=_("lo que falta por pagar es menos que las retenciones."))
    if not kept:
        return Part(item, *known, reason=_("con estas tarifas no hay nada que retener."))
    return Part(item, *known, kept)


def _declared(item: OpenItem) -> Part:
    return Part(item, reason=_("ya se le practicaron retenciones en otro pago."))


def _picture(kept: Withholding) -> list[list[int]]:
    return [
        [one.debt_id, one.cents, one.withheld.income, one.withheld.vat, one.withheld.city]
        for one in kept.shares
    ]
