"""From a gateway's answer to an event of the state table. Pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from nequi_plugin.gateway.protocol import Answer, Verdict
from nequi_plugin.money import Pesos
from nequi_plugin.states import Event

_PLAIN = {
    Verdict.ACCEPTED: Event.ACCEPTED,
    Verdict.PENDING: Event.PENDING,
    Verdict.REJECTED: Event.REJECTED,
    Verdict.EXPIRED: Event.EXPIRED,
    Verdict.NOT_SENT: Event.NOT_SENT,
    Verdict.UNCLEAR: Event.UNCLEAR,
    Verdict.UNREADABLE: Event.PAID_DIFFERS,
}


@dataclass(frozen=True)
class News:
    """What one source learned about one attempt; ``create`` tells a create's own reply."""

    answer: Answer
    source: str
    create: bool = False

    @property
    def by_person(self) -> bool:
        """Whether a member of staff says so, and not Nequi."""
        return self.source.startswith("person:")


@dataclass(frozen=True)
class Frozen:
    """What an attempt was frozen with, as far as an approval is compared with it."""

    pesos: Pesos
    phone: str
    merchant_name: str | None
    cancel_sent: bool


def event_of(news: News, frozen: Frozen) -> tuple[Event, str]:
    """The event that these news are, and in words what differs (empty if nothing)."""
    verdict = news.answer.verdict
    if verdict is Verdict.PAID:
        words = difference(news.answer, frozen)
        return (Event.PAID_DIFFERS, words) if words else (Event.PAID, "")
    if verdict is Verdict.UNREADABLE:
        return Event.PAID_DIFFERS, "el valor de la respuesta no se puede leer"
    if verdict is Verdict.CANCELLED_OR_REJECTED:
        return (Event.CANCELLED if frozen.cancel_sent else Event.REJECTED), ""
    if verdict is Verdict.FAILED:
        return (Event.REFUSED if news.create else Event.FAILED), ""
    return _PLAIN[verdict], ""


def difference(answer: Answer, frozen: Frozen) -> str:
    """Value always, phone and name when the answer has them; empty when all agree."""
    if answer.value is None:
        return "la respuesta no trae el valor"
    if answer.value != frozen.pesos:
        return f"se pidieron {frozen.pesos} pesos y Nequi dice {answer.value}"
    if answer.phone and frozen.phone and answer.phone != frozen.phone:
        return "pagó otro celular"
    if answer.name and frozen.merchant_name and not same_name(answer.name, frozen.merchant_name):
        return f"Nequi pagó a {answer.name}"
    return ""


def same_name(one: str, other: str) -> bool:
    """Names compared without case, accents and repeated spaces."""
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name)
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).casefold().split())
