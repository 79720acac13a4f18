"""The demo's merchant: Ladera, its two sign-ins and Nequi activated through the real check."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import TypedDict

from sqlalchemy import select

from storefront.accounts.models import Role, User
from storefront.accounts.service import add_user
from storefront.company.models import ONLY, Company, NequiSettings
from storefront.company.service import declare_unchecked, save_company, switch_on
from storefront.config import Settings
from storefront.extensions import db
from storefront.money import cents
from storefront.shipping.rules import Rate, Tariff
from storefront.shipping.service import keep

ACTOR = "demo"
LADERA = {
    "id_type": "NIT",
    "id_number": "901555012",
    "dv": "9",
    "legal_name": "Ladera Oficios SAS",
    "trade_name": "Ladera",
    "regime": "responsable",
    "person_kind": "juridica",
    "address": "Carrera 00 # 00-00",
    "city": "Bogotá",
    "department": "Bogotá, D. C.",
    "phone": "601 000 0012",
    "whatsapp": "300 000 0012",
    "email": "hola@ladera.example",
    "website": "",
    "notify_emails": "contabilidad@ladera.example",
    "logo": "img/mark.svg",
    "headline": "Cosas de taller para todos los días",
    "introduction": "Barro, lana y palma de talleres de toda Colombia, hechos a mano y sin afán.",
    "other_payment_text": "Llave @ladera o en efectivo en el taller. "
    "Escríbenos por WhatsApp y te confirmamos.",
    "smallest_pesos": 50_000,
}
PEOPLE = {
    "owner": ("duena@ladera.example", "Lina M.", Role.OWNER),
    "clerk": ("paula@ladera.example", "Paula R.", Role.CLERK),
}
KEYS = {"client_id": "sim-client", "client_secret": "sim-secret", "api_key": "sim-key"}
"""What the local simulator accepts; worthless anywhere else."""


class Login(TypedDict):
    email: str
    password: str


def seed_company() -> None:
    """Empresa, once; what a person changed later stays."""
    row = db.session.get(Company, ONLY)
    if row is None or not row.id_number:
        save_company(dict(LADERA), ACTOR)
        keep(Tariff(rates=(Rate("San Andrés y Providencia", "", cents(28_000)),)), ACTOR)


def seed_logins(path: Path) -> None:
    """Accounts whose passwords are made once and kept in ``path``, readable by its owner."""
    logins = _read_logins(path)
    for role, (email, name, rights) in PEOPLE.items():
        password = logins[role]["password"]
        known = db.session.scalar(select(User.id).where(User.email == email))
        if known is None:
            add_user(email, name, rights, password)
    _write_logins(path, logins)


def activate(settings: Settings) -> None:
    """Once: queue the identity check, or declare where the gateway is not our simulator."""
    row = db.session.get(NequiSettings, ONLY)
    if row is not None and (row.saved_at or row.declared_at):
        return
    if settings.demo_declared:
        declare_unchecked(ACTOR)
    else:
        switch_on(KEYS, ACTOR)


def _read_logins(path: Path) -> dict[str, Login]:
    if path.exists():
        kept: dict[str, Login] = json.loads(path.read_text("utf-8"))
        return kept
    return {
        role: Login(email=email, password=secrets.token_urlsafe(12))
        for role, (email, _name, _role) in PEOPLE.items()
    }


def _write_logins(path: Path, logins: dict[str, Login]) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
        json.dump(logins, file, indent=2, ensure_ascii=False)
