"""The web entry: whose work it does is decided by the settings."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from flask import Flask

from storefront import web


class _Unserved:
    """Stands in for waitress: nobody listens, and serving is over at once."""

    def run(self) -> None: ...

    def close(self) -> None: ...


@pytest.mark.parametrize(
    ("settings", "works"),
    [
        ({}, True),
        ({"NEQUI_WORKER": "none"}, False),
        ({"STORE_JOBS_URL": "redis://127.0.0.1:9/0"}, False),
    ],
)
def test_a_web_process_works_in_the_background_unless_told_not_to(
    settings: dict[str, str], works: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = {"STORE_ENV": "development", "STORE_DATA_DIR": str(tmp_path), **settings}
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    started: list[Flask] = []
    monkeypatch.setattr(web.nequi, "start_worker", started.append)
    monkeypatch.setattr(web, "create_server", lambda app, **_options: _Unserved())
    monkeypatch.setattr(web, "_end", lambda app: None)
    monkeypatch.setattr(signal, "signal", lambda number, handler: None)

    assert web.main() == 0
    assert bool(started) is works
