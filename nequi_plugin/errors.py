"""What can go wrong, said so that the caller knows what to do next."""

from __future__ import annotations


class NequiError(Exception):
    """Root of everything the extension raises on purpose."""


class ConfigError(NequiError):
    """A setting is missing or wrong; the message names it and the mend."""


class UnknownPayable(NequiError):
    """No host function is registered for this kind, or the host does not know the key."""


class Refused(NequiError):
    """A payment cannot start now; ``str(error)`` is the sentence for the payer.

    ``field`` names the form field that the sentence belongs to ("phone" or "").
    """

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class Changed(NequiError):
    """What is owed changed between showing and paying; show it again and ask anew."""


class BadLink(NequiError):
    """A signed link is altered, unknown, revoked or has expired (``expired`` tells which)."""

    def __init__(self, reason: str, *, expired: bool = False) -> None:
        super().__init__(reason)
        self.expired = expired


class OpenTransaction(NequiError):
    """A gateway call was tried while this thread's session is in a transaction."""
