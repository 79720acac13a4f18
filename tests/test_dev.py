"""dev.py: its one-sentence refusals, the environment it gives, and the locks."""
from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.ports import free_port
from tools import check, install, lock
from tools.children import Children, wait_for
from tools.environment import child_environment, secret_key
from tools.places import ROOT, Places, dotenv, read_places
from tools.run import refuse_taken_ports
from tools.words import CannotGoOn


def places(data: Path, port: int = 8000, host: str = "127.0.0.1") -> Places:
    return read_places({"STORE_DATA_DIR": str(data), "STORE_PORT": str(port), "STORE_HOST": host})


def dev(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(ROOT / "dev.py"), *words], cwd="/",
                          env={**os.environ, **settings}, capture_output=True, text=True,
                          timeout=30)


def test_no_command_shows_what_there_is() -> None:
    done = dev()
    assert done.returncode == 2
    assert done.stdout == ""
    assert "python3 dev.py run" in done.stderr
    assert "python3 dev.py test" in done.stderr


def test_a_taken_port_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = dev("run", STORE_PORT=str(port))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"dev.py: port {port}, for the store, is taken; stop what uses it or choose another: "
        f"STORE_PORT={port + 100} python3 dev.py run\n")


@pytest.mark.parametrize("port", ["http", "0", "65533", "-1"])
def test_a_port_that_is_none_is_one_sentence(port: str) -> None:
    done = dev("run", STORE_PORT=port)
    assert done.returncode == 1
    assert done.stderr == (
        f"dev.py: STORE_PORT must be a number from 1 to 65532, and is {port!r}.\n")


def test_a_neighbour_port_is_asked_only_for_what_will_start(tmp_path: Path) -> None:
    here = places(tmp_path, free_port())
    with socket.create_server(("127.0.0.1", here.port + 1)):
        with pytest.raises(CannotGoOn, match="for the simulator, is taken"):
            refuse_taken_ports(here, simulator=True, mailbox=False)
        refuse_taken_ports(here, simulator=False, mailbox=False)


def test_a_python_without_venv_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch,
                                                       tmp_path: Path) -> None:
    monkeypatch.setattr(install, "STAMP", tmp_path / "none")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(CannotGoOn, match=r"no venv module; .* apt install python3\.\d+-venv"):
        install.ensure(install.RUNTIME)


def test_checks_keep_bytecode_where_the_shell_forbids_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("LANG", "es_CO.UTF-8")
    env = check.environment()
    assert "PYTHONDONTWRITEBYTECODE" not in env
    assert env["LANG"] == "es_CO.UTF-8"


def test_a_changed_lock_asks_for_an_install(monkeypatch: pytest.MonkeyPatch,
                                            tmp_path: Path) -> None:
    calls: list[tuple[str, ...]] = []
    monkeypatch.setattr(install, "_pip", lambda *words: calls.append(words))
    monkeypatch.setattr(install, "_ensure_venv", lambda: None)
    monkeypatch.setattr(install, "STAMP", tmp_path / "installed.json")
    install.ensure(install.TEST)
    assert [words[-1] for words in calls] == [install.TEST, "."]
    install.ensure(install.TEST)
    install.ensure(install.RUNTIME)  # the test lock holds it
    assert len(calls) == 2
    stamp = json.loads(install.STAMP.read_text())
    install.STAMP.write_text(json.dumps({**stamp, install.RUNTIME: "another"}))
    install.ensure(install.RUNTIME)
    assert [words[-1] for words in calls[2:]] == [install.RUNTIME, "."]


def test_children_get_the_documented_defaults(tmp_path: Path) -> None:
    env = child_environment(places(tmp_path, 9000), {"PATH": "/bin"})
    given = {name: value for name, value in env.items()
             if name.startswith(("STORE_", "NEQUI_", "MAIL_"))}
    assert given.pop("STORE_SECRET_KEY") == (tmp_path / "secret-key").read_text()
    assert given == {
        "STORE_ENV": "development",
        "STORE_HOST": "127.0.0.1",
        "STORE_PORT": "9000",
        "STORE_DATA_DIR": str(tmp_path),
        "STORE_DATABASE_URL": f"sqlite:///{tmp_path}/store.db",
        "STORE_PUBLIC_URL": "http://localhost:9000",
        "NEQUI_API_URL": "http://127.0.0.1:9001",
        "NEQUI_TOKEN_URL": "http://127.0.0.1:9001/oauth2/token",
        "NEQUI_SIMULATOR_URL": "http://localhost:9001",
        "NEQUI_WEBHOOK_SECRET": "sim-webhook-secret",
        "NEQUI_WEBHOOK_URL": "http://127.0.0.1:9000/nequi/webhook",
        "NEQUI_CLOCK_FILE": f"{tmp_path}/simulator/clock-offset",
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": "9003",
        "MAIL_DEFAULT_SENDER": "Ladera <cuentas@ladera.example>",
    }


