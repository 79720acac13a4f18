"""Ten lines in somebody else's app: the built wheel, outside the checkout, and they really pay."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from nequi_plugin.simulator import RunningSimulator
from tests.support.phone import Phone
from tests.support.ports import free_port
from tests.support.waiting import wait_until
from tests.support.wheel import python_with_wheel

ROOT = Path(__file__).resolve().parents[2]
TEN_LINES = ROOT / "tests" / "tiny_host" / "ten_lines.py"
FIELD = re.compile(r'name="([a-z_]+)" type="hidden" value="([^"]+)"')


@dataclass
class Tiny:
    """The running host."""

    url: str
    database: Path

    def get(self, path: str) -> requests.Response:
        return requests.get(self.url + path, timeout=30)

    def paid(self) -> bool:
        with closing(sqlite3.connect(self.database)) as s:
            return bool(s.execute("SELECT paid FROM invoice").fetchone()[0])


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that holds the wheel."""
    return python_with_wheel(ROOT, tmp_path_factory.mktemp("wheel"))


def test_the_wheel_is_the_plugin_and_nothing_else(stranger: Path) -> None:
    told = subprocess.run(
        [stranger, "-c", "import nequi_plugin; print(nequi_plugin.__file__)"],
        cwd=stranger.parent, check=True, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    home = Path(told.stdout.strip()).parent
    assert home.is_relative_to(stranger.parents[1])
    assert {path.name for path in home.parent.iterdir() if path.is_dir()} >= {"nequi_plugin"}
    assert not {"storefront", "tests", "tools"} & {path.name for path in home.parent.iterdir()}
    for part in ("py.typed", "templates/nequi/form.html", "static/payment.js",
                 "templates/nequi/mail/receipt/body.html", "templates/simulator/phone.html"):
        assert (home / part).is_file() or (home / "simulator" / part).is_file(), part


@pytest.fixture
def tiny(stranger: Path, simulator: RunningSimulator, tmp_path: Path) -> Iterator[Tiny]:
    """The ten lines behind Flask's own server; nothing else is started."""
    port, database, python = free_port(), tmp_path / "tiny.db", str(stranger)
    home = tmp_path / "elsewhere"
    shutil.copytree(ROOT / "tests" / "tiny_host", home / "tests" / "tiny_host")
    env = {
        "PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(home),
        "TINY_DATABASE": f"sqlite:///{database}", "NEQUI_API_URL": simulator.url,
        "NEQUI_TOKEN_URL": f"{simulator.url}/oauth2/token", "NEQUI_CLIENT_ID": "sim-client",
        "NEQUI_CLIENT_SECRET": "sim-secret", "NEQUI_API_KEY": "sim-key", "NEQUI_CODE": "NIT_1",
    }  # fmt: skip
    flask = [python, "-m", "flask", "--app", "tests.tiny_host.ten_lines"]
    seed = "from tests.tiny_host.ten_lines import *; from tests.tiny_host.seed import seed; seed()"
    subprocess.run([python, "-c", seed], cwd=home, env=env, check=True, timeout=30)
    log = (tmp_path / "tiny.log").open("wb")
    process = subprocess.Popen([*flask, "run", "--port", str(port)], cwd=home, env=env,
                               stdout=log, stderr=log)  # fmt: skip
    host = Tiny(f"http://127.0.0.1:{port}", database)
    try:
        wait_until(lambda: _answers(host))
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

    form = page.text.partition('data-form="pay-nequi"')[2].partition("</form>")[0]
    fields = {**dict(FIELD.findall(form)), "phone": "300 555 0001"}
    answer = requests.post(tiny.url + link[1], data=fields, timeout=30, allow_redirects=False)
    assert answer.status_code == 303
    push = Phone(simulator.url).waiting()
    assert (push["phone"], push["value"]) == ("3005550001", "25000")
    assert not tiny.paid()

    Phone(simulator.url).accept(push)
    wait_until(tiny.paid)
    assert tiny.get(f"{link[1]}/status").json()["state"] == "approved"
    assert "Pagada" in tiny.get("/invoice/1").text
    assert requests.get(f"{simulator.url}/_sim/book", timeout=30).json()["accepted"] == {
        push["message_id"]: 1
    }


def test_they_are_ten_lines() -> None:
    lines = TEN_LINES.read_text("utf-8").splitlines()
    said = [line for line in lines if line.strip() and not line.startswith(("from ", "import "))]
    assert len(said) <= 10
