"""The steps of "¿No te llegó?": each with what it does, or why it is not possible now."""

from __future__ import annotations

from dataclasses import dataclass

from nequi_plugin import limits
from nequi_plugin.checkout import words_code
from nequi_plugin.checkout import words_es as words
from nequi_plugin.checkout.attempt import Attempt, Stage
from nequi_plugin.checkout.door import Door
from nequi_plugin.i18n import _
from nequi_plugin.money import mask_phone


@dataclass(frozen=True)
class Step:
    """One row: ``detail`` is its second line; not ``open`` = muted, ``detail`` the reason."""

    detail: str
    open: bool = True


@dataclass(frozen=True)
class Ladder:
    """The steps of a waiting page, in their order."""

    number: Step
    again: Step
    code: Step


def ladder_of(door: Door, attempt: Attempt | None) -> Ladder | None:
    """The steps for an attempt that waits; None for any other."""
    if attempt is None or attempt.stage is not Stage.WAITING:
        return None
    shown = mask_phone(attempt.row.phone)
    return Ladder(
        number=Step(_(words.LADDER_NUMBER, phone=shown)),
        again=_again(door, attempt),
        code=Step(_(words_code.LADDER)),
    )


def _again(door: Door, attempt: Attempt) -> Step:
    desk = door.desk
    digest = attempt.row.phone_digest
    too_often = limits.refusal(door.session(), desk.limits, digest, attempt.now)
    return Step(_(too_often), open=False) if too_often else Step(_(words.LADDER_AGAIN))
