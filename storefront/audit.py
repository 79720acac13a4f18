"""The audit trail: who did what to which object, written in the change's own transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column, scoped_session

from storefront.db import Model, UtcDateTime
from storefront.extensions import nequi


class AuditEntry(Model):
    """One deed of a person of the staff (or of ``sistema``)."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(80))
    object: Mapped[str] = mapped_column(String(120), index=True)
    detail: Mapped[str] = mapped_column(Text, default="")


def record(
    s: Session | scoped_session[Any], actor: str, action: str, object: str, detail: str = ""
) -> None:
    """Add one entry to the open unit of work; it commits or vanishes with the change.

    ``actor`` is a staff member's e-mail or ``sistema``; ``action`` a dotted English word
    (``company.saved``); ``object`` what was touched (``invoice:12``); ``detail`` old → new,
    never a secret.
    """
    s.add(
        AuditEntry(at=nequi.now(), actor=actor[:200], action=action, object=object, detail=detail)
    )


def note(actor: str, action: str, object: str, detail: str = "") -> None:
    """An entry for a deed that the plugin has done and kept in a transaction of its own."""
    with nequi.unit_of_work() as s:
        record(s, actor, action, object, detail)
