"""The audit trail as a list: who did what, in plain Spanish, with a way to what was touched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from storefront.accounts.models import User
from storefront.audit import AuditEntry
from storefront.dates import office_datetime
from storefront.db import db
from storefront.orders.models import BEFORE_FIRST

PAGE = 50
SYSTEM = ("sistema", "demo")
ACTIONS = {
    "account.first_owner": _l("Creó la primera cuenta"),
    "account.signed_in": _l("Entró a la administración"),
    "account.password_changed": _l("Cambió una clave"),
    "account.added": _l("Agregó a una persona"),
    "account.changed": _l("Cambió los datos de una persona"),
    "company.saved": _l("Cambió Empresa"),
    "shipping.saved": _l("Cambió los envíos"),
    "nequi.keys_saved": _l("Cambió las llaves de Nequi"),
    "nequi.check_asked": _l("Pidió comprobar los datos con Nequi"),
    "nequi.checked": _l("Nequi respondió sobre los datos de la empresa"),
    "nequi.declared": _l("Declaró que los datos son iguales a los de Nequi"),
    "nequi.switched_off": _l("Apagó los pagos en línea"),
    "customer.saved": _l("Guardó un cliente"),
    "import.done": _l("Importó un archivo"),
    "contact.added": _l("Agregó un contacto"),
    "contact.removed": _l("Quitó un contacto"),
    "invoice.imported": _l("Importó una factura"),
    "invoice.document_made": _l("Hizo un documento de cobro"),
    "invoice.linked": _l("Enlazó la factura electrónica de un documento"),
    "invoice.noted": _l("Hizo una nota crédito"),
    "statement.sent": _l("Envió un estado de cuenta"),
    "statement.link_copied": _l("Copió el enlace de un estado de cuenta"),
    "receipt.made": _l("Hizo un recibo de caja"),
    "receipt.voided": _l("Anuló un recibo de caja"),
    "credit.used": _l("Usó saldo a favor"),
    "credit.use_voided": _l("Anuló un cruce de saldo a favor"),
    "order.cancelled": _l("Anuló un pedido"),
    "order.payment_undone": _l("Deshizo un pago marcado a mano"),
    "order.taken": _l("Creó un pedido"),
    "order.sent": _l("Marcó un pedido como enviado"),
    "order.delivered": _l("Marcó un pedido como entregado"),
    "order.sending_undone": _l("Corrigió la entrega de un pedido"),
    "order.invoiced": _l("Importó la factura de un pedido"),
    "order.on_credit": _l("Vendió un pedido a crédito"),
    "order.paid_by_hand": _l("Marcó un pedido como pagado"),
    "payment.resolved": _l("Decidió sobre un pago"),
    "payment.given": _l("Dijo qué pagaba un dinero"),
    "refund.asked": _l("Pidió devolver dinero"),
    "refund.resolved": _l("Anotó cómo terminó una devolución"),
    "product.made": _l("Agregó un producto"),
    "product.saved": _l("Cambió un producto"),
    "stock.adjusted": _l("Ajustó existencias"),
    "coupon.made": _l("Hizo un cupón"),
    "coupon.saved": _l("Cambió un cupón"),
}
VERDICTS = {
    "verified": _l("Coinciden"),
    "mismatch": _l("Hay un dato distinto"),
    "unavailable": _l("Nequi no respondió"),
    "keys_refused": _l("Nequi no aceptó las llaves"),
    "not_checked": _l("Nequi no dio el nombre"),
}
COLUMNS = {
    "id_type": _l("Tipo"), "id_number": _l("Número"), "dv": _l("Dígito"),
    "legal_name": _l("Razón social"), "trade_name": _l("Nombre de la tienda"),
    "regime": _l("Régimen"), "person_kind": _l("Persona"), "address": _l("Dirección"),
    "city": _l("Ciudad"), "department": _l("Departamento"), "phone": _l("Teléfono"),
    "email": _l("Correo"), "website": _l("Página web"), "logo": _l("Logo"),
    "notify_emails": _l("Correos de avisos"), "other_payment_text": _l("Otras formas de pagar"),
    "headline": _l("Título de la portada"), "introduction": _l("Frase de la portada"),
    "shipping_policy": _l("Envíos"), "returns_policy": _l("Cambios y retracto"),
    "privacy_policy": _l("Política de datos"), "code": _l("Código de comercio"),
    "document_prefix": _l("Prefijo de documentos de cobro"),
    "receipt_policy": _l("Recibos de caja"), "whatsapp": "WhatsApp",
    "client_id": "Client Id", "client_secret": "Client Secret", "api_key": "API Key",
}  # fmt: skip
_COLUMN = re.compile(r"(?:(?<=; )|^)([a-z_]+)(?=: )")
PAGES = {
    "customer": ("customers_admin.show", "customer_id"),
    "invoice": ("invoices_admin.show", "invoice_id"),
    "receipt": ("receipts_admin.show", "receipt_id"),
    "credit_use": ("credits_admin.show", "use_id"),
    "product": ("catalog_admin.edit", "product_id"),
    "coupon": ("coupons_admin.edit", "coupon_id"),
    "order": ("orders_admin.order", "number"),
}


@dataclass(frozen=True)
class Deed:
    """One line of the list; ``url`` leads to what was touched, or is empty."""

    when: str
    who: str
    what: str
    detail: str
    url: str


def deeds(before: int | None) -> tuple[list[Deed], int | None]:
    """A page of the trail, newest first, and the id from which the next one goes on."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(PAGE + 1)
    if before:
        query = query.where(AuditEntry.id < before)
    rows = list(db.session.scalars(query))
    names = _names({row.actor for row in rows})
    older = rows[PAGE - 1].id if len(rows) > PAGE else None
    return [_deed(row, names) for row in rows[:PAGE]], older


def _names(mails: set[str]) -> dict[str, str]:
    found = db.session.execute(select(User.email, User.name).where(User.email.in_(mails)))
    return {row.email: row.name for row in found}


def _deed(row: AuditEntry, names: dict[str, str]) -> Deed:
    who = _("Sistema") if row.actor in SYSTEM else names.get(row.actor, row.actor)
    what = ACTIONS.get(row.action) or row.action
    return Deed(office_datetime(row.at), who, str(what), _detail(row), _url(row.object))


def _detail(row: AuditEntry) -> str:
    if row.action == "nequi.checked":
        return str(VERDICTS.get(row.detail, row.detail))
    if row.action == "nequi.keys_saved":
        return ", ".join(str(COLUMNS.get(name, name)) for name in row.detail.split(", "))
    if row.action == "company.saved":
        return _COLUMN.sub(lambda found: str(COLUMNS.get(found[1], found[1])), row.detail)
    return row.detail


def _url(touched: str) -> str:
    kind, _colon, number = touched.partition(":")
    if kind == "payment":
        return url_for("payments_admin.payment", message_id=number)
    if kind not in PAGES or not number.isdigit():
        return ""
    endpoint, name = PAGES[kind]
    values: dict[str, Any] = {name: int(number) + (BEFORE_FIRST if kind == "order" else 0)}
    return url_for(endpoint, **values)
