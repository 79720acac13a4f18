"""One entry of *Dinero por resolver* in plain Spanish: what happened, where to look, what may
be decided. The outcomes are those of money.md's table; nothing here changes anything."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from nequi_plugin import Payment, State, format_pesos
from storefront.backoffice.words import QUEUE, queue_reason
from storefront.dates import office_time

HOME = "home"
"""Not an outcome of the plugin's: money without a key is told what it pays, and approved."""

UNTOLD = "Aprobado a mano: Nequi aún no confirma el valor"
CORRECTED = "Nequi dice otro valor que el anotado a mano"


@dataclass(frozen=True)
class Act:
    """One outcome and its button. ``asks``: the value and Nequi's reference stand beside it;
    ``confirm`` is the question before money changes, empty where none does."""

    outcome: str
    label: str
    reason: str
    kind: str = "second"
    asks: bool = False
    confirm: str = ""


@dataclass(frozen=True)
class Case:
    """What a person reads before deciding; ``can_ask`` offers to ask Nequi again."""

    payment: Payment
    happened: str
    look: str
    acts: tuple[Act, ...]
    can_ask: bool = False

    def act(self, outcome: str | None) -> Act | None:
        """The act of this outcome, or None when the law does not allow it here."""
        return next((act for act in self.acts if act.outcome == outcome), None)


def case_of(payment: Payment) -> Case:
    """The case of a payment that waits for a person."""
    if payment.state is State.REVIEW:
        return _review(payment)
    if payment.state in (State.WAITING, State.UNKNOWN):
        return _undecided(payment)
    if payment.applied is False:
        return _unapplied(payment)
    if payment.queue_reason == UNTOLD:
        return _untold(payment)
    return _settled(payment)


def _review(payment: Payment) -> Case:
    if not payment.kind:
        return Case(
            payment,
            _("Este pago está en el reporte de Nequi y aquí no existía. Puede ser de antes de "
              "restaurar una copia de la tienda."),
            _("Busca de quién es: el pedido o la factura que se quedó sin pagar. Si ya estaba "
              "pagado, el dinero queda como saldo a favor de ese cliente."),
            (_belongs(),),
        )  # fmt: skip
    return Case(
        payment,
        queue_reason(payment),
        _("Busca %(ref)s en tu cuenta Negocio Nequi y mira cuánto llegó y de quién. Al aprobarlo "
          "se aplica lo que llegó; lo que sobre queda como saldo a favor y lo que falte, por "
          "cobrar.", ref=_where(payment)),
        (_approve(payment),),
    )  # fmt: skip


def _undecided(payment: Payment) -> Case:
    held = _("La deuda sigue apartada: nadie más la puede pagar hasta que decidas.")
    freed = _("La deuda ya se soltó y se puede cobrar de nuevo.")
    look = _("Busca en tu cuenta Negocio Nequi un pago de %(value)s desde %(phone)s, cerca de las "
             "%(time)s.", value=format_pesos(payment.pesos), phone=payment.masked_phone,
             time=office_time(payment.sent_at or payment.created_at))  # fmt: skip
    if payment.state is State.WAITING:
        look += " " + _("Si tu cliente aún la ve en su celular, pídele que la apruebe o rechace.")
    return Case(
        payment,
        f"{queue_reason(payment)} {held if payment.holds_debts else freed}",
        look,
        (_approve(payment), _not_paid(payment)),
        can_ask=True,
    )


def _unapplied(payment: Payment) -> Case:
    again = Act("apply", _("Aplicar de nuevo"), _("Se intenta aplicar otra vez"), "main")
    return Case(
        payment,
        _("El dinero llegó, pero la tienda no pudo registrarlo en lo que se pagaba."),
        _("Intenta aplicarlo otra vez. Si vuelve a fallar, avísale a quien cuida tu tienda y dale "
          "la referencia %(ref)s.", ref=payment.message_id),
        (again,),
    )  # fmt: skip


def _untold(payment: Payment) -> Case:
    return Case(
        payment,
        _("Lo aprobaste a mano y Nequi todavía no confirma cuánto llegó."),
        _("No tienes que hacer nada: le seguimos preguntando y sale de aquí cuando Nequi lo diga. "
          "Si vuelve con otro valor, te avisamos."),
        (_undo(payment),),
        can_ask=True,
    )  # fmt: skip


def _settled(payment: Payment) -> Case:
    """The money stands where it is; a person takes note of what was settled around it."""
    solved = Act("note", _("Ya lo resolví"), _("Resuelto con el cliente"), "main")
    return Case(payment, queue_reason(payment), _advice(payment), (solved,))


def _advice(payment: Payment) -> str:
    if payment.queue_reason == CORRECTED:
        return str(_("La cuenta ya usa el valor de Nequi. Revisa que el recibo y lo que le dijiste "
                     "al cliente digan lo mismo."))  # fmt: skip
    if payment.state is State.REVERSED and payment.queue_reason not in QUEUE:  # a host's sentence
        return str(_("Mira el pedido: si ya lo entregaste, acuerda con tu cliente cómo lo paga."))
    if payment.state is State.REVERSED:
        return str(_("Pregúntale a Nequi con %(ref)s dónde quedó el dinero.", ref=_where(payment)))
    if payment.state is State.APPROVED:
        return str(_("Acuérdalo con tu cliente: se le entrega, se le abona a otra cosa o se le "
                     "devuelve."))  # fmt: skip
    return str(_("Confirma en tu Negocio Nequi que %(ref)s no aparece.", ref=_where(payment)))


def _approve(payment: Payment) -> Act:
    return Act(
        "approved", _("El dinero llegó"), _("Lo vi en la cuenta Negocio Nequi"), "main",
        asks=True, confirm=_("Se aprueba y se aplica a %(what)s.", what=payment.description),
    )  # fmt: skip


def _belongs() -> Act:
    return Act(
        HOME, _("Registrar este dinero"), _("Estaba en el reporte de Nequi"), "main", asks=True,
        confirm=_("Se aprueba y se aplica a lo que escribiste."),
    )  # fmt: skip


def _not_paid(payment: Payment) -> Act:
    confirm = _("Se cierra sin pago y %(what)s queda por cobrar. Si el dinero aparece después, "
                "se registra solo.", what=payment.description)  # fmt: skip
    return Act("cancelled", _("No se pagó"), _("No aparece en la cuenta Negocio Nequi"),
               confirm=confirm)  # fmt: skip


def _undo(payment: Payment) -> Act:
    confirm = _("Se deshace la aprobación y %(what)s queda otra vez por cobrar. Si ya tenía recibo "
                "de caja, queda anulado.", what=payment.description)  # fmt: skip
    return Act("cancelled", _("Me equivoqué: no llegó"),
               _("No aparece en la cuenta Negocio Nequi"), confirm=confirm)  # fmt: skip


def _where(payment: Payment) -> str:
    return payment.transaction_id or payment.message_id
