"""Mails."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nequi_plugin.payable import Job
from nequi_plugin.runtime import Runtime


def send_template(
    runtime: Runtime, kind: str, to: Sequence[str], template: str, facts: dict[str, Any],
    message_id: str,
) -> None:
    """Render and send."""


def deliver_payment_mail(runtime: Runtime, job: Job) -> None:
    """Handler."""
