"""The identity check: a job asks Nequi, its commit turns the switch on or says what differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from nequi_plugin import Credentials, GatewayUnavailable, Identity, Job, KeysRefused
from storefront.audit import record
from storefront.company.gate import credentials, forget, from_environment
from storefront.company.ids import ID_TYPES
from storefront.company.models import Company, NequiSettings, Verdict
from storefront.company.rules import Comparison, Here, There, compare
from storefront.company.service import JOB, company_row, settings_row
from storefront.extensions import nequi

STAYS_VERIFIED = timedelta(days=3)
"""How long an earlier verdict holds while Nequi cannot be asked (AC2.4)."""


@nequi.job(JOB, lane="status")
def check_identity(job: Job) -> None:
    """Compare Empresa with Nequi; raises GatewayUnavailable, so that the job is tried again."""
    forget()
    number = int(job.ref)
    with nequi.unit_of_work() as s:
        company, current = company_row(s), settings_row(s).check_number
        here = _here(company)
        fixed_code = from_environment("code") or settings_row(s).code or ""
    keys = credentials()
    if current != number or keys is None:
        return
    try:
        there = ask(here, keys, fixed_code)
    except KeysRefused:
        _keys_refused(number)
        return
    except GatewayUnavailable:
        _unavailable(number)
        raise
    _settle(number, compare(here, there))


def ask(here: Here, keys: Credentials, fixed_code: str = "") -> There:
    """What Nequi says of the code; refused, the same number is tried under the other types."""
    own = nequi.identify(replace(keys, code=fixed_code or f"{here.id_type}_{here.number}"))
    if own.accepted:
        return _there(here.id_type, own)
    for other in ID_TYPES:
        if other != here.id_type and not fixed_code:
            found = nequi.identify(replace(keys, code=f"{other}_{here.number}"))
            if found.accepted:
                return _there(other, found)
    return There(id_type=None, nit=None, commerce=None)


def _here(company: Company) -> Here:
    return Here(company.id_type, company.id_number, company.dv, company.legal_name)


def _there(id_type: str, identity: Identity) -> There:
    return There(id_type=str(id_type), nit=identity.nit, commerce=identity.commerce)


def _settle(number: int, found: Comparison) -> None:
    with nequi.unit_of_work() as s:
        row = settings_row(s)
        if row.check_number != number or not row.wanted:
            return
        now = nequi.now()
        row.checked_number = number
        row.comparison, row.checked_at, row.last_contact_at = found.to_json(), now, now
        if found.verified:
            row.verdict, row.active, row.verified_name = (
                Verdict.VERIFIED, True, found.there.commerce,
            )  # fmt: skip
        elif found.differs:
            row.verdict, row.active, row.wanted = Verdict.MISMATCH, False, False
        elif row.verdict != Verdict.DECLARED:
            row.verdict, row.active = Verdict.NOT_CHECKED, False
        record(s, "sistema", "nequi.checked", "nequi", row.verdict)
    forget()


def _keys_refused(number: int) -> None:
    """Final, unlike silence: what stays closed now opens with other keys and *Guardar*."""
    with nequi.unit_of_work() as s:
        row = settings_row(s)
        if row.check_number != number or not row.wanted:
            return
        row.checked_number, row.last_contact_at = number, nequi.now()
        row.verdict, row.comparison = Verdict.KEYS_REFUSED, ""
        row.active = row.wanted = False
        record(s, "sistema", "nequi.checked", "nequi", row.verdict)
    forget()


def _unavailable(number: int) -> None:
    with nequi.unit_of_work() as s:
        row = settings_row(s)
        if row.check_number != number:
            return
        row.checked_number = number
        if not _still_good(row):
            row.verdict = Verdict.UNAVAILABLE
    forget()


def _still_good(row: NequiSettings) -> bool:
    if row.verdict == Verdict.DECLARED:
        return True
    recent = row.checked_at is not None and nequi.now() - row.checked_at < STAYS_VERIFIED
    return row.verdict == Verdict.VERIFIED and recent
