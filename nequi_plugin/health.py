"""Whether payments would be sent right now: for a host's ``/healthz``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from nequi_plugin.desk import Desk
from nequi_plugin.models import JobRow, PaymentRow, WorkerRow
from nequi_plugin.states import State
from nequi_plugin.times import aware
from nequi_plugin.worker import SILENCE

OLDEST_CREATED_SECONDS = 30


def health(desk: Desk) -> tuple[dict[str, Any], int]:
    """(facts, HTTP status): database, a worker heard in the last 6 s, age of the queue in seconds.

    503 names in ``trouble`` what is not ready.
    """
    try:
        facts = desk.in_read(lambda s: facts_of(desk, s))
    except SQLAlchemyError as error:
        return {"ok": False, "database": False, "trouble": type(error).__name__}, 503
    trouble = _trouble(facts)
    facts["ok"] = not trouble
    if trouble:
        facts["trouble"] = trouble
    return facts, 503 if trouble else 200


def facts_of(desk: Desk, s: Session) -> dict[str, Any]:
    """Figures only; ``worker_seconds`` is None when no worker was ever heard."""
    real = desk.database_now(s)
    now = desk.now()
    heard = aware(s.scalar(select(func.max(WorkerRow.seen_at))))
    created = select(func.min(PaymentRow.created_at)).where(PaymentRow.state == State.CREATED)
    waiting = select(func.min(JobRow.due)).where(JobRow.state == "due", JobRow.due <= now)
    return {
        "database": True,
        "worker": heard is not None and real - heard < SILENCE,
        "worker_seconds": None if heard is None else round((real - heard).total_seconds(), 1),
        "oldest_created_seconds": _age(now, s.scalar(created)),
        "oldest_job_seconds": _age(now, s.scalar(waiting)),
    }


def _age(now: datetime, then: datetime | None) -> float:
    moment = aware(then)
    return 0.0 if moment is None else max(0.0, round((now - moment).total_seconds(), 1))


def _trouble(facts: dict[str, Any]) -> str:
    if not facts["worker"]:
        return "no worker is running: payments wait in the queue"
    if facts["oldest_created_seconds"] > OLDEST_CREATED_SECONDS:
        return "payments wait too long before they are sent"
    return ""
