"""The mailbox for development and tests: an SMTP server that delivers nowhere, and its page.

A process of its own (``python -m storefront.mailbox``); the shop knows it only as MAIL_SERVER. Its
page speaks Spanish without translations, since only those who work on the shop see it.
"""
from __future__ import annotations

from storefront.mailbox.running import RunningMailbox

__all__ = ["RunningMailbox"]
