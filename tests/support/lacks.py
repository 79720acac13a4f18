"""What this machine lacks leaves tests out with a reason; in CI it fails them."""
from __future__ import annotations

import os
from typing import NoReturn

import pytest


def leave_out(reason: str) -> NoReturn:
    """End the test: left out with ``reason``, or failed where CI=true promised everything."""
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"CI must have what this test needs: {reason}", pytrace=False)
    pytest.skip(reason)
