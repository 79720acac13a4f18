"""A refund in plain Spanish: its badge, and what a person reads before deciding about it.

The states are those of money.md's *Refunds*; nothing here changes anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from nequi_plugin import Payment, Refund, RefundState, format_pesos
from storefront.backoffice.refund_forms import OUTCOMES, Outcome, OutcomeForm
from storefront.extensions import nequi

Acts = list[tuple[Outcome, OutcomeForm]]

WORDS = {
    "asked": (_l("Pedida"), "neutral", "clock"),
    "sending": (_l("Enviando"), "info", "plane"),
    "done": (_l("Devuelto"), "ok", "tick"),
    "refused": (_l("Nequi no la aceptó"), "bad", "triangle"),
    "unknown": (_l("En verificación"), "info", "magnifier"),
    "manual": (_l("Por hacer a mano"), "warn", "clock"),
    "cancelled": (_l("Ya no"), "neutral", "barred"),
}
BY_HAND_FAILED = (_l("No se devolvió"), "bad", "triangle")


def badge_of(refund: Refund) -> tuple[object, str, str]:
    """Word, tone and icon of its state; Nequi has no part in a transfer that did not work."""
    failed = refund.state is RefundState.REFUSED and refund.by_hand
    return BY_HAND_FAILED if failed else WORDS[refund.state]


@dataclass(frozen=True)
class RefundCase:
    """One refund in *Dinero por resolver*: what happened, where to look, what may be said."""

    refund: Refund
    payment: Payment
    happened: str
    look: str
    acts: Acts

    @property
    def badge(self) -> tuple[object, str, str]:
        """Word, tone and icon of its state."""
        return badge_of(self.refund)


def waiting_cases() -> list[RefundCase]:
    """Every refund that waits for a person, oldest first."""
    cases = []
    for refund in nequi.refunds_to_resolve():
        payment = nequi.payment(refund.message_id)
        if payment is not None:
            happened, look = _told(refund, payment)
            cases.append(RefundCase(refund, payment, happened, look, acts_of(refund)))
    return cases


def _told(refund: Refund, payment: Payment) -> tuple[str, str]:
    value, where = format_pesos(refund.pesos), payment.transaction_id or payment.message_id
    if refund.state is RefundState.MANUAL:
        return (
            _("Esta devolución la transfieres tú."),
            _("Pasa %(value)s a %(account)s desde tu Nequi o tu banco y anota aquí la referencia "
              "de la transferencia.", value=value, account=refund.account),
        )  # fmt: skip
    if refund.state is RefundState.UNKNOWN:
        return (
            _("Nequi no respondió si devolvió estos %(value)s.", value=value),
            _("No se vuelve a pedir: seguimos preguntando y, si aparece devuelto, sale de aquí "
              "solo. Mientras tanto mira %(ref)s en tu cuenta Negocio Nequi. Que no se devolvió "
              "se anota desde mañana, con lo que Nequi te responda.", ref=where),
        )  # fmt: skip
    return (
        _("Se pidió devolver %(value)s y todavía no le llega a Nequi.", value=value),
        _("Lo seguimos intentando. Si ya no lo quieres devolver, quítalo antes de que salga."),
    )


def acts_of(refund: Refund, failed: tuple[str, OutcomeForm] | None = None) -> Acts:
    """The acts of its state, each with a form of its own; ``failed`` is (reference, form)."""
    acts: Acts = []
    for outcome in OUTCOMES.get(refund.state, ()):
        form = OutcomeForm(formdata=None, outcome=outcome.name)
        if failed and failed[0] == refund.reference and failed[1].outcome.data == outcome.name:
            form = failed[1]
        for field in form:  # several forms stand on one page
            field.id = field.label.field_id = f"{field.name}-{outcome.name}-{refund.reference}"
        acts.append((outcome, form))
    return acts