def test_what_a_person_set_wins_and_brings_no_neighbours(tmp_path: Path) -> None:
    own = {"NEQUI_API_URL": "https://api.nequi.example", "MAIL_SERVER": "smtp.example",
           "STORE_DATABASE_URL": "postgresql://db/store", "STORE_JOBS_URL": ""}
    env = child_environment(places(tmp_path), own)
    assert {name: env[name] for name in own} == own
    assert not {"NEQUI_TOKEN_URL", "NEQUI_SIMULATOR_URL", "NEQUI_WEBHOOK_SECRET",
                "MAIL_PORT", "MAIL_DEFAULT_SENDER"} & set(env)


def test_everywhere_is_shown_by_an_address_that_a_phone_can_open(tmp_path: Path) -> None:
    here = places(tmp_path, host="0.0.0.0")  # noqa: S104 - the setting under test
    assert "0.0.0.0" not in here.seen(8000)  # noqa: S104 - the same
    assert here.near(8000) == "http://127.0.0.1:8000"
    assert child_environment(here, {})["STORE_PUBLIC_URL"] == here.seen(8000)


def test_the_secret_key_is_made_once_and_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret-key"
    assert secret_key(path) == secret_key(path)
    assert len(secret_key(path)) >= 32
    assert path.stat().st_mode & 0o777 == 0o600


def test_dotenv_is_read(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# ours\nSTORE_PORT=9000\nexport NEQUI_CODE=\"NIT_1\"\n\nnonsense\n")
    assert dotenv(file) == {"STORE_PORT": "9000", "NEQUI_CODE": "NIT_1"}
    assert dotenv(tmp_path / "none") == {}


def test_a_dead_child_is_named_with_its_last_lines() -> None:
    line = [sys.executable, "-c", "print('out of coffee'); raise SystemExit(3)"]
    with Children() as children:
        children.start("web", line, os.environ)
        with pytest.raises(CannotGoOn, match=r"(?s)web ended with code 3.*out of coffee"):
            children.watch()


def test_leaving_stops_every_child() -> None:
    line = [sys.executable, "-c", "import signal; signal.pause()"]
    with Children() as children:
        children.start("web", line, os.environ)
        children.start("mailbox", line, os.environ)
    assert [child.process.returncode for child in children.all] == [-signal.SIGTERM] * 2


def test_a_server_that_stays_away_says_its_last_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    with pytest.raises(CannotGoOn, match=r"not ready after 0 s; it answered: .*refused"):
        wait_for(f"http://127.0.0.1:{port}/healthz", lambda: None, seconds=0.2)


@pytest.mark.parametrize("name", [install.RUNTIME, install.TEST])
def test_locks_hold_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    pinned = re.findall(r"^([a-z0-9.-]+)==", text, re.MULTILINE)
    assert len(pinned) > 30
    assert "://" not in text
    assert "--index" not in text
    for entry in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in entry, entry


@pytest.mark.parametrize("name", [install.RUNTIME, install.TEST])
def test_locks_are_in_step_with_pyproject(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    versions = dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", text, re.MULTILINE))
    for requirement in lock.wanted()[name]:
        project = re.split(r"[\[<>=;! ]", requirement)[0].lower().replace("_", "-")
        assert project in versions, f"{requirement}: run python3 dev.py lock"
        floor = re.search(r">=([0-9.]+)", requirement)
        assert not floor or as_numbers(versions[project]) >= as_numbers(floor.group(1))


def test_what_runs_is_what_is_tested() -> None:
    runtime, tested = (set(re.findall(r"^[a-z0-9.-]+==\S+", (ROOT / name).read_text("utf-8"),
                                      re.MULTILINE)) for name in (install.RUNTIME, install.TEST))
    assert runtime <= tested


def as_numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def test_a_child_ends_with_a_killed_parent() -> None:
    """Otherwise the next start finds its ports taken."""
    if sys.platform != "linux":
        pytest.skip("only Linux can tie a child to its parent")
    script = ("import sys, signal\nfrom tools.children import Child\n"
              "child = Child('web', [sys.executable, '-c', 'import signal; signal.pause()'], {})\n"
              "print(child.process.pid, flush=True)\nsignal.pause()")
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, text=True,
                              stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    watch = os.pidfd_open(child)
    parent.kill()
    parent.communicate()
    try:
        assert select.select([watch], [], [], 5)[0], "the child still runs"
    finally:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(watch, signal.SIGKILL)
        os.close(watch)
