"""The background work: rows are the queue, a bell is only a hint to look at them.

One sweep finds what is ripe and hands it to bounded pools, so that a create never waits
behind a mail. A taken row belongs to a worker and not to a clock: heartbeats every 2 s.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from nequi_plugin import jobs, push, refund_work
from nequi_plugin.crash import crash_point
from nequi_plugin.debts import rows_of
from nequi_plugin.desk import Desk
from nequi_plugin.models import JobRow, PaymentRow, WorkerRow
from nequi_plugin.payable import Job
from nequi_plugin.reconcile import reporting
from nequi_plugin.refund_states import RefundState
from nequi_plugin.states import State

log = logging.getLogger("nequi")
BEAT_SECONDS = 2.0
SWEEP_SECONDS = 0.5
SILENCE = timedelta(seconds=6)
LONGEST = timedelta(seconds=90)
LANES = {"create": 32, "status": 32, "mail": 1, "bulk": 1}
BATCH = 200
_RIPE = (
    select(PaymentRow.message_id, PaymentRow.state, PaymentRow.transaction_id)
    .where(PaymentRow.wake_at <= bindparam("now"), PaymentRow.state != State.SENDING)
    .order_by(PaymentRow.state != State.CREATED, PaymentRow.wake_at)
    .limit(bindparam("most"))
)


class Worker:
    """The loops of one process. ``start`` begins them, ``stop`` ends them and waits."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.bell = threading.Event()
        self._stop = threading.Event()
        self._busy: set[str] = set()
        self._handed: set[Future[None]] = set()
        self._unsent: frozenset[str] = frozenset()
        self._lock = threading.Lock()
        self._pools = {
            lane: ThreadPoolExecutor(width, thread_name_prefix=f"nequi-{lane}")
            for lane, width in LANES.items()
        }
        self._threads = [
            threading.Thread(target=self._beat, name="nequi-beat", daemon=True),
            threading.Thread(target=self._sweep, name="nequi-sweep", daemon=True),
        ]

    def start(self) -> None:
        """Write the first heartbeat, ask the report, then loop in daemon threads.

        What was not sent when this worker started waits for that report.
        """
        self.beat()
        self._unsent, since = self._desk.in_read(partial(reporting.unsettled, self._desk))
        if since is not None:
            self._hand("status", "report", partial(self._first_report, since))
        for thread in self._threads:
            thread.start()

    def _first_report(self, since: datetime) -> None:
        try:
            reporting.read_days(self._desk, since, self._desk.now())
        finally:
            self._unsent = frozenset()
            self.bell.set()

    def stop(self, seconds: float = 10.0) -> None:
        """End the loops; then calls under way are waited for, up to ``seconds`` in all."""
        until = time.monotonic() + seconds
        self._stop.set()
        self.bell.set()
        for thread in self._threads:
            thread.join(max(0, until - time.monotonic()))
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)
        wait_for(set(self._handed), max(0, until - time.monotonic()))

    def beat(self) -> None:
        """Say on the database's clock that this worker lives."""
        self._desk.in_work(lambda s: beat(self._desk, s))

    def look(self) -> int:
        """One whole sweep: bury the dead, free their jobs, hand out what is ripe."""
        self._bury()
        return self._desk.in_read(self._hand_out)

    def _bury(self) -> None:
        desk = self._desk
        dead_jobs, orphans, refunds = desk.in_read(
            lambda s: (*the_dead(desk, s), refund_work.orphans(s, desk, SILENCE, LONGEST))
        )
        if dead_jobs:
            desk.in_work(lambda s: free_jobs(desk, s, dead_jobs))
        for message_id in orphans:
            self._hand("status", f"bury:{message_id}", partial(push.bury, desk, message_id))
        for reference in refunds:
            self._hand("status", f"bury:{reference}", partial(refund_work.bury, desk, reference))

    def _hand_out(self, s: Session) -> int:
        desk = self._desk
        handed = 0
        unanswered: list[str] = []
        for message_id, state, known in ripe_payments(s, desk):
            if message_id in self._unsent:
                continue
            if state == State.CREATED:
                handed += self._hand("create", message_id, partial(push.send, desk, message_id))
            elif known:
                handed += self._hand("status", message_id, partial(push.ask, desk, message_id))
            else:
                unanswered.append(message_id)
        if unanswered:
            handed += self._hand(
                "status", "report", lambda: reporting.ask_report(desk, unanswered)
            )
        for reference, state in refund_work.ripe(s, desk, BATCH):
            turn = refund_work.send if state == RefundState.ASKED else refund_work.look
            handed += self._hand("status", f"refund:{reference}", partial(turn, desk, reference))
        for job_id, lane in jobs.ripe(s, desk.now(), BATCH):
            handed += self._hand(lane, f"job:{job_id}", partial(run_job, desk, job_id))
        return handed

    def _hand(self, lane: str, key: str, work: Callable[[], object]) -> int:
        with self._lock:
            if key in self._busy:
                return 0
            self._busy.add(key)

        def run() -> None:
            try:
                work()
            except Exception:
                log.exception("background work %s failed; its row will be looked at again", key)
            finally:
                with self._lock:
                    self._busy.discard(key)

        handed = self._pools[lane].submit(run)
        self._handed.add(handed)
        handed.add_done_callback(self._handed.discard)
        return 1

    def _beat(self) -> None:
        while not self._stop.wait(BEAT_SECONDS):
            self._guarded(self.beat)

    def _sweep(self) -> None:
        """A bell tells of ripe rows and of nobody's death: the dead are looked for by the clock."""
        buried = float("-inf")
        while not self._stop.is_set():
            if time.monotonic() - buried >= SWEEP_SECONDS:
                buried = time.monotonic()
                self._guarded(self._bury)
            self._guarded(lambda: self._desk.in_read(self._hand_out))
            self.bell.wait(SWEEP_SECONDS)
            self.bell.clear()

    def _guarded(self, step: Callable[[], object]) -> None:
        try:
            step()
        except Exception:
            if not self._stop.is_set():
                log.exception("the worker's loop met an error and goes on")


