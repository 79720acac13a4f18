"""From a kept file to what it would do, and on confirmation to rows: a few at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import undefer

from storefront.audit import record
from storefront.customers.service import Taken
from storefront.db import db
from storefront.extensions import nequi
from storefront.imports import words
from storefront.imports.kinds import KINDS, Kind, Reading, read
from storefront.imports.models import ImportFile
from storefront.imports.verdicts import Draft, Outcome, Verdict, counts
from storefront.invoices.service import Known

BATCH = 25
"""Rows of one transaction: payments wait for the same lock meanwhile."""

RACES = (IntegrityError, Taken, Known)


class Over(Exception):
    """The file waited too long; its rows are gone."""


@dataclass(frozen=True)
class Examination:
    """A file with what each of its rows would do now."""

    file: ImportFile
    kind: Kind
    reading: Reading
    verdicts: list[Verdict[Any]]


def examine(file_id: int) -> Examination:
    """Read the file and look at what is here. Raises LookupError, Over."""
    file, kind, reading = _opened(file_id)
    return Examination(file, kind, reading, kind.judge(db.session, reading.drafts))


def confirm(file_id: int, *, actor: str) -> None:
    """Write the new rows, each as if typed by hand; a file that was begun goes on, one that
    is done stays as it is. Raises LookupError, Over."""
    _file, kind, reading = _opened(file_id)
    while _step(file_id, kind, reading.drafts, actor):
        pass


def _opened(file_id: int) -> tuple[ImportFile, Kind, Reading]:
    query = select(ImportFile).filter_by(id=file_id).options(undefer(ImportFile.content))
    file = db.session.scalar(query)
    if file is None:
        raise LookupError(f"import {file_id}")
    if file.is_over(nequi.now()) or not file.content:
        raise Over
    return file, KINDS[file.kind], read(KINDS[file.kind], file.content)


def _step(file_id: int, kind: Kind, drafts: Sequence[Draft[Any]], actor: str) -> bool:
    try:
        return _batch(file_id, kind, drafts, actor)
    except RACES:  # somebody typed the same meanwhile: look again
        return _batch(file_id, kind, drafts, actor)


def _batch(file_id: int, kind: Kind, drafts: Sequence[Draft[Any]], actor: str) -> bool:
    """Take the next rows; the file's own row is locked, so nobody takes them twice.

    Gives whether more are left."""
    with nequi.unit_of_work() as s:
        file = s.get_one(ImportFile, file_id, with_for_update=True, populate_existing=True)
        if file.finished_at is not None:
            return False
        portion = drafts[file.taken : file.taken + BATCH]
        verdicts = kind.judge(s, portion)
        for verdict in verdicts:
            if verdict.outcome is Outcome.NEW:
                kind.write(s, verdict.data, actor)
        _count(file, verdicts)
        if file.taken < len(drafts):
            return True
        file.finished_at = nequi.now()
        told = f"{file.name}: {words.done(file.kind, file.figures)}"
        record(s, actor, "import.done", f"import:{file.id}", told)
        return False


def _count(file: ImportFile, verdicts: Sequence[Verdict[Any]]) -> None:
    found = counts(verdicts)
    file.taken += len(verdicts)
    file.added += found[Outcome.NEW]
    file.same += found[Outcome.SAME]
    file.other += found[Outcome.OTHER]
    file.wrong += found[Outcome.WRONG]
