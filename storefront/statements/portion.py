"""*Pagar otro valor*: a smaller total over the ticked documents, the oldest due first.

The page shows what goes to which document; the second press confirms just that, by a seal that
names total and shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from itsdangerous import BadSignature

from nequi_plugin import Link, Pesos
from storefront.debts.rules import Share, allocate
from storefront.money import Cents, cents, format_cents, parse_pesos
from storefront.statements.choosing import signer
from storefront.statements.rules import OpenItem


class BadTotal(Exception):
    """The typed total cannot be paid; the sentence says why."""


@dataclass(frozen=True)
class Part:
    """What one document receives of a smaller total, and what it still owes then."""

    number: str
    share: Share
    left: Cents


@dataclass(frozen=True)
class Portion:
    """A smaller total, divided."""

    total: Cents
    parts: tuple[Part, ...]

    @property
    def shares(self) -> list[Share]:
        return [part.share for part in self.parts]


def portion(typed: str, items: Sequence[OpenItem], least: Pesos) -> Portion | None:
    """Divide what was typed over the ticked ``items``; None when it is their whole sum.

    ``least`` is the smallest total that the merchant takes, 0 where she takes none. Raises
    BadTotal.
    """
    pesos, whole = parse_pesos(typed), Cents(sum(item.asked for item in items))
    if not least:
        raise BadTotal(_("Aquí se pagan las facturas completas. Marca las que quieras."))
    if pesos is None:
        raise BadTotal(_("Escribe el valor en pesos, como 200.000."))
    total = cents(pesos)
    if total > whole:
        raise BadTotal(
            _("Lo marcado suma %(sum)s. Escribe un valor menor o marca más.",
              sum=format_cents(whole))
        )  # fmt: skip
    if total == whole:
        return None
    if pesos < least:
        raise BadTotal(_("El abono mínimo es de %(least)s.", least=format_cents(cents(least))))
    return _divided(total, items)


def seal(link: Link, divided: Portion) -> str:
    """What the page shows of a smaller total, signed for this link."""
    return str(signer(link, "portion").dumps(_picture(divided)))


def confirmed(link: Link, sealed: str, divided: Portion) -> bool:
    """Whether just this division was shown before."""
    try:
        return bool(signer(link, "portion").loads(sealed) == _picture(divided))
    except BadSignature:
        return False


def _divided(total: Cents, items: Sequence[OpenItem]) -> Portion:
    asked = {item.debt_id: item.asked for item in items}
    shares = allocate([Share(*pair) for pair in asked.items()], asked, total).shares
    by_debt = {item.debt_id: item for item in items}
    return Portion(total, tuple(
        Part(by_debt[share.debt_id].number, share,
             Cents(by_debt[share.debt_id].payable - share.cents))
        for share in shares
    ))  # fmt: skip


def _picture(divided: Portion) -> list[object]:
    return [divided.total, *([share.debt_id, share.cents] for share in divided.shares)]
