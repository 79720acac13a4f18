"""Who makes the recibo de caja of a payment: the owner decides it in Empresa."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from storefront.company.models import ONLY, Company
from storefront.db import AnySession


class Policy(StrEnum):
    """``Company.receipt_policy``."""

    BY_HAND = "by_hand"
    AUTOMATIC = "automatic"
    ELSEWHERE = "elsewhere"


CHOICES = (
    (Policy.BY_HAND, _l("Los agrego yo")),
    (Policy.AUTOMATIC, _l("Automáticos cuando Nequi aprueba el pago")),
    (Policy.ELSEWHERE, _l("La contabilidad se lleva en otro programa")),
)


def policy(s: AnySession) -> Policy:
    """As saved now, inside the transaction that asks; by hand where Empresa was never saved."""
    saved = s.scalar(select(Company.receipt_policy).where(Company.id == ONLY))
    return Policy(saved or Policy.BY_HAND)
