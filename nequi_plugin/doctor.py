"""``flask nequi doctor``: what a merchant or an operator checks before asking anybody."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import func, inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from nequi_plugin.gateway.protocol import GatewayUnavailable
from nequi_plugin.health import facts_of
from nequi_plugin.mail.smtp import connect
from nequi_plugin.models import Base, EventRow, JobRow
from nequi_plugin.runtime import Runtime
from nequi_plugin.service import actions
from nequi_plugin.times import aware

CLOCK_DRIFT = timedelta(seconds=5)


@dataclass(frozen=True)
class Finding:
    """One thing looked at: ``ok``, and in words what is so or what to do."""

    name: str
    ok: bool
    detail: str


def examine(runtime: Runtime) -> list[Finding]:
    """Everything, in order; a look that fails is a finding and never an exception.

    Asks Nequi and the mail server, so it is for commands and jobs, never for a request.
    """
    return [finding for name, look in LOOKS.items() for finding in _guarded(name, look, runtime)]


Look = Callable[[Runtime], Iterator[Finding]]


def _guarded(name: str, look: Look, runtime: Runtime) -> Iterator[Finding]:
    """What was found before the look failed stays found."""
    try:
        yield from look(runtime)
    except (SQLAlchemyError, OSError, smtplib.SMTPException, GatewayUnavailable) as error:
        yield Finding(name, False, f"{type(error).__name__}: {error}"[:300])


def settings(runtime: Runtime) -> Iterator[Finding]:
    found = runtime.settings
    mode = "the simulator" if found.test_mode else "Nequi"
    yield Finding("gateway", True, f"{found.api_url} ({mode}), expiry {found.expiry_minutes} min")
    secret = found.webhook_secret
    words = "set" if secret else "not set: notices are hints without proof, which is safe"
    yield Finding("webhook secret", True, words)


def public_url(runtime: Runtime) -> Iterator[Finding]:
    url = runtime.settings.public_url
    parts = urlsplit(url)
    if not url:
        yield Finding("public address", False, "NEQUI_PUBLIC_URL is empty: mails cannot link")
    elif runtime.settings.production and parts.scheme != "https":
        yield Finding("public address", False, f"{url} is not https")
    else:
        yield Finding("public address", True, url)


def credentials(runtime: Runtime) -> Iterator[Finding]:
    found = runtime.desk.credentials()
    if found is None:
        yield Finding("credentials", False, "none: set NEQUI_CLIENT_ID, _SECRET, _API_KEY, _CODE")
        return
    yield Finding("credentials", True, f"present, code {found.code}")
    closed = runtime.desk.is_open()
    yield Finding("open", True, closed or "people can pay now")


def nequi(runtime: Runtime) -> Iterator[Finding]:
    found = runtime.desk.credentials()
    if found is None:
        return
    identity = actions.identify(runtime.desk, found)
    words = f"accepts the code, merchant {identity.commerce or 'not told'}"
    yield Finding("Nequi", identity.accepted, words if identity.accepted else "refuses the code")


def clock(runtime: Runtime) -> Iterator[Finding]:
    desk = runtime.desk
    told = desk.in_read(desk.database_now)
    drift = abs(told - desk.real_now())
    ok = drift < CLOCK_DRIFT
    yield Finding("clock", ok, f"{drift.total_seconds():.1f} s from the database's")
    ahead = desk.now() - desk.real_now()
    if ahead > timedelta(seconds=1):
        yield Finding("simulated time", runtime.settings.test_mode, f"{ahead} ahead")


def tables(runtime: Runtime) -> Iterator[Finding]:
    missing = runtime.desk.in_read(missing_columns)
    words = "as the models" if not missing else "missing: " + ", ".join(missing) + "; migrate"
    yield Finding("tables", not missing, words)


def missing_columns(s: Session) -> list[str]:
    """What the models have and the database lacks: ``table`` or ``table.column``."""
    look = inspect(s.connection())
    there = set(look.get_table_names())
    found = []
    for table in Base.metadata.sorted_tables:
        if table.name not in there:
            found.append(table.name)
            continue
        columns = {column["name"] for column in look.get_columns(table.name)}
        found += [f"{table.name}.{c.name}" for c in table.columns if c.name not in columns]
    return found


def queue(runtime: Runtime) -> Iterator[Finding]:
    facts = runtime.desk.in_read(lambda s: facts_of(runtime.desk, s))
    seconds = facts["worker_seconds"]
    heard = "never heard" if seconds is None else f"heard {seconds} s ago"
    yield Finding("worker", facts["worker"], heard)
    age = facts["oldest_created_seconds"]
    yield Finding("queue", age < 30, f"oldest unsent payment waits {age:.0f} s")
    job_age, failed = facts["oldest_job_seconds"], runtime.desk.in_read(_failed_jobs)
    yield Finding("jobs", job_age < 300 and not failed, f"oldest {job_age:.0f} s, {failed} failed")


def _failed_jobs(s: Session) -> int:
    query = select(func.count()).select_from(JobRow).where(JobRow.state == "failed")
    return s.execute(query).scalar_one()


def last_answer(runtime: Runtime) -> Iterator[Finding]:
    at = aware(runtime.desk.in_read(_last_answer))
    words = "never" if at is None else f"{at:%Y-%m-%d %H:%M} UTC"
    yield Finding("last answer", True, words)


def _last_answer(s: Session) -> datetime | None:
    return s.scalar(select(func.max(EventRow.at)).where(EventRow.source.in_(("status", "report"))))


def mail(runtime: Runtime) -> Iterator[Finding]:
    app = runtime.app
    sender = app.config.get("MAIL_DEFAULT_SENDER")
    yield Finding("mail sender", bool(sender), str(sender or "MAIL_DEFAULT_SENDER is empty"))
    with app.app_context(), connect(app) as connection:
        host = connection.host
        code = host.noop()[0] if host is not None else 250
    server = f"{app.extensions['mail'].server}:{app.extensions['mail'].port}"
    yield Finding("mail server", code == 250, f"{server} answers {code}")


LOOKS: dict[str, Look] = {
    "settings": settings,
    "public address": public_url,
    "tables": tables,
    "clock": clock,
    "credentials": credentials,
    "Nequi": nequi,
    "queue": queue,
    "last answer": last_answer,
    "mail server": mail,
}
