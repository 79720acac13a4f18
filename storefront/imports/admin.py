"""*Importar archivo*: send it, see what each row would do, and only then have it written."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from storefront.accounts.access import actor, staff_required
from storefront.csvfiles import csv_answer
from storefront.db import db
from storefront.imports import keeping, papers, service, sheets, words
from storefront.imports.forms import FileForm
from storefront.imports.kinds import KINDS
from storefront.imports.models import ImportFile
from storefront.imports.problems import BadFile
from storefront.imports.verdicts import Outcome, Verdict, counts
from storefront.rowids import asked_id
from storefront.security import takes_files

admin = Blueprint(
    "imports_admin", __name__, url_prefix=f"/admin/<any({', '.join(KINDS)}):word>/importar"
)
SHOWN = 100
CHOICES = {"nuevas": Outcome.NEW, "iguales": Outcome.SAME, "distintas": Outcome.OTHER,
           "con-error": Outcome.WRONG}  # fmt: skip


@takes_files
@admin.route("", methods=["GET", "POST"])
@staff_required
def upload(word: str) -> ResponseReturnValue:
    """What a file must hold, and the field for it; one that cannot be read is told why."""
    form, kind = FileForm(), KINDS[word]
    if form.validate_on_submit():
        sent = form.file.data
        try:
            content = sent.stream.read(sheets.LARGEST + 1)
            file_id = keeping.keep(kind, sent.filename or "", content, by=actor())
            return redirect(url_for(".show", word=word, file_id=file_id), 303)
        except BadFile as bad:
            form.file.errors = [words.sentence(bad)]
    status = 422 if form.is_submitted() else 200
    return render_template(
        "imports/upload.html", form=form, kind=kind, words=words.WORDS[word],
        says={column.key: gettext(column.says) for column in kind.columns},
        most_rows=sheets.MOST_ROWS,
    ), status  # fmt: skip


@admin.get("/plantilla.csv")
@staff_required
def template(word: str) -> ResponseReturnValue:
    """The titles with a row to copy."""
    return csv_answer(papers.template(KINDS[word].columns), f"plantilla-{word}.csv")


@admin.get("/<int:file_id>")
@staff_required
def show(word: str, file_id: int) -> ResponseReturnValue:
    """The preview; once confirmed, what was done and what is left to mend."""
    file = _file(word, file_id)
    try:
        seen = service.examine(file_id)
    except service.Over:
        status = 200 if file.finished_at else 410
        return _page(file, None, [], 0), status
    chosen = CHOICES.get(request.args.get("estado", ""))
    rows = _rows(seen.verdicts, chosen, left=file.finished_at is not None)
    return _page(seen.file, seen, rows, asked_id("desde") or 0)


@admin.post("/<int:file_id>")
@staff_required
def confirm(word: str, file_id: int) -> ResponseReturnValue:
    """Write what is new; a second press changes nothing."""
    _file(word, file_id)
    with suppress(service.Over):  # the page says so
        service.confirm(file_id, actor=actor())
    return redirect(url_for(".show", word=word, file_id=file_id), 303)


@admin.get("/<int:file_id>/por-corregir.csv")
@staff_required
def to_mend(word: str, file_id: int) -> ResponseReturnValue:
    """The rows that need a person, with why."""
    _file(word, file_id)
    try:
        seen = service.examine(file_id)
    except service.Over:
        abort(410)
    rows = papers.to_mend(seen.kind.columns, seen.reading.rows, seen.verdicts)
    return csv_answer(rows, f"{word}-por-corregir.csv")


def _file(word: str, file_id: int) -> ImportFile:
    file = db.session.get(ImportFile, file_id)
    if file is None or file.kind != word:
        abort(404)
    return file


def _rows(
    verdicts: Sequence[Verdict[Any]], chosen: Outcome | None, *, left: bool
) -> list[Verdict[Any]]:
    """Of one outcome, or all; after the confirmation those that were not taken."""
    return [
        verdict for verdict in verdicts
        if chosen in (None, verdict.outcome) and not (left and verdict.outcome is Outcome.SAME)
    ]  # fmt: skip


@dataclass(frozen=True)
class _Portion:
    """Rows of one page, and the line from which the next one goes on."""

    rows: list[Verdict[Any]]
    following: int | None


def _portion(rows: Sequence[Verdict[Any]], start: int) -> _Portion:
    rest = [verdict for verdict in rows if verdict.line >= start]
    following = rest[SHOWN].line if len(rest) > SHOWN else None
    return _Portion(rest[:SHOWN], following)


def _page(
    file: ImportFile, seen: service.Examination | None, rows: Sequence[Verdict[Any]], start: int
) -> str:
    found = counts(seen.verdicts) if seen else counts([])
    return render_template(
        "imports/file.html", file=file, seen=seen, portion=_portion(rows, start), found=found,
        choices=CHOICES, chosen=request.args.get("estado", ""), words=words.WORDS[file.kind],
        outcomes=words.outcome_words(file.kind), tones=words.TONES, told=words.told,
        foretold=words.foretold(file.kind, found), done=words.done(file.kind, file.figures),
        button=words.button(file.kind, found[Outcome.NEW]), begun=file.taken > 0,
    )  # fmt: skip
