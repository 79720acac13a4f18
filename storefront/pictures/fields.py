"""Uploaded files as forms meet them: stored at once, or a sentence for the field."""

from __future__ import annotations

from collections.abc import Iterable

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from storefront.pictures.keeping import keep
from storefront.pictures.reencode import HEAVIEST, BadPicture, Problem

LONGEST_NAME = 60


def take(field: str, most: int) -> tuple[list[str], list[str]]:
    """(paths of the pictures stored, sentences about the files refused) of one file field.

    What is good is kept although another file, or another field, is wrong: the form carries its
    path on, so that nobody uploads twice.
    """
    given = [file for file in request.files.getlist(field) if file.filename]
    paths: list[str] = []
    wrong: list[str] = []
    for file in given[:most]:
        try:
            paths.append(keep(file.stream.read(HEAVIEST + 1)))
        except BadPicture as bad:
            wrong.append(_sentence(file, bad.problem))
    if len(given) > most:
        wrong.append(_("Caben %(most)s fotos. Quita alguna y sube las demás después.", most=most))
    return list(dict.fromkeys(paths)), wrong


def together(sentences: Iterable[str]) -> list[str]:
    """One text for the one place by the field."""
    text = " ".join(sentences)
    return [text] if text else []


def _sentence(file: FileStorage, problem: Problem) -> str:
    name = (file.filename or "")[:LONGEST_NAME]
    return str(
        {
            Problem.HEAVY: _(
                "“%(name)s” pesa más de 10 MB. Redúcela y súbela otra vez.", name=name
            ),
            Problem.HUGE: _(
                "“%(name)s” tiene más de 50 megapíxeles. Redúcela y súbela otra vez.", name=name
            ),
            Problem.BROKEN: _(
                "“%(name)s” está dañada o llegó incompleta. Súbela otra vez.", name=name
            ),
            Problem.FOREIGN: _(
                "“%(name)s” no es una foto JPEG, PNG o WebP. Guárdala como JPEG y súbela otra vez.",
                name=name,
            ),
        }[problem]
    )
