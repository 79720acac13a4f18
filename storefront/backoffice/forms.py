"""A person's decision about a payment that waits in *Dinero por resolver*."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from nequi_plugin import Payment, Pesos
from storefront.backoffice.cases import Act
from storefront.company.forms import strip
from storefront.money import parse_pesos
from storefront.reasons import reason_field

PAY, KEEP = "pay", "keep"
"""What becomes of money whose owner a person names: it pays what she owes, or is kept for her."""


class DecisionForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    """One outcome with its own button; several stand on one page, so ids carry the payment."""

    outcome = HiddenField()
    confirmed = HiddenField()
    value = StringField(_l("Valor que llegó"), [Length(max=20)], [strip])
    reference = StringField(_l("Referencia en Nequi"), [Length(max=80)], [strip])
    reason = reason_field(_l("Escribe el motivo: queda en el historial."), 200)

    home = StringField(_l("Pedido, factura o cliente"), [Length(max=120)], [strip])
    use = RadioField(
        _l("¿Qué hacemos con el dinero?"),
        choices=[SelectChoice(PAY, _l("Abonarlo a lo que debe, lo más viejo primero")),
                 SelectChoice(KEEP, _l("Dejarlo como saldo a favor del cliente"))],
        default=PAY, validate_choice=False,
    )  # fmt: skip

    def pesos(self) -> Pesos | None:
        """The value as whole pesos, where one can be read."""
        return parse_pesos(self.value.data or "")

    def complete(self, act: Act) -> bool:
        """Validate, and what this act asks for beside the reason."""
        good: bool = self.validate()
        if act.asks and not self.pesos():
            self.value.errors = [_("Escribe el valor en pesos, como lo ves en Nequi.")]
            good = False
        if act.asks and not self.reference.data:
            self.reference.errors = [_("Escribe la referencia que ves en Nequi.")]
            good = False
        return good


def decision_form(payment: Payment, act: Act) -> DecisionForm:
    """The form of ``act`` filled with what is known already."""
    known = act.asks and payment.captured is not None
    form = DecisionForm(
        formdata=None,
        data={
            "outcome": act.outcome,
            "value": f"{payment.captured}" if known else "",
            "reference": payment.transaction_id or payment.reference if act.asks else "",
            "reason": act.reason,
        },
    )
    return named(form, payment, act.outcome)


def named(form: DecisionForm, payment: Payment, outcome: str) -> DecisionForm:
    """Ids of this payment and outcome: many such forms share a page."""
    for field in form:
        field.id = f"{field.name}-{payment.message_id}-{outcome}"
        field.label.field_id = field.id
    return form
