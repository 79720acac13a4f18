"""The simulator as its own process: durable through kill -9, refused in production."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests

from nequi_plugin.simulator import SimulatorRefused, config_from_environment, serve
from tests.simulator.merchant import Merchant
from tests.support.waiting import wait_until

BARE = {k: v for k, v in os.environ.items() if not k.startswith(("NEQUI_", "STORE_", "FLASK_"))}


def command(folder: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "nequi_plugin.simulator", "--port", "0",
            "--data-dir", str(folder), *more]  # fmt: skip


@contextmanager
def process(folder: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], Merchant]]:
    with subprocess.Popen(command(folder, *more), env=BARE, stdout=subprocess.PIPE, text=True) as p:
        assert p.stdout is not None
        url = p.stdout.readline().rpartition(" ")[2].strip().rstrip("/")
        try:
            yield p, Merchant(url)
        finally:
            p.kill()


def test_book_and_clock_outlive_a_kill(tmp_path: Path) -> None:
    with process(tmp_path) as (running, merchant):
        _, transaction_id = merchant.sign_in().create("3000000057")
        merchant.control("POST", "merchant", {"name": "OTRA SAS"})
        merchant.advance(60)
        before = merchant.requests()
        running.send_signal(signal.SIGKILL)
    with process(tmp_path) as (_, merchant):
        assert merchant.requests() == before
        assert merchant.control("GET", "clock")["offset"] == 60
        merchant.control("POST", "requests/1/accept")
        body = merchant.sign_in().status(transaction_id)[1]
        assert (body["status"], body["name"]) == ("35", "OTRA SAS")


def test_a_lost_reply_and_a_held_socket_under_waitress(tmp_path: Path) -> None:
    with process(tmp_path, "--silence-seconds", "60") as (running, merchant):
        merchant.sign_in().control("POST", "faults", {"drop_reply": {"create": 1}})
        with pytest.raises(requests.ConnectionError):
            merchant.create("3000000057")

        def hold() -> None:
            with suppress(requests.RequestException):
                merchant.create("3001000012")

        held = threading.Thread(target=hold)
        held.start()
        wait_until(lambda: len(merchant.requests()) == 2)
        running.send_signal(signal.SIGTERM)
        assert running.wait(15) == 0  # long before the sixty seconds of silence are over
        held.join(15)


@pytest.mark.parametrize("name", ["STORE_ENV", "FLASK_ENV", "NEQUI_ENV"])
def test_production_is_refused(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "production")
    with pytest.raises(SimulatorRefused, match=name):
        serve("127.0.0.1", 0, tmp_path)


def test_the_command_says_why_it_does_not_start(tmp_path: Path) -> None:
    done = subprocess.run(
        command(tmp_path), env={**BARE, "STORE_ENV": "production"}, capture_output=True,
        text=True, timeout=20,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("The simulator does not start: STORE_ENV=production")


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    env = {"NEQUI_EXPIRY_MINUTES": "45", "NEQUI_WEBHOOK_SECRET": "s", "NEQUI_CLIENT_ID": ""}
    config = config_from_environment(tmp_path, env, webhook_secret="t", api_key=None)
    assert (config.expiry_minutes, config.webhook_secret) == (45, "t")
    assert (config.client_id, config.api_key) == ("sim-client", "sim-key")
    with pytest.raises(SimulatorRefused, match="NEQUI_EXPIRY_MINUTES"):
        config_from_environment(tmp_path, {"NEQUI_EXPIRY_MINUTES": "soon"})
