"""What a log may know of one exchange: never a token, a key, a header or a whole phone."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

_log = logging.getLogger("nequi")


@dataclass(frozen=True)
class Traffic:
    """One exchange. ``status`` is None when no HTTP answer came, ``why`` then says so.

    ``request_id`` is the gateway's own (``x-amzn-requestid``): its support asks for it.
    ``request`` and ``response`` are the bodies as ``redact.redacted`` leaves them; ``names``
    holds every id in the request by which an attempt may be found.
    """

    service: str
    message_id: str
    phone: str  # masked
    status: int | None
    code: str
    request_id: str
    milliseconds: int
    why: str = ""
    request: str = ""
    response: str = ""
    names: tuple[str, ...] = ()


Observer = Callable[[Traffic], None]


def log_traffic(traffic: Traffic) -> None:
    """Write one line to the logger ``nequi``; a call without an answer is a warning."""
    level = logging.INFO if traffic.status is not None else logging.WARNING
    _log.log(
        level,
        "gateway %s id=%s phone=%s http=%s code=%s request=%s ms=%d %s",
        traffic.service,
        traffic.message_id,
        traffic.phone,
        traffic.status,
        traffic.code,
        traffic.request_id,
        traffic.milliseconds,
        traffic.why,
    )
