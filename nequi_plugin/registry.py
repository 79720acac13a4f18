"""What a host registered: per kind of payable, per mail, per job, per check."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from nequi_plugin.errors import UnknownPayable
from nequi_plugin.payable import Due, Job, MailContext
from nequi_plugin.snapshots import Payment

DueFunction = Callable[[str], Due | None]
Told = Callable[[str, Payment], object]
Closed = Callable[[str, Payment, str], object]
Handler = Callable[[Job], object]
JobFailed = Callable[[Job, Exception], object]
Check = Callable[[Session], Iterable[str]]
MailFunction = Callable[[Payment], MailContext | None]
PageExtras = Callable[[str, str, Payment | None], dict[str, Any]]


@dataclass
class Kind:
    """The host's functions for one kind of payable."""

    due: DueFunction
    started: Told | None = None
    approved: Told | None = None
    changed: Told | None = None
    reversed: Told | None = None
    closed: Closed | None = None


@dataclass
class JobKind:
    """One kind of job: its handler, its lane, and who hears of its last failure."""

    handler: Handler
    lane: str
    failed: JobFailed | None = None
    tries: int = 5


@dataclass
class Registry:
    """Everything registered on one ``Nequi`` object; the same for every app it serves."""

    kinds: dict[str, Kind] = field(default_factory=dict)
    mails: dict[str, MailFunction] = field(default_factory=dict)
    jobs: dict[str, JobKind] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    page_extras: PageExtras | None = None

    def kind(self, name: str) -> Kind:
        """Raises UnknownPayable when no host function is registered for ``name``."""
        try:
            return self.kinds[name]
        except KeyError:
            raise UnknownPayable(f"no payable is registered for kind {name!r}") from None

    def due(self, kind: str, key: str) -> Due:
        """What is owed now; raises UnknownPayable when the host does not know the key."""
        due = self.kind(kind).due(key)
        if due is None:
            raise UnknownPayable(f"the host knows no {kind} {key!r}")
        return due
