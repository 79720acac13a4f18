"""What people read about an import: sentences, names of outcomes, what was done in all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from storefront.imports.problems import BadFile, Problem
from storefront.imports.verdicts import Outcome, Verdict


@dataclass(frozen=True)
class Words:
    """How pages speak of one kind: where it lives, and its titles."""

    home: str
    page: tuple[str, str]
    plural: LazyString
    title: LazyString
    detail: LazyString
    one: LazyString
    new: LazyString


WORDS = {
    "clientes": Words(
        "customers_admin.index", ("customers_admin.show", "customer_id"), _l("Clientes"),
        _l("Importar clientes"),
        _l("Tráelos en un archivo CSV. Antes de guardar ves qué pasa con cada fila."),
        _l("Cliente"), _l("Nuevo"),
    ),
    "facturas": Words(
        "invoices_admin.index", ("invoices_admin.show", "invoice_id"), _l("Facturas"),
        _l("Importar facturas"),
        _l("Trae en un archivo CSV las facturas por cobrar. Sus clientes van primero."),
        _l("Factura"), _l("Nueva"),
    ),
}  # fmt: skip
TONES: Mapping[Outcome, tuple[str, str]] = {
    Outcome.NEW: ("ok", "plus"), Outcome.SAME: ("neutral", "tick"),
    Outcome.OTHER: ("warn", "eye"), Outcome.WRONG: ("bad", "triangle"),
}  # fmt: skip


def outcome_words(word: str) -> dict[Outcome, str]:
    """The badge of each outcome."""
    return {
        Outcome.NEW: str(WORDS[word].new), Outcome.SAME: _("Ya está"),
        Outcome.OTHER: _("Ya está, distinto"), Outcome.WRONG: _("Con error"),
    }  # fmt: skip


def sentence(problem: Problem | BadFile) -> str:
    """What is wrong, without its column."""
    return str(_(problem.message, **problem.values))


def told(verdict: Verdict[Any]) -> Iterator[tuple[str, str]]:
    """(column, sentence) of everything to look at in a row."""
    for problem in verdict.problems:
        yield problem.column, sentence(problem)
    for difference in verdict.differences:
        yield difference.column, _(
            "aquí %(here)s, en el archivo %(there)s",
            here=difference.here or _("vacío"), there=difference.there,
        )  # fmt: skip


def foretold(word: str, found: Mapping[Outcome, int]) -> str:
    """``12 nuevos, 3 ya están, 1 con error``."""
    new = ngettext("%(num)d nuevo", "%(num)d nuevos", found[Outcome.NEW])
    if word == "facturas":
        new = ngettext("%(num)d nueva", "%(num)d nuevas", found[Outcome.NEW])
    same = ngettext("%(num)d ya está", "%(num)d ya están", found[Outcome.SAME])
    other = ngettext("%(num)d ya está con otros datos", "%(num)d ya están con otros datos",
                     found[Outcome.OTHER])  # fmt: skip
    return _joined(new, same, other, found)


def done(word: str, found: Mapping[Outcome, int]) -> str:
    """``12 importadas, 3 ya estaban, 1 con error``."""
    new = ngettext("%(num)d importado", "%(num)d importados", found[Outcome.NEW])
    if word == "facturas":
        new = ngettext("%(num)d importada", "%(num)d importadas", found[Outcome.NEW])
    same = ngettext("%(num)d ya estaba", "%(num)d ya estaban", found[Outcome.SAME])
    other = ngettext("%(num)d ya estaba con otros datos", "%(num)d ya estaban con otros datos",
                     found[Outcome.OTHER])  # fmt: skip
    return _joined(new, same, other, found)


def button(word: str, count: int) -> str:
    """What confirms."""
    if word == "facturas":
        return str(ngettext("Importar %(num)d factura", "Importar %(num)d facturas", count))
    return str(ngettext("Importar %(num)d cliente", "Importar %(num)d clientes", count))


def _joined(new: str, same: str, other: str, found: Mapping[Outcome, int]) -> str:
    wrong = _("%(count)d con error", count=found[Outcome.WRONG])
    parts = [(True, new), (found[Outcome.SAME], same), (found[Outcome.OTHER], other),
             (found[Outcome.WRONG], wrong)]  # fmt: skip
    return ", ".join(text for there, text in parts if there)
