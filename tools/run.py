"""``dev.py run``: the shop, the local Nequi and the mailbox, ready to click."""
from __future__ import annotations

import errno
import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from tools import install
from tools.children import Children, stop_on_sigterm, wait_for
from tools.environment import (
    child_environment,
    command,
    flask,
    wants_mailbox,
    wants_simulator,
)
from tools.places import EVERYWHERE, ROOT, Places, read_places, settings_of_this_shell
from tools.words import CannotGoOn, say

SHOW_QR = "import segno, sys; segno.make(sys.argv[1]).terminal(sys.stderr, compact=True)"


def run(words: list[str]) -> int:
    """Start everything and stay until a signal; raises CannotGoOn when something is missing."""
    unknown = set(words) - {"--no-demo", "--simulator-apart"}
    if unknown:
        raise CannotGoOn(f"run does not know {' '.join(sorted(unknown))}.")
    environ = settings_of_this_shell()
    places = read_places(environ)
    simulator = wants_simulator(environ) and "--simulator-apart" not in words
    mailbox = wants_mailbox(environ)
    refuse_taken_ports(places, simulator, mailbox)
    install.ensure(install.RUNTIME)
    env = child_environment(places, environ)
    stop_on_sigterm()
    with Children() as children:
        try:
            _start(children, places, env, simulator, mailbox)
            setup = prepare(places, env, children, demo="--no-demo" not in words)
            children.start("web", command("-m", "storefront.web"), env)
            wait_for(f"{places.near(places.port)}/healthz", children.check)
            wait_for(f"{places.near(places.port)}/", children.check)
            publish(places, env, mailbox, setup)
            children.watch()
        except KeyboardInterrupt:
            say("Stopping...")
    return 0


def refuse_taken_ports(places: Places, simulator: bool, mailbox: bool) -> None:
    """Raises CannotGoOn naming the first port that this run needs and cannot have."""
    wanted = {"the store": places.port}
    if simulator:
        wanted["the simulator"] = places.simulator_port
    if mailbox:
        wanted |= {"the mailbox page": places.mailbox_port, "the local SMTP": places.smtp_port}
    for what, port in wanted.items():
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((places.host, port))
            except OSError as error:
                raise CannotGoOn(_port_trouble(what, port, places, error)) from error


def _port_trouble(what: str, port: int, places: Places, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (f"port {port}, for {what}, is taken; stop what uses it or choose another: "
                f"STORE_PORT={places.port + 100} python3 dev.py run")
    return f"cannot listen on {places.host}:{port} for {what}: {error.strerror}."


def _start(children: Children, places: Places, env: Mapping[str, str],
           simulator: bool, mailbox: bool) -> None:
    if simulator:
        children.start("simulator", command(
            "-m", "nequi_plugin.simulator", "--host", places.host,
            "--port", str(places.simulator_port),
            "--data-dir", str(places.data / "simulator")), env)
    if mailbox:
        children.start("mailbox", command(
            "-m", "storefront.mailbox", "--host", places.host,
            "--http-port", str(places.mailbox_port), "--smtp-port", str(places.smtp_port),
            "--dir", str(places.data / "mail")), env)


def prepare(places: Places, env: Mapping[str, str], children: Children, demo: bool) -> str:
    """Bring the database up to date, then seed it; both may be done again at every start.

    Without the demo: the link that makes the first owner, empty once there is one.
    """
    _step("the migrations", flask("db", "upgrade"), env)
    for child in children.all:
        if child.name == "simulator":  # the demo is activated by asking it
            wait_for(f"{places.near(places.simulator_port)}/_sim/health", children.check)
    if demo:
        _step("the demo data", flask("store", "demo"), env)
        return ""
    asked = subprocess.run(flask("store", "first-run"), cwd=ROOT, env=dict(env),
                           stdout=subprocess.PIPE, text=True)
    if asked.returncode:
        raise CannotGoOn("the first owner's link failed; the command's own words are above.")
    return asked.stdout.strip()


def _step(what: str, line: list[str], env: Mapping[str, str]) -> None:
    if subprocess.run(line, cwd=ROOT, env=dict(env), stdout=sys.stderr).returncode:
        raise CannotGoOn(f"{what} failed; the command's own words are above.")


def publish(places: Places, env: Mapping[str, str], mailbox: bool, setup: str) -> None:
    """Write ``dev.json`` into the data folder and print the same for people."""
    found = listing(places, env, mailbox)
    if setup:
        found = {"setup": setup, **found}
    path = places.data / "dev.json"
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(found, file, indent=2, ensure_ascii=False)
    for name, value in found.items():
        if name == "logins":
            for who, login in value.items():
                print(f"{'· ' + who:<13}{login['email']}  {login['password']}")
        else:
            print(f"{name:<13}{value}")
    sys.stdout.flush()
    if places.host in EVERYWHERE:
        subprocess.run(command("-c", SHOW_QR, places.seen(places.port)), env=dict(env))


def listing(places: Places, env: Mapping[str, str], mailbox: bool) -> dict[str, Any]:
    """What runs where: addresses and, with the demo, its sign-ins."""
    found: dict[str, Any] = {"store": places.seen(places.port),
                             "office": f"{places.seen(places.port)}/admin"}
    logins = places.data / "demo-logins.json"
    if logins.exists():
        found["logins"] = json.loads(logins.read_text("utf-8"))
    if env.get("NEQUI_SIMULATOR_URL"):
        found["phone"] = env["NEQUI_SIMULATOR_URL"]
    if mailbox:
        found["mailbox"] = places.seen(places.mailbox_port)
    return {**found, "data": str(places.data)}
