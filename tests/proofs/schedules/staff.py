"""Workers whose sweeps run here and now, one task after the other in a drawn order."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable

from nequi_plugin import crash
from nequi_plugin.desk import Desk
from nequi_plugin.worker import Worker
from tests.proofs.schedules.book import Crash

STAMP = "%Y-%m-%d %H:%M:%S.%f"
BEAT = """INSERT INTO nequi_worker (id, seen_at) VALUES (?, ?)
    ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at"""
RIPE = """SELECT
    EXISTS (SELECT 1 FROM nequi_payment WHERE wake_at <= :now OR state = 'sending')
    OR EXISTS (SELECT 1 FROM nequi_refund WHERE wake_at <= :now OR state = 'sending')
    OR EXISTS (SELECT 1 FROM nequi_job
               WHERE state = 'due' AND (due <= :now OR worker IS NOT NULL))"""
Task = tuple[str, Callable[[], object]]
_listeners: list[Callable[[str], None]] = []


def _at(name: str) -> None:
    for listener in _listeners:
        listener(name)


crash.plant(_at)  # once per process; without a listener it does nothing


def listen(listener: Callable[[str], None] | None) -> None:
    """Who is told of crash points from now on."""
    _listeners[:] = [listener] if listener else []


class StepWorker(Worker):
    """The product's sweep; what it hands out is collected instead of given to threads."""

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__(desk)
        self.name = name
        self.tasks: list[Task] = []

    def _hand(self, lane: str, key: str, work: Callable[[], object]) -> int:
        if key in self._busy:
            return 0
        self._busy.add(key)
        self.tasks.append((key, work))
        return 1

    def finished(self, key: str) -> None:
        """The row may be handed out again."""
        self._busy.discard(key)


class Staff:
    """Two worker processes; one that dies is replaced by a new one with a new id."""

    def __init__(
        self, desk: Desk, file: sqlite3.Connection, shuffle: Callable[[list[Task]], None]
    ) -> None:
        self._desk = desk
        self._file = file
        self._shuffle = shuffle
        self._names = (f"w{n}" for n in itertools.count(1))
        self.on_duty = [self._hired(), self._hired()]
        self.busy: list[StepWorker] = []
        self.current = ""

    def _hired(self) -> StepWorker:
        return StepWorker(self._desk, next(self._names))

    def beat(self) -> None:
        """Every living worker writes its heartbeat, straight into the file: this is often."""
        now = self._desk.real_now().strftime(STAMP)
        self._file.executemany(BEAT, [(member.name, now) for member in self.on_duty])

    def _anything(self) -> bool:
        """Whether a sweep could find work: everything that is due, taken or on its way."""
        now = self._desk.now().strftime(STAMP)
        return bool(self._file.execute(RIPE, {"now": now}).fetchone()[0])

    def sweep(self) -> int:
        """An idle worker looks once and does what it found, unless it dies over it.

        Gives how much that was.
        """
        idle = [member for member in self.on_duty if member not in self.busy]
        if not idle or not self._anything():
            return 0
        member = idle[0]
        self.busy.append(member)
        try:
            return self._do(member)
        except Crash:
            self.on_duty[self.on_duty.index(member)] = self._hired()
            return 1
        finally:
            self.busy.remove(member)
            if self.busy:
                self._desk.worker_id = self.busy[-1].name

    def _do(self, member: StepWorker) -> int:
        self._desk.worker_id = member.name
        member.look()
        tasks, member.tasks = member.tasks, []
        self._shuffle(tasks)
        for key, work in tasks:
            self._desk.worker_id, outer, self.current = member.name, self.current, key
            try:
                work()
            finally:
                member.finished(key)
                self.current = outer
        return len(tasks)
