"""Bodies as a merchant may read them: what is not known to be harmless is left out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from nequi_plugin.gateway.reading import read_json
from nequi_plugin.money import mask_phone

LONGEST: Final = 4000
HIDDEN: Final = "•••"
_PHONES: Final = frozenset({"phoneNumber", "phone"})
_SHOWN: Final = frozenset(
    {
        "Channel", "RequestDate", "ResponseDate", "MessageID", "ServiceName", "ServiceOperation",
        "ServiceRegion", "ServiceVersion", "StatusCode", "StatusDesc", "code", "value", "status",
        "transactionId", "codeQR", "messageId", "type", "reference1", "reference2", "reference3",
        "name", "date", "trnId", "startDate", "endDate", "format", "from", "to", "total", "count",
        "commerce", "nit", "qrValue",
    }
)  # fmt: skip
_IDS: Final = frozenset({"MessageID", "messageId", "transactionId", "codeQR"})
_LONG_LIST: Final = 3
_TEXTS: Final = frozenset({"StatusDesc", "reference1", "reference2", "reference3"})
_PHONE: Final = re.compile(r"\b3[0-9]{9}\b")


def redacted(body: bytes | None) -> str:
    """The JSON of a body, indented: phones masked, unknown leaves hidden, long lists cut.

    What is no JSON is told by its size only; at most ``LONGEST`` characters.
    """
    if not body:
        return ""
    document = read_json(body)
    if document is None:
        return f"(no es JSON: {len(body)} bytes)"
    try:
        text = json.dumps(_clean(document, ""), ensure_ascii=False, indent=1)
    except RecursionError:  # this runs after a send: whatever came back, it must not break it
        return f"(demasiado profundo: {len(body)} bytes)"
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def names_in(body: bytes, about: str = "") -> tuple[str, ...]:
    """Every id by which a request's attempt may be known, in their order; ``about`` is one."""
    found = [about] if about else []
    _collect(read_json(body), found)
    return tuple(dict.fromkeys(found))


def _clean(value: object, key: str) -> object:
    if isinstance(value, Mapping):
        return {str(name): _clean(inner, str(name)) for name, inner in value.items()}
    if isinstance(value, list):
        shown = [_clean(inner, key) for inner in value[:_LONG_LIST]]
        return [*shown, f"… {len(value)} en total"] if len(value) > _LONG_LIST else shown
    if value is None or value == "":
        return value
    if key in _PHONES:
        return mask_phone(str(value))
    if key not in _SHOWN:
        return HIDDEN
    if key in _TEXTS and isinstance(value, str):
        return _PHONE.sub(lambda found: mask_phone(found[0]), value)
    return value


def _collect(value: object, found: list[str]) -> None:
    if not isinstance(value, Mapping):
        return
    for key, inner in value.items():
        if key in _IDS and isinstance(inner, str) and inner:
            found.append(inner)
        else:
            _collect(inner, found)