def beat(desk: Desk, s: Session) -> None:
    """Write or renew this worker's row; rows silent for an hour are swept."""
    now = desk.database_now(s)
    renewed = s.execute(
        update(WorkerRow).where(WorkerRow.id == desk.worker_id).values(seen_at=now)
    )
    if rows_of(renewed) == 0:
        s.add(WorkerRow(id=desk.worker_id, seen_at=now))
    s.execute(delete(WorkerRow).where(WorkerRow.seen_at < now - timedelta(hours=1)))


def alive(desk: Desk, s: Session) -> bool:
    """Whether any worker has been heard in the last six seconds."""
    limit = desk.database_now(s) - SILENCE
    return s.scalars(select(WorkerRow.id).where(WorkerRow.seen_at > limit)).first() is not None


def the_dead(desk: Desk, s: Session) -> tuple[list[int], list[str]]:
    """What silent workers left: ids of taken jobs, MessageIDs of orphaned ``sending`` rows.

    Ninety seconds free a row whoever holds it.
    """
    now = desk.database_now(s)
    living = list(s.scalars(select(WorkerRow.id).where(WorkerRow.seen_at > now - SILENCE)))
    dead_job = JobRow.worker.not_in(living) | (JobRow.taken_at < now - LONGEST)
    taken = select(JobRow.id).where(JobRow.state == "due", JobRow.worker.is_not(None), dead_job)
    orphan = PaymentRow.worker.not_in(living) | (PaymentRow.taken_at < now - LONGEST)
    sending = select(PaymentRow.message_id).where(PaymentRow.state == State.SENDING, orphan)
    return list(s.scalars(taken)), list(s.scalars(sending))


def free_jobs(desk: Desk, s: Session, ids: list[int]) -> None:
    """Give these jobs back, unless they ended or their worker spoke up meanwhile."""
    still, _ = the_dead(desk, s)
    s.execute(
        update(JobRow)
        .where(JobRow.id.in_(set(ids) & set(still)), JobRow.state == "due")
        .values(worker=None)
        .execution_options(synchronize_session=False)
    )


def ripe_payments(s: Session, desk: Desk) -> list[tuple[str, str, bool]]:
    """(MessageID, state, id known) of the attempts whose turn it is.

    Creates come first, then the longest waiting: no send hides behind a crowd of questions.
    """
    ripe = s.execute(_RIPE, {"now": desk.now(), "most": BATCH})
    return [(mid, state, known is not None) for mid, state, known in ripe]


def run_job(desk: Desk, job_id: int) -> None:
    """Take a job, run its handler outside any transaction, write how it ended."""
    worker = desk.worker_id
    job = desk.in_work(lambda s: jobs.take(s, job_id, worker, desk.database_now(s)))
    if job is None:
        return
    kind = desk.registry.jobs[job.kind]
    crash_point(f"{job.kind}-taken")
    try:
        desk.in_app(lambda: kind.handler(job))
    except Exception as error:
        log.warning("job %s %s failed (try %d): %s", job.kind, job.ref, job.tries + 1, error)
        _note_failure(desk, job, error)
    else:
        crash_point(f"{job.kind}-handled")
        desk.in_work(lambda s: jobs.done(s, job, worker))


def _note_failure(desk: Desk, job: Job, error: Exception) -> None:
    kind = desk.registry.jobs[job.kind]

    def work(s: Session) -> None:
        words = f"{type(error).__name__}: {error}"
        last = jobs.failed(s, job, desk.worker_id, words, desk.now(), kind.tries)
        if last and kind.failed is not None:
            kind.failed(job, error)

    desk.in_work(work)
