"""Is Nequi open, with which credentials, for which merchant: one read, kept a second.

The read uses a connection of its own: the plugin refuses to call the gateway while the
thread's session is in a transaction, and pages ask several times for the same facts.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from nequi_plugin import Credentials, Pesos
from storefront.company.ids import show_id
from storefront.company.models import ONLY, Company, NequiSettings, Verdict
from storefront.db import db
from storefront.shipping.rules import Tariff, rates_of

FRESH_SECONDS = 1.0
SHOWN = ("regime", "website", "logo", "headline", "introduction", "shipping_policy",
         "returns_policy", "privacy_policy")  # fmt: skip
"""Columns of Empresa that pages print as they are."""
ENVIRONMENT = ("client_id", "client_secret", "api_key", "code")


@dataclass(frozen=True)
class Merchant:
    """Who sells, as pages and mails print it."""

    name: str
    nit: str
    address: str
    city: str
    phone: str
    whatsapp: str
    email: str
    trade_name: str | None
    other_payment_text: str
    notify_emails: tuple[str, ...]
    preticked_days: int
    smallest_pesos: Pesos
    document_prefix: str
    regime: str
    website: str
    logo: str
    headline: str
    introduction: str
    shipping_policy: str
    returns_policy: str
    privacy_policy: str
    tariff: Tariff


@dataclass(frozen=True)
class Gate:
    """The merchant and the switch as read together."""

    merchant: Merchant
    active: bool
    verdict: str
    credentials: Credentials | None


def gate() -> Gate:
    """The present state, at most a second old (``forget`` after a change of this process)."""
    kept = current_app.extensions.get("store_gate")
    if kept is None or time.monotonic() - kept[0] > FRESH_SECONDS:
        kept = (time.monotonic(), _read())
        current_app.extensions["store_gate"] = kept
    found: Gate = kept[1]
    return found


def forget() -> None:
    """Drop what this process remembers; call after the commit of a change."""
    current_app.extensions.pop("store_gate", None)


def merchant() -> Merchant:
    """Who sells."""
    return gate().merchant


def credentials() -> Credentials | None:
    """For ``Nequi(credentials=…)``; None while a key is missing."""
    return gate().credentials


def is_open() -> str | None:
    """For ``Nequi(is_open=…)``: None when payments may start, else the shopper's sentence."""
    now = gate()
    if not now.active or now.credentials is None:
        return str(_("Por ahora no recibimos pagos en línea. Escríbenos y acordamos el pago."))
    if now.verdict not in (Verdict.VERIFIED, Verdict.DECLARED):
        return str(_("Los pagos en línea están en pausa mientras confirmamos datos con Nequi."))
    return None


def from_environment(field: str) -> str:
    """What the server fixed for a credential (``client_id`` … ``code``), or an empty text."""
    return str(current_app.config.get(f"NEQUI_{field.upper()}") or "")


def _read() -> Gate:
    joined = Company.__table__.outerjoin(NequiSettings.__table__, NequiSettings.id == Company.id)
    query = select(Company.__table__, NequiSettings.__table__).select_from(joined)
    with db.engine.connect() as connection:
        row = connection.execute(query.where(Company.id == ONLY)).mappings().first()
    values: dict[str, Any] = dict(row) if row else {}
    return Gate(
        merchant=_merchant(values),
        active=bool(values.get("active")),
        verdict=values.get("verdict") or Verdict.NOT_CHECKED,
        credentials=_credentials(values),
    )


def _merchant(values: dict[str, Any]) -> Merchant:
    text = {name: values.get(name) or "" for name in Company.__table__.columns.keys()}  # noqa: SIM118 - a ColumnCollection iterates columns, not names
    return Merchant(
        name=text["legal_name"],
        nit=show_id(text["id_type"], text["id_number"], text["dv"]),
        address=text["address"],
        city=text["city"],
        phone=text["phone"],
        whatsapp=text["whatsapp"],
        email=text["email"],
        trade_name=text["trade_name"] or None,
        other_payment_text=text["other_payment_text"],
        notify_emails=tuple(text["notify_emails"].split()),
        preticked_days=values.get("preticked_days") or 0,
        smallest_pesos=Pesos(values.get("smallest_pesos") or 0),
        document_prefix=text["document_prefix"] or "DC",
        **{name: text[name] for name in SHOWN},
        tariff=_tariff(values),
    )


def _tariff(values: dict[str, Any]) -> Tariff:
    if not values:
        return Tariff()
    return Tariff(
        usual=values["shipping_cents"], free_from=values["free_from_cents"],
        rates=rates_of(values["shipping_rates"]), pickup=values["offers_pickup"],
        apart=values["freight_apart"],
    )  # fmt: skip


def _credentials(values: dict[str, Any]) -> Credentials | None:
    found = {name: from_environment(name) or values.get(name) or "" for name in ENVIRONMENT}
    if values.get("id_number"):
        found["code"] = found["code"] or f"{values['id_type']}_{values['id_number']}"
    if not all(found.values()):
        return None
    verified = values.get("verdict") == Verdict.VERIFIED
    return Credentials(**found, verified_name=values.get("verified_name") if verified else None)
