"""Ten lines in somebody else's app, in a process of its own, and they really pay."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from nequi_plugin.simulator import RunningSimulator
from tests.support.phone import Phone
from tests.support.processes import free_port
from tests.support.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]
TEN_LINES = ROOT / "tests" / "tiny_host" / "ten_lines.py"
FIELD = re.compile(r'name="([a-z_]+)" type="hidden" value="([^"]+)"')


@dataclass
class Tiny:
    """The running host."""

    url: str
    database: Path

    def get(self, path: str) -> requests.Response:
        return requests.get(self.url + path, timeout=5)

    def paid(self) -> bool:
        with closing(sqlite3.connect(self.database)) as s:
            return bool(s.execute("SELECT paid FROM invoice").fetchone()[0])


@pytest.fixture
def tiny(simulator: RunningSimulator, tmp_path: Path) -> Iterator[Tiny]:
    """The ten lines behind Flask's own server; nothing else is started."""
    port, database = free_port(), tmp_path / "tiny.db"
    env = {
        "PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(ROOT),
        "TINY_DATABASE": f"sqlite:///{database}", "NEQUI_API_URL": simulator.url,
        "NEQUI_TOKEN_URL": f"{simulator.url}/oauth2/token", "NEQUI_CLIENT_ID": "sim-client",
        "NEQUI_CLIENT_SECRET": "sim-secret", "NEQUI_API_KEY": "sim-key", "NEQUI_CODE": "NIT_1",
    }  # fmt: skip
    flask = [sys.executable, "-m", "flask", "--app", "tests.tiny_host.ten_lines"]
    seed = "from tests.tiny_host.ten_lines import *; from tests.tiny_host.seed import seed; seed()"
    subprocess.run([sys.executable, "-c", seed], cwd=ROOT, env=env, check=True, timeout=30)
    log = (tmp_path / "tiny.log").open("wb")
    process = subprocess.Popen([*flask, "run", "--port", str(port)], cwd=ROOT, env=env,
                               stdout=log, stderr=log)  # fmt: skip
    host = Tiny(f"http://127.0.0.1:{port}", database)
    try:
        wait_until(lambda: _answers(host), 20)
        yield host
    finally:
        process.terminate()
        process.wait(timeout=15)
        log.close()


def _answers(host: Tiny) -> bool:
    try:
        return host.get("/invoice/1").ok
    except requests.ConnectionError:
        return False


def test_ten_lines_take_a_payment(tiny: Tiny, simulator: RunningSimulator) -> None:
    invoice = tiny.get("/invoice/1").text
    assert "Debes $\u00a025.000" in invoice
    link = re.search(r'href="(/nequi/invoice[^"]+)">Paga con Nequi<', invoice)
    assert link is not None
    page = tiny.get(link[1])
    assert "Factura F-1" in page.text

    fields = {**dict(FIELD.findall(page.text)), "phone": "300 555 0001"}
    answer = requests.post(tiny.url + link[1], data=fields, timeout=5, allow_redirects=False)
    assert answer.status_code == 303
    push = Phone(simulator.url).waiting()
    assert (push["phone"], push["value"]) == ("3005550001", "25000")
    assert not tiny.paid()

    Phone(simulator.url).accept(push)
    wait_until(tiny.paid, 15)
    assert tiny.get(f"{link[1]}/status").json()["state"] == "approved"
    assert "Pagada" in tiny.get("/invoice/1").text
    assert requests.get(f"{simulator.url}/_sim/book", timeout=5).json()["accepted"] == {
        push["message_id"]: 1
    }


def test_they_are_ten_lines() -> None:
    lines = TEN_LINES.read_text("utf-8").splitlines()
    said = [line for line in lines if line.strip() and not line.startswith(("from ", "import "))]
    assert len(said) <= 10
