"""The comparison in words: what stands here, what Nequi says, and why they may differ."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from storefront.company.ids import ID_TYPES, IdType, show_number
from storefront.company.rules import Cause, Comparison


@dataclass(frozen=True)
class Row:
    """One line of the table; ``same`` None means that Nequi does not say."""

    label: str
    here: str
    there: str
    source: str
    same: bool | None


def rows(found: Comparison) -> list[Row]:
    """Type, number and name, in this order."""
    here, there = found.here, found.there
    shown = show_number(here.id_type, here.number, here.dv)
    return [
        Row(_("Tipo"), _type(here.id_type), *_type_there(found), found.same_type),
        Row(
            _("Número"),
            shown,
            *(_number_there(found, shown)),
            found.same_number,
        ),
        Row(
            _("Nombre"),
            here.name,
            there.commerce or _("Nequi no lo dice"),
            _("Del reporte de Nequi") if there.commerce else "",
            found.same_name,
        ),
    ]


def _type(code: str) -> str:
    return ID_TYPES[IdType(code)][0]


def _type_there(found: Comparison) -> tuple[str, str]:
    if found.there.id_type is None:
        return _("Nequi no lo dice"), _("No aceptó el código de comercio con ningún tipo")
    return _type(found.there.id_type), _("Aceptado con tu código de comercio")


def _number_there(found: Comparison, shown: str) -> tuple[str, str]:
    if found.there.id_type is None:
        return _("No lo encuentra"), _("No aceptó el código de comercio")
    nit = found.there.nit
    if not nit:
        return shown, _("Aceptado con tu código de comercio")
    if found.same_number:
        return shown, _("Del reporte de Nequi")
    return nit, _("Del reporte de Nequi")


def cause(found: Comparison) -> tuple[str, str] | None:
    """(what is wrong, likely cause and mend), or None when nothing differs."""
    if found.cause is None:
        return None
    return {
        Cause.TYPE: (
            _("El tipo es distinto."),
            _(
                "En Nequi este número está como %(type)s. Corrige el tipo en Empresa "
                "y vuelve a guardar.",
                type=_type(found.there.id_type or found.here.id_type),
            ),
        ),
        Cause.NUMBER: (
            _("El número (o el comercio) es distinto."),
            _("Revisa el número en tu RUT y que las llaves sean de este comercio."),
        ),
        Cause.DIGIT_INSIDE: (
            _("El número (o el comercio) es distinto."),
            _("Parece que el dígito de verificación quedó dentro del número. Va en su casilla."),
        ),
        Cause.SUFFIX: (
            _("Solo falta el nombre."),
            _("Cambia el final, como S.A.S. o Ltda. Escríbelo como está en Nequi."),
        ),
        Cause.NAME: (
            _("Solo falta el nombre."),
            _(
                "Suele pasar cuando cambió en la Cámara de Comercio y Nequi guarda el "
                "anterior. Corrígelo donde esté viejo y vuelve a guardar."
            ),
        ),
    }[found.cause]
