"""The merchant's two rows: who it is, and its Nequi integration."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, String, Text, false, true
from sqlalchemy.orm import Mapped, mapped_column

from storefront.company.crypto import Encrypted
from storefront.db import Model, UtcDateTime, cents_column
from storefront.money import ZERO, Cents
from storefront.shipping.rules import USUAL

ONLY = 1
"""One deployment serves one merchant: both tables hold the row with this id."""


class Verdict(StrEnum):
    """What the identity check found (product B3, AC2.1 and *declarado*)."""

    NOT_CHECKED = "not_checked"
    PENDING = "pending"
    VERIFIED = "verified"
    MISMATCH = "mismatch"
    UNAVAILABLE = "unavailable"
    KEYS_REFUSED = "keys_refused"
    DECLARED = "declared"


class Company(Model):
    """The merchant's identification, contact, words and policies.

    ``smallest_pesos`` is the smallest total that a statement takes below the documents' sum, 0
    where it takes none. ``logo`` is a picture's path; the policies stand before what the law
    says by itself. ``receipt_policy`` is ``storefront.receipts.policy.Policy``. The shipping
    columns are ``storefront.shipping.rules.Tariff``; a rate is ``[department, city, centavos]``.
    """

    __tablename__ = "company"

    id: Mapped[int] = mapped_column(primary_key=True)
    id_type: Mapped[str] = mapped_column(String(12), default="NIT")
    id_number: Mapped[str] = mapped_column(String(20), default="")
    dv: Mapped[str] = mapped_column(String(1), default="")
    legal_name: Mapped[str] = mapped_column(String(200), default="")
    trade_name: Mapped[str] = mapped_column(String(120), default="")
    regime: Mapped[str] = mapped_column(String(20), default="responsable")
    person_kind: Mapped[str] = mapped_column(String(20), default="juridica")
    address: Mapped[str] = mapped_column(String(200), default="")
    city: Mapped[str] = mapped_column(String(80), default="")
    department: Mapped[str] = mapped_column(String(80), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    whatsapp: Mapped[str] = mapped_column(String(30), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    website: Mapped[str] = mapped_column(String(200), default="")
    notify_emails: Mapped[str] = mapped_column(Text, default="")
    other_payment_text: Mapped[str] = mapped_column(Text, default="")
    preticked_days: Mapped[int] = mapped_column(default=7)
    smallest_pesos: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    receipt_policy: Mapped[str] = mapped_column(
        String(20), default="by_hand", server_default="by_hand"
    )
    shipping_cents: Mapped[Cents] = cents_column(default=USUAL, server_default=str(USUAL))
    free_from_cents: Mapped[Cents] = cents_column(default=ZERO, server_default="0")
    shipping_rates: Mapped[list[list[Any]]] = mapped_column(JSON, default=list, server_default="[]")
    offers_pickup: Mapped[bool] = mapped_column(default=True, server_default=true())
    freight_apart: Mapped[bool] = mapped_column(default=False, server_default=false())
    document_prefix: Mapped[str] = mapped_column(String(4), default="DC", server_default="DC")
    logo: Mapped[str] = mapped_column(String(200), default="")
    headline: Mapped[str] = mapped_column(String(80), default="")
    introduction: Mapped[str] = mapped_column(String(200), default="")
    shipping_policy: Mapped[str] = mapped_column(Text, default="")
    returns_policy: Mapped[str] = mapped_column(Text, default="")
    privacy_policy: Mapped[str] = mapped_column(Text, default="")


class NequiSettings(Model):
    """The switch, the last identity check and the credentials typed in the back office."""

    __tablename__ = "nequi_settings"

    id: Mapped[int] = mapped_column(primary_key=True)
    active: Mapped[bool] = mapped_column(default=False)
    wanted: Mapped[bool] = mapped_column(default=False)
    verdict: Mapped[str] = mapped_column(String(20), default=Verdict.NOT_CHECKED)
    comparison: Mapped[str] = mapped_column(Text, default="")
    verified_name: Mapped[str | None] = mapped_column(String(200))
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    check_number: Mapped[int] = mapped_column(default=0)
    checked_number: Mapped[int] = mapped_column(default=0)
    declared_by: Mapped[str | None] = mapped_column(String(200))
    declared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    code: Mapped[str | None] = mapped_column(String(40))
    client_id: Mapped[str | None] = mapped_column(Encrypted)
    client_secret: Mapped[str | None] = mapped_column(Encrypted)
    api_key: Mapped[str | None] = mapped_column(Encrypted)
    saved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_contact_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def have_served(self) -> bool:
        """Whether Nequi accepted keys once, or the owner declared them; then they guard money."""
        return self.checked_at is not None or self.declared_at is not None

    @property
    def checking(self) -> bool:
        """Whether a queued check has not answered yet."""
        return self.wanted and self.check_number != self.checked_number
