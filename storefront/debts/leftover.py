"""Why money was left over, or a retention not noted, when a payment was booked: one sentence."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from storefront.money import Cents, format_cents


def why_left(asked: Cents, captured: Cents, rest: Cents) -> str:
    """The sentence for *Dinero por resolver* and for the saldo a favor itself.

    ``asked`` is what the payment was frozen for, ``captured`` what came of it, ``rest`` what
    no debt took: money beyond what was asked, or for debts that were settled or given up
    meanwhile, or both. Nothing asked means that a person kept all of it.
    """
    if not asked:
        return str(_("Se guardó como saldo a favor."))
    more = Cents(min(rest, max(0, captured - asked)))
    settled = Cents(rest - more)
    if not settled:
        why = _("llegaron de más")
    elif more:
        why = _("%(more)s llegaron de más y %(settled)s eran por algo que ya no se debía",
                more=format_cents(more), settled=format_cents(settled))  # fmt: skip
    elif settled < captured:
        why = _("una parte de lo que pagaba ya no se debía")
    else:
        why = _("lo que pagaba ya no se debía")
    value = format_cents(rest)
    return str(_("Quedaron %(value)s como saldo a favor: %(why)s.", value=value, why=why))


def why_not_withheld(count: int) -> str | None:
    """The sentence for *Dinero por resolver*: so many retentions came too late to be noted."""
    if not count:
        return None
    return str(ngettext(
        "No se anotó la retención de %(num)s documento: ya no cabía en lo que debe, o ya tenía "
        "una.",
        "No se anotaron las retenciones de %(num)s documentos: ya no cabían en lo que deben, o "
        "ya tenían.",
        count,
    ))  # fmt: skip
