"""``<payment page>/status``: the page's answer as JSON, from one query."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, jsonify

from nequi_plugin import links
from nequi_plugin.bogota import bogota_date
from nequi_plugin.checkout import words_es as words
from nequi_plugin.checkout.attempt import Glance, glance
from nequi_plugin.checkout.door import Door
from nequi_plugin.checkout.screen import sentence
from nequi_plugin.errors import BadLink
from nequi_plugin.i18n import _


def status_of(door: Door, token: str) -> tuple[Response, int]:
    """``state, reason, amount, currency, expires_at, message`` as documented; ``stage``,
    ``reference``, ``left`` (seconds) and ``waiting`` are for the page's own script. 404 and 410
    carry ``error``."""
    try:
        return jsonify(read_status(door, token) or _nothing()), HTTPStatus.OK
    except BadLink as error:
        if error.expired:
            return jsonify(error=_(words.GONE)), HTTPStatus.GONE
        return jsonify(error=_(words.NOT_FOUND)), HTTPStatus.NOT_FOUND


def read_status(door: Door, token: str) -> dict[str, Any] | None:
    """The same as a dict, None before the first attempt; raises BadLink. Needs no request."""
    kind, key = links.open_page_token(door.secrets, token, bogota_date(door.desk.now()))
    seen = glance(door.desk, door.engine(), kind, key)
    return None if seen is None else _facts(seen)


def _facts(seen: Glance) -> dict[str, Any]:
    expires = seen.expires_at
    return {
        "state": seen.row.state,
        "reason": seen.row.reason,
        "amount": seen.row.pesos,
        "currency": "COP",
        "expires_at": None if expires is None else expires.isoformat().replace("+00:00", "Z"),
        "message": sentence(seen),
        "stage": seen.stage,
        "reference": seen.row.message_id,
        "left": seen.left,
        "waiting": seen.live,
    }


def _nothing() -> dict[str, Any]:
    return {
        "state": None,
        "reason": "",
        "amount": None,
        "currency": "COP",
        "expires_at": None,
        "message": _(words.NO_ATTEMPT),
        "stage": "",
        "reference": "",
        "left": 0,
        "waiting": False,
    }
