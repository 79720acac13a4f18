"""One nota crédito: its page and its file."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from storefront.accounts.access import staff_required
from storefront.db import db
from storefront.notes.models import CreditNote
from storefront.notes.paper import draw, paper, small_print
from storefront.pdf.answer import file_name, pdf_answer
from storefront.receipts.words import pesos_in_words

admin = Blueprint("note_admin", __name__, url_prefix="/admin/facturas/notas")


@admin.get("/<int:note_id>")
@staff_required
def show(note_id: int) -> ResponseReturnValue:
    """One note, ready to print."""
    said = paper(made(note_id))
    return render_template(
        "notes/show.html", said=said, made=said.made, words=pesos_in_words(said.made.cents),
        small_print=small_print(said),
    )  # fmt: skip


@admin.get("/<int:note_id>.pdf")
@staff_required
def pdf(note_id: int) -> ResponseReturnValue:
    """The same as a file."""
    row = made(note_id)
    return pdf_answer(draw(paper(row)), file_name(row.number))


def made(note_id: int) -> CreditNote:
    """The note, or 404."""
    return db.session.get(CreditNote, note_id) or abort(404)
