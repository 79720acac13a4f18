"""Changes of the merchant and of its Nequi integration, one unit of work each."""

from __future__ import annotations

from typing import Any

from storefront.audit import record
from storefront.company.gate import forget
from storefront.company.models import ONLY, Company, NequiSettings, Verdict
from storefront.extensions import nequi

IDENTITY = ("id_type", "id_number", "dv", "legal_name")
SECRETS = ("client_id", "client_secret", "api_key")
JOB = "identity-check"


def company_row(s: Any) -> Company:
    """The merchant's row of session ``s``, made at the first call."""
    row = s.get(Company, ONLY)
    if row is None:
        row = Company(id=ONLY)
        s.add(row)
        s.flush()
    return row  # type: ignore[no-any-return] # the session is untyped here: real or scoped


def settings_row(s: Any) -> NequiSettings:
    """The integration's row of session ``s``, made at the first call."""
    row = s.get(NequiSettings, ONLY)
    if row is None:
        company_row(s)
        row = NequiSettings(id=ONLY)
        s.add(row)
        s.flush()
    return row  # type: ignore[no-any-return] # as above


def save_company(values: dict[str, Any], actor: str) -> bool:
    """Store Empresa; True when the change pauses Nequi until it is checked again."""
    with nequi.unit_of_work() as s:
        row = company_row(s)
        changed = {
            name: (getattr(row, name), value)
            for name, value in values.items()
            if getattr(row, name) != value
        }
        for name, value in values.items():
            setattr(row, name, value)
        if changed:
            record(s, actor, "company.saved", "company", _told(changed))
        paused = bool(changed.keys() & set(IDENTITY)) and _identity_changed(s, actor)
    forget()
    return paused


def _told(changed: dict[str, tuple[Any, Any]]) -> str:
    """``city: Bogotá → Cali; phone: 601``: what stood there before only where something did."""
    return "; ".join(
        f"{name}: {old} → {new or '–'}" if old else f"{name}: {new}"
        for name, (old, new) in changed.items()
    )


def _identity_changed(s: Any, actor: str) -> bool:
    row = settings_row(s)
    if not (row.active or row.wanted):
        row.verdict, row.comparison = Verdict.NOT_CHECKED, ""
        return False
    row.verified_name = None
    _ask(s, row, actor, Verdict.PENDING)
    return True


def switch_on(typed: dict[str, str], actor: str) -> None:
    """Store what was typed and queue the identity check; its verdict turns the switch on."""
    with nequi.unit_of_work() as s:
        row = settings_row(s)
        _store(s, row, typed, actor)
        row.wanted = True
        _ask(s, row, actor, row.verdict if _keeps_open(row) else Verdict.PENDING)
    forget()


def switch_off(typed: dict[str, str], actor: str) -> None:
    """At once, whatever check is under way; payments under way go on."""
    with nequi.unit_of_work() as s:
        row = settings_row(s)
        _store(s, row, typed, actor)
        if row.active or row.wanted:
            record(s, actor, "nequi.switched_off", "nequi")
        row.active = row.wanted = False
        row.check_number += 1
        if row.verdict == Verdict.PENDING:
            row.verdict = Verdict.NOT_CHECKED
    forget()


def declare(actor: str) -> bool:
    """The owner's dated word that the data agree, where Nequi gives no name to compare."""
    with nequi.unit_of_work() as s:
        row = settings_row(s)
        allowed = row.verdict == Verdict.NOT_CHECKED and bool(row.comparison)
        if allowed:
            _declared(s, row, actor)
    forget()
    return allowed


def declare_unchecked(actor: str) -> None:
    """The demo in front of a gateway that is not ours: declared without asking."""
    with nequi.unit_of_work() as s:
        _declared(s, settings_row(s), actor)
    forget()


def _declared(s: Any, row: NequiSettings, actor: str) -> None:
    row.verdict, row.active, row.wanted = Verdict.DECLARED, True, True
    row.declared_by, row.declared_at = actor, nequi.now()
    record(s, actor, "nequi.declared", "nequi")


def _keeps_open(row: NequiSettings) -> bool:
    """A check of an open switch runs beside it: the same data were verified before."""
    return row.active and row.verdict in (Verdict.VERIFIED, Verdict.DECLARED)


def _store(s: Any, row: NequiSettings, typed: dict[str, str], actor: str) -> None:
    given = {name: value for name, value in typed.items() if value}
    for name, value in given.items():
        setattr(row, name, value)
    if given:
        row.saved_at = nequi.now()
        record(s, actor, "nequi.keys_saved", "nequi", ", ".join(sorted(given)))


def _ask(s: Any, row: NequiSettings, actor: str, verdict: str) -> None:
    """Queue one check of the data as they now stand; an older one no longer counts."""
    row.verdict = verdict
    row.check_number += 1
    number = str(row.check_number)
    record(s, actor, "nequi.check_asked", "nequi")
    nequi.enqueue(JOB, ref=number, unique=f"{JOB}:{number}")
