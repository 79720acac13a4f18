"""Nequi's codes and what each says, per service (contract sections 4.2 and 4.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from nequi_plugin.gateway.protocol import Verdict


class Meaning(NamedTuple):
    """A code's verdict, the stable word for it, and whether an operator must look."""

    verdict: Verdict
    reason: str = ""
    alert: bool = False


SUCCESS: Final = "0"

_NO_NEQUI = Meaning(Verdict.FAILED, "no_nequi")
_REFUSED = Meaning(Verdict.FAILED, "refused")
_CONFIGURATION = Meaning(Verdict.FAILED, "configuration", alert=True)
_UNDETERMINED = Meaning(Verdict.UNCLEAR)
UNKNOWN: Final = Meaning(Verdict.UNCLEAR, alert=True)
"""A code that this table does not hold: it may have reached Nequi, and somebody must look."""

CREATE_HEADER: Final[Mapping[str, Meaning]] = {
    "3-451": _NO_NEQUI,
    "20-08A": _NO_NEQUI,
    "11-37L": _NO_NEQUI,
    "2-CCSB000012": _REFUSED,
    "2-CCSB000013": _REFUSED,
    "20-09A": _REFUSED,
    "11-9L": _CONFIGURATION,
    "20-05A": _CONFIGURATION,
    "11-17L": _CONFIGURATION,
    "20-10A": _CONFIGURATION,
    "20-07A": _UNDETERMINED,
    "11-18L": _UNDETERMINED,
    # Both speak of a record that is not there, which no create asks for: undecided, look.
    "3-455": UNKNOWN,
    "2-CCSB000079": UNKNOWN,
}

_CANCELLED = Meaning(Verdict.CANCELLED_OR_REJECTED)
_EXPIRED = Meaning(Verdict.EXPIRED)
_ENDINGS: Final[Mapping[str, Meaning]] = {"10-455": _CANCELLED, "10-454": _EXPIRED}
_OF_THE_CALL: Final[Mapping[str, Meaning]] = {
    **dict.fromkeys(
        (
            "3-451",
            "3-455",
            "20-08A",
            "11-37L",
            "11-9L",
            "2-CCSB000012",
            "2-CCSB000013",
            "2-CCSB000079",
            "20-07A",
            "11-18L",
            "20-09A",
        ),
        _UNDETERMINED,
    ),
    # A bad body, a bad format, a missing permission: ours or the set-up's fault.
    **dict.fromkeys(("20-05A", "11-17L", "20-10A"), UNKNOWN),
}
"""Header codes that tell how the call went and nothing about the payment."""

STATUS_HEADER: Final[Mapping[str, Meaning]] = {**_OF_THE_CALL, **_ENDINGS}

TAKEN_BACK: Final = "71"
"""Body status of what failed; of what was captured before, that the money went back."""

STATUS_BODY: Final[Mapping[str, Meaning]] = {
    "33": Meaning(Verdict.PENDING),
    "35": Meaning(Verdict.PAID),
    "34": Meaning(Verdict.REJECTED),
    "69": _EXPIRED,
    "70": Meaning(Verdict.FAILED, "gateway"),
    TAKEN_BACK: Meaning(Verdict.FAILED, "gateway"),
    **_ENDINGS,
}

CANCEL_HEADER: Final[Mapping[str, Meaning]] = {
    SUCCESS: Meaning(Verdict.ACCEPTED),
    **_OF_THE_CALL,
    # A cancel's own answer is no verdict: even these only make us ask the status.
    **dict.fromkeys(_ENDINGS, _UNDETERMINED),
}

CREATE_QR_HEADER: Final[Mapping[str, Meaning]] = {
    **CREATE_HEADER,
    # No phone is named here: what is not found can only be the merchant's own code.
    **dict.fromkeys(("3-451", "20-08A", "11-37L"), _CONFIGURATION),
}

REVERSE_HEADER: Final[Mapping[str, Meaning]] = {
    SUCCESS: Meaning(Verdict.ACCEPTED),
    **dict.fromkeys(
        (
            "2-CCSB000079",
            "3-455",
            "20-08A",
            "3-451",
            "11-37L",
            "11-9L",
            "2-CCSB000012",
            "2-CCSB000013",
            "20-09A",
        ),
        _REFUSED,
    ),
    **dict.fromkeys(("20-05A", "11-17L", "20-10A"), _CONFIGURATION),
    **dict.fromkeys(("20-07A", "11-18L"), _UNDETERMINED),
}
"""What a reverse was told: refused means that no money went back (contract section 8)."""

CODE_REFUSED: Final = frozenset({"11-9L", "20-10A", "20-08A"})
"""Report: this commerce code is not known, or not ours to ask about."""
