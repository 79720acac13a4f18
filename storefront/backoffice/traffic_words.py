"""The redacted talk with Nequi about one payment, as a merchant reads it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from nequi_plugin import Exchange
from storefront.dates import office_datetime, office_time

SERVICES = {
    "create": _l("Enviar la solicitud"),
    "status": _l("Preguntar cómo va"),
    "cancel": _l("Cancelar la solicitud"),
    "report": _l("Pedir el reporte"),
    "reverse": _l("Devolver el dinero"),
    "reverse_qr": _l("Devolver el dinero"),
    "create_qr": _l("Crear el código QR"),
    "status_qr": _l("Preguntar por el código QR"),
}


@dataclass(frozen=True)
class Talk:
    """One exchange: what we asked, how Nequi answered, and both bodies."""

    title: str
    when: str
    answer: str
    good: bool
    request_id: str
    request: str
    response: str


def talk(exchanges: list[Exchange]) -> list[Talk]:
    """Newest first."""
    return [_talk(one) for one in reversed(exchanges)]


def _talk(one: Exchange) -> Talk:
    title = str(SERVICES.get(one.service, one.service))
    return Talk(
        title, _when(one), _answer(one), _good(one), one.request_id, one.request, one.response
    )


def _when(one: Exchange) -> str:
    if one.times == 1:
        return office_datetime(one.at)
    times = ngettext("%(num)d vez", "%(num)d veces", one.times)
    if office_datetime(one.at) == office_datetime(one.last_at):
        return f"{office_datetime(one.at)}, {times}"
    return str(_("%(first)s a %(last)s, %(times)s", first=office_datetime(one.at),
                 last=office_time(one.last_at), times=times))  # fmt: skip


def _answer(one: Exchange) -> str:
    """A good answer in one word; a bad one with the codes that Nequi's support asks for."""
    took = _took(one.milliseconds)
    if one.status is None:
        return str(_("Sin respuesta (%(why)s) en %(took)s", why=one.why, took=took))
    if _good(one):
        return str(_("Respondió bien en %(took)s", took=took))
    code = _(", código %(code)s", code=one.code) if one.code else ""
    return f"HTTP {one.status}{code}, {took}"


def _good(one: Exchange) -> bool:
    return one.status is not None and one.status < 400 and one.code == "0"


def _took(milliseconds: int) -> str:
    """``5 ms`` under a second, ``12,0 s`` from there on."""
    if milliseconds < 1000:
        return f"{milliseconds} ms"
    return f"{milliseconds / 1000:.1f} s".replace(".", ",")
