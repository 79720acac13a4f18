"""Durable work: a row in the business transaction, taken and run by a worker later."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from nequi_plugin.desk import Desk
from nequi_plugin.models import JobRow
from nequi_plugin.payable import Job

BACKOFF = (2, 10, 60, 300)
CALLBACK = "nequi.callback"
LETTER = "nequi.letter"
MAIL = "nequi.mail"
_INSERTS = {
    name: dialect.insert(JobRow.__table__).on_conflict_do_nothing()
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}

_RIPE = (
    select(JobRow.id, JobRow.lane)
    .where(JobRow.state == "due", JobRow.due <= bindparam("now"), JobRow.worker.is_(None))
    .order_by(JobRow.due, JobRow.id)
    .limit(bindparam("most"))
)


def enqueue(
    desk: Desk,
    s: Session,
    kind: str,
    ref: str,
    *,
    unique: str | None = None,
    due: datetime | None = None,
) -> None:
    """One job row in this transaction; a second one with the same ``unique`` is dropped.

    Raises KeyError for a kind that nobody registered.
    """
    values = {
        "kind": kind,
        "lane": desk.registry.jobs[kind].lane,
        "ref": ref,
        "unique_key": unique,
        "state": "due",
        "due": due or desk.now(),
        "tries": 0,
        "error": "",
    }
    connection = s.connection()
    connection.execute(_INSERTS[connection.dialect.name], values)
    s.info.setdefault("nequi_after", []).append(desk.ring)


def ripe(s: Session, now: datetime, limit: int) -> list[tuple[int, str]]:
    """(id, lane) of the jobs whose turn it is and that nobody has taken."""
    return [(job_id, lane) for job_id, lane in s.execute(_RIPE, {"now": now, "most": limit})]


def take(s: Session, job_id: int, worker: str, real_now: datetime) -> Job | None:
    """Claim a job for this worker; None when somebody else has it."""
    taken = s.execute(
        update(JobRow)
        .where(JobRow.id == job_id, JobRow.state == "due", JobRow.worker.is_(None))
        .values(worker=worker, taken_at=real_now)
        .returning(JobRow.id, JobRow.kind, JobRow.ref, JobRow.tries)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return None if taken is None else Job(*taken)


def done(s: Session, job: Job, worker: str) -> None:
    """The handler came back: the row stays as the proof that it ran."""
    s.execute(
        update(JobRow)
        .where(JobRow.id == job.id, JobRow.worker == worker)
        .values(state="done", worker=None, error="")
        .execution_options(synchronize_session=False)
    )


def failed(
    s: Session, job: Job, worker: str, error: str, now: datetime, most: int
) -> bool:
    """Count the try; True when it was the last one (then the row is ``failed``)."""
    tries = job.tries + 1
    last = tries >= most
    wait = timedelta(seconds=BACKOFF[min(tries, len(BACKOFF)) - 1])
    s.execute(
        update(JobRow)
        .where(JobRow.id == job.id, JobRow.worker == worker)
        .values(
            state="failed" if last else "due",
            tries=tries,
            worker=None,
            due=now + wait,
            error=error[:2000],
        )
        .execution_options(synchronize_session=False)
    )
    return last
