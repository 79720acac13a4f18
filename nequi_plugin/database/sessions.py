"""Every write runs in a unit of work: a fresh app context, a fresh session, one commit."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from flask import Flask, has_app_context
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from nequi_plugin.database import transactions
from nequi_plugin.database.sqlite_tuning import BEGIN, is_tuned
from nequi_plugin.debts import Restart
from nequi_plugin.errors import NequiError

log = logging.getLogger("nequi")
RETRIES = 8


class Sessions:
    """Units of work on a host's ``db`` (its ``session`` is used by shape)."""

    def __init__(self, app: Flask, db: Any, announce: Callable[[list[Any]], None]) -> None:
        self._app = app
        self._db = db
        self._announce = announce

    @contextmanager
    def unit(self) -> Iterator[Session]:
        """One transaction that may write. Never nested, never with pending host writes."""
        if transactions.inside():
            raise NequiError("a unit of work is already open in this thread")
        self._leave_reads()
        after: list[Callable[[], None]] = []
        changed: list[Any] = []
        with self._app.app_context():
            s = cast(Session, self._db.session())
            transactions.enter()
            try:
                begin_write(s)
                yield s
                s.flush()
                after = s.info.pop("nequi_after", [])
                changed = s.info.pop("nequi_changed", [])
                s.commit()
            except BaseException:
                s.rollback()
                raise
            finally:
                transactions.leave()
        for ring in set(after):
            ring()
        if changed:
            self._announce(changed)

    def work(self, function: Callable[[Session], object]) -> object:
        """Run ``function`` in a unit; a lost transaction or a missing name starts over whole."""
        for attempt in range(RETRIES):
            try:
                with self.unit() as s:
                    return function(s)
            except (Restart, DBAPIError) as error:
                if not transactions.starts_over(error):
                    raise
                if attempt == RETRIES - 1 and isinstance(error, DBAPIError):
                    raise
                log.info("a transaction starts over: %s", type(error).__name__)
        raise NequiError("the same debts changed too often; try again")

    def _leave_reads(self) -> None:
        """End the surrounding session's read, so that it sees our commit; refuse lost writes."""
        if not has_app_context():
            return
        outer = self._db.session
        if outer.new or outer.dirty or outer.deleted:
            raise NequiError("commit the host's own writes before a unit of work")
        outer.rollback()


def begin_write(s: Session) -> None:
    """Take SQLite's write lock before the first read; PostgreSQL needs nothing."""
    bind = s.get_bind()
    if bind.dialect.name != "sqlite":
        return
    s.connection(execution_options={BEGIN: "IMMEDIATE"})
    if not is_tuned(bind.engine):
        s.execute(text("UPDATE nequi_debt SET holder = holder WHERE 1 = 0"))
