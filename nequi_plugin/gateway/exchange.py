"""What one HTTP exchange ended in: the words between the transport and the reading."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reply:
    """An HTTP answer arrived; ``body`` is None when it broke off or passed the size limit."""

    status: int
    body: bytes | None
    request_id: str = ""
    retry_after: str = ""


@dataclass(frozen=True)
class NoReply:
    """No HTTP answer. ``sent`` is False only when not one byte of the request left."""

    sent: bool
    why: str
    timed_out: bool = False
    alert: bool = False


Outcome = Reply | NoReply
