"""The one place that decides a child's environment, for servers and CLI commands alike."""
from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from tools.places import PYTHON, VENV, Places

WEBHOOK_SECRET = "sim-webhook-secret"  # noqa: S105 - only the local simulator knows it


def child_environment(places: Places, environ: Mapping[str, str]) -> dict[str, str]:
    """``environ`` with every development default that it leaves open.

    An empty value counts as given: ``STORE_JOBS_URL=`` means embedded. Makes the data folder and
    its secret key on the first call.
    """
    env = {**_defaults(places, environ), **environ}
    env["PATH"] = f"{VENV / 'bin'}{os.pathsep}{environ.get('PATH', os.defpath)}"
    env["VIRTUAL_ENV"] = str(VENV)
    env["PYTHONUNBUFFERED"] = "1"
    env.pop("PYTHONHOME", None)
    return env


def wants_simulator(environ: Mapping[str, str]) -> bool:
    """A gateway named by the person is used instead of the local one."""
    return not environ.get("NEQUI_API_URL")


def wants_mailbox(environ: Mapping[str, str]) -> bool:
    """A mail server named by the person is used instead of the local mailbox."""
    return not environ.get("MAIL_SERVER")


def _defaults(places: Places, environ: Mapping[str, str]) -> dict[str, str]:
    found = {
        "FLASK_APP": "storefront",
        "STORE_ENV": "development",
        "STORE_HOST": places.host,
        "STORE_PORT": str(places.port),
        "STORE_DATA_DIR": str(places.data),
        "STORE_SECRET_KEY": secret_key(places.data / "secret-key"),
        "STORE_DATABASE_URL": f"sqlite:///{places.data / 'store.db'}",
        "STORE_PUBLIC_URL": places.seen(places.port),
    }
    if environ.get("STORE_ENV", "development") != "production":
        found["NEQUI_CLOCK_FILE"] = str(places.data / "simulator" / "clock-offset")
    if wants_simulator(environ):
        found |= _simulator_defaults(places)
    if wants_mailbox(environ):
        found |= {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(places.smtp_port),
                  "MAIL_DEFAULT_SENDER": "Ladera <cuentas@ladera.example>"}
    return found


def _simulator_defaults(places: Places) -> dict[str, str]:
    gateway = places.near(places.simulator_port)
    return {
        "NEQUI_API_URL": gateway,
        "NEQUI_TOKEN_URL": f"{gateway}/oauth2/token",
        "NEQUI_SIMULATOR_URL": places.seen(places.simulator_port),
        "NEQUI_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "NEQUI_WEBHOOK_URL": f"{places.near(places.port)}/nequi/webhook",
        # Click's own names for the options of `flask nequi simulator`, for one that is run apart
        "FLASK_NEQUI_SIMULATOR_HOST": places.host,
        "FLASK_NEQUI_SIMULATOR_PORT": str(places.simulator_port),
        "FLASK_NEQUI_SIMULATOR_DATA_DIR": str(places.data / "simulator"),
    }


def secret_key(path: Path) -> str:
    """The key kept in the data folder, made at the first start; readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass  # made at an earlier start; two keys would lock out what the first one encrypted
    return path.read_text().strip()


def command(*words: str) -> list[str]:
    """A command line of the project's own interpreter, e.g. ``command("-m", "pytest")``."""
    return [str(PYTHON), *words]


def flask(*words: str) -> list[str]:
    """A CLI command of the store."""
    return command("-m", "flask", "--app", "storefront", *words)

