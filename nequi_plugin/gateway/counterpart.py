"""The other side of a gateway under test, and the few words that the promises are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from nequi_plugin.gateway.protocol import Answer, Verdict


class Counterpart(Protocol):
    """The other side: a simulator, or a person with the sandbox's phone."""

    phone: str
    """A number with Nequi whose requests wait for ``accept`` and ``reject``."""
    phone_without_nequi: str
    payee: str
    """The merchant's name as the gateway answers it."""
    today: str
    """The Bogota day of its clock, YYYY-MM-DD."""

    def accept(self, transaction_id: str) -> None:
        """The payer accepts."""
        ...

    def reject(self, transaction_id: str) -> None:
        """The payer rejects."""
        ...

    def pay_code(self, transaction_id: str, phone: str) -> None:
        """Somebody pays a code with this Nequi number, or from another bank when it is empty."""
        ...

    def expire(self) -> None:
        """Let the gateway's own time for an answer pass."""
        ...

    def revoke_tokens(self) -> None:
        """Make the tokens given so far worthless."""
        ...

    def lose_answers(self) -> None:
        """From now on take requests, do what they say, and answer nothing."""
        ...

    def refuse_calls(self) -> None:
        """From now on answer everything with too many requests (429)."""
        ...

    def booked(self) -> Sequence[str]:
        """MessageIDs of the pushes and codes it took, oldest first."""
        ...


def same(found: object, wanted: object) -> None:
    if found != wanted:
        raise AssertionError(f"expected {wanted!r}, found {found!r}")


def one_of(found: Verdict, wanted: set[Verdict]) -> None:
    if found not in wanted:
        raise AssertionError(f"expected one of {sorted(wanted)}, found {found!r}")


def id_of(answer: Answer) -> str:
    if answer.transaction_id is None:
        raise AssertionError(f"no transaction id in {answer!r}")
    return answer.transaction_id
