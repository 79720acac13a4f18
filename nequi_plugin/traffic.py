"""What was said to Nequi about each attempt, redacted, for the merchant who asks why.

Gateways hand their exchanges over from any thread; they are written in batches, outside
every money transaction. A process that dies loses its last second of them and nothing else.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from nequi_plugin.desk import Desk
from nequi_plugin.gateway.traffic import Traffic, log_traffic
from nequi_plugin.models import PaymentRow, TrafficRow
from nequi_plugin.times import aware

log = logging.getLogger("nequi")
KEPT = timedelta(days=90)
MOST_WAITING = 5000
MOST_ROWS = 40
BATCH = 300
FLUSH_SECONDS = 1.0
SWEEP_EVERY = timedelta(hours=1)

Heard = tuple[datetime, Traffic]


@dataclass(frozen=True)
class Exchange:
    """One line for a person: equal exchanges in a row are one, seen ``times`` times."""

    at: datetime
    last_at: datetime
    times: int
    service: str
    status: int | None
    code: str
    request_id: str
    milliseconds: int
    why: str
    request: str
    response: str


class TrafficBook:
    """The exchanges that wait to be written, and the thread that writes them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._waiting: deque[Heard] = deque(maxlen=MOST_WAITING)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._swept: datetime | None = None

    def observe(self, traffic: Traffic) -> None:
        """A gateway's observer: one log line now, one row soon."""
        log_traffic(traffic)
        if traffic.names:
            self._waiting.append((self._desk.now(), traffic))

    def start(self) -> None:
        """Write every second what came in, until ``stop``."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, name="nequi-traffic", daemon=True)
        self._thread.start()

    def stop(self, seconds: float) -> None:
        """End the thread and write the rest."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(seconds)
        self.flush()

    def flush(self) -> None:
        """Write what waits now; trouble is logged, never raised: no payment hangs on it."""
        try:
            while heard := self._take():
                self._desk.in_work(partial(keep, heard))
            self._sweep()
        except Exception:
            log.exception("the traffic with Nequi could not be written")

    def _run(self) -> None:
        while not self._stop.wait(FLUSH_SECONDS):
            self.flush()

    def _take(self) -> list[Heard]:
        heard: list[Heard] = []
        while self._waiting and len(heard) < BATCH:
            heard.append(self._waiting.popleft())
        return heard

    def _sweep(self) -> None:
        now = self._desk.now()
        if self._swept is not None and now < self._swept + SWEEP_EVERY:
            return
        self._swept = now
        self._desk.in_work(lambda s: sweep(s, now))


def keep(heard: list[Heard], s: Session) -> None:
    """Write a batch: a few statements, however many exchanges it holds."""
    owners = _owners(s, {name for _at, traffic in heard for name in traffic.names})
    last, counts = _last_rows(s, set(owners.values()))
    new: list[TrafficRow] = []
    for at, traffic in heard:
        owner = next((owners[name] for name in traffic.names if name in owners), None)
        if owner is None:
            continue
        row = last.get(owner)
        if row is not None and (_same(row, traffic) or counts.get(owner, 0) >= MOST_ROWS):
            _again(row, at, traffic)
            continue
        last[owner] = _row(owner, at, traffic)
        counts[owner] = counts.get(owner, 0) + 1
        new.append(last[owner])
    s.add_all(new)
    s.flush()


def exchanges(s: Session, message_id: str) -> list[Exchange]:
    """What was said about one attempt, oldest first."""
    query = (
        select(TrafficRow)
        .join(PaymentRow, PaymentRow.id == TrafficRow.payment_id)
        .where(PaymentRow.message_id == message_id)
        .order_by(TrafficRow.id)
    )
    return [_picture(row) for row in s.scalars(query)]


def last_answer(s: Session) -> datetime | None:
    """When Nequi last answered about an attempt, whatever it said; None when it never did."""
    query = select(TrafficRow.last_at).where(TrafficRow.status.is_not(None))
    return aware(s.scalar(query.order_by(TrafficRow.at.desc()).limit(1)))


def sweep(s: Session, now: datetime) -> None:
    """Forget what is older than ninety days."""
    s.execute(
        delete(TrafficRow)
        .where(TrafficRow.at < now - KEPT)
        .execution_options(synchronize_session=False)
    )


def _owners(s: Session, names: set[str]) -> dict[str, int]:
    """MessageID or Nequi's id → attempt."""
    query = select(PaymentRow.id, PaymentRow.message_id, PaymentRow.transaction_id)
    found: dict[str, int] = {}
    for column in (PaymentRow.message_id, PaymentRow.transaction_id):
        for payment_id, message_id, transaction_id in s.execute(query.where(column.in_(names))):
            found[message_id] = payment_id
            if transaction_id is not None:
                found[transaction_id] = payment_id
    return found


def _last_rows(s: Session, owners: set[int]) -> tuple[dict[int, TrafficRow], dict[int, int]]:
    newest = (
        select(func.max(TrafficRow.id), func.count(TrafficRow.id))
        .where(TrafficRow.payment_id.in_(owners))
        .group_by(TrafficRow.payment_id)
    )
    counted = {int(row_id): int(count) for row_id, count in s.execute(newest)}
    rows = s.scalars(select(TrafficRow).where(TrafficRow.id.in_(counted)))
    last = {row.payment_id: row for row in rows}
    return last, {owner: counted[row.id] for owner, row in last.items()}


def _same(row: TrafficRow, traffic: Traffic) -> bool:
    """Whether nothing but the moment is new: a question asked again, and the same answer."""
    return (row.service, row.status, row.code, row.why, _gist(row.response)) == (
        traffic.service, traffic.status, traffic.code[:24], traffic.why[:60],
        _gist(traffic.response),
    )  # fmt: skip


def _gist(response: str) -> str:
    """A response without the lines that change with every call."""
    moving = ('"ResponseDate"', '"MessageID"')
    return "\n".join(line for line in response.split("\n") if not line.strip().startswith(moving))


def _again(row: TrafficRow, at: datetime, traffic: Traffic) -> None:
    row.times += 1
    row.last_at, row.request_id = at, traffic.request_id
    row.milliseconds = traffic.milliseconds


def _row(owner: int, at: datetime, traffic: Traffic) -> TrafficRow:
    return TrafficRow(
        payment_id=owner,
        at=at,
        last_at=at,
        times=1,
        service=str(traffic.service),
        status=traffic.status,
        code=traffic.code[:24],
        request_id=traffic.request_id,
        milliseconds=traffic.milliseconds,
        why=traffic.why[:60],
        request=traffic.request,
        response=traffic.response,
    )


def _picture(row: TrafficRow) -> Exchange:
    return Exchange(
        aware(row.at), aware(row.last_at), row.times, row.service, row.status, row.code,
        row.request_id, row.milliseconds, row.why, row.request, row.response,
    )  # fmt: skip
