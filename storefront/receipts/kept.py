"""How papers and pages of a payment name the retentions of its payer."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from nequi_plugin import NBSP
from storefront.debts.withholding import Withheld
from storefront.money import Cents, format_cents


def kept_words(kept: Withheld) -> str:
    """``Retefuente $ 25.000, ReteICA $ 9.660``; empty where nothing was kept."""
    named = (("Retefuente", kept.income), ("ReteIVA", kept.vat), ("ReteICA", kept.city))
    return ", ".join(f"{name}{NBSP}{format_cents(value)}" for name, value in named if value)


def kept_note(kept: Withheld) -> str:
    """Under a document's name, where the retentions have little room."""
    return str(_("Retenido: %(value)s", value=format_cents(kept.total))) if kept else ""


def all_kept(every: Iterable[Withheld]) -> str:
    """The sentence under the lines; empty where nothing was kept."""
    rows = [kept for kept in every if kept]
    if not rows:
        return ""
    whole = Withheld(
        Cents(sum(row.income for row in rows)), Cents(sum(row.vat for row in rows)),
        Cents(sum(row.city for row in rows)),
    )  # fmt: skip
    words = _(
        "Retenciones practicadas: %(value)s (%(each)s).",
        value=format_cents(whole.total), each=kept_words(whole),
    )  # fmt: skip
    return str(words)
