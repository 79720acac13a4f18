"""The words a host and the plugin share: what is due, and who is told what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from nequi_plugin.money import Pesos


@dataclass(frozen=True)
class Due:
    """What is owed for a key right now, in whole pesos.

    ``claims`` names every debt that the payment would settle (default ``<kind>:<key>``);
    ``shown`` is extra host text that belongs to what the payer saw (centavos per debt);
    ``lines`` are (label, pesos) printed on the payment page.
    """

    pesos: Pesos
    description: str
    claims: tuple[str, ...] = ()
    phone_hint: str = ""
    return_url: str = ""
    shown: str = ""
    lines: tuple[tuple[str, Pesos], ...] = ()

    def claimed(self, kind: str, key: str) -> tuple[str, ...]:
        """The debt names of this payment, sorted, without repeats."""
        return tuple(sorted(set(self.claims or (f"{kind}:{key}",))))


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail.

    A picture with a ``shown_as`` is no file to save: the mail's HTML shows it as
    ``<img src="cid:<shown_as>">``.
    """

    filename: str
    content_type: str
    content: bytes
    shown_as: str = ""


@dataclass(frozen=True)
class MailContext:
    """Who receives one mail about a payment, and the facts its template prints.

    ``attach`` makes the files; it is called after the transaction in which the facts were
    gathered, at every try anew: nothing of it is stored.
    """

    recipients: tuple[str, ...]
    facts: Mapping[str, object] = field(default_factory=dict)
    attach: Callable[[], Sequence[Attachment]] = tuple


@dataclass(frozen=True)
class Identity:
    """What Nequi answers about a commerce code: accepted or not, and the merchant's names.

    ``commerce`` is the report's, else a status answer's.
    """

    accepted: bool
    commerce: str | None = None
    nit: str | None = None


@dataclass(frozen=True)
class Link:
    """An opened mailed link: what it is for, and for whom it was made."""

    id: int
    purpose: str
    subject: str
    recipient: str
    expires_at: datetime


@dataclass(frozen=True)
class Job:
    """One durable job row, as its handler sees it; ``tries`` counts the runs before this one."""

    id: int
    kind: str
    ref: str
    tries: int
