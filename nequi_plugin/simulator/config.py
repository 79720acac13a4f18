"""What a person may set on the simulator, read once at start-up."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FLAVOURS = ("v1", "v2")


class SimulatorRefused(RuntimeError):
    """The simulator will not start here; the text says which setting forbids it."""


def system_now() -> datetime:
    """The machine's time, aware UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class SimulatorConfig:
    """Everything that shapes one simulator; the defaults are the documented sandbox ones.

    `silence_seconds` is how long a socket stays open without an answer (triggers 12, 13, 31),
    `approve_seconds` how long the test numbers that decide "soon" take, `value_cap` in pesos,
    `qr_flavour` is v1 or v2.
    """

    data_dir: Path
    client_id: str = "sim-client"
    client_secret: str = "sim-secret"  # noqa: S105 - the simulator's published default
    api_key: str = "sim-key"
    webhook_url: str = ""
    webhook_secret: str = "sim-webhook-secret"  # noqa: S105 - contract 7.4's published vector
    expiry_minutes: float = 15.0
    qr_expiry_minutes: float = 45.0
    qr_flavour: str = "v2"
    silence_seconds: float = 120.0
    approve_seconds: float = 5.0
    late_webhook_seconds: float = 20.0
    value_cap: int = 11_024_727
    cancel_on_reverse_of_pending: bool = False
    status_after_reverse: str = "71"
    system_time: Callable[[], datetime] = system_now


def config_from_environment(
    data_dir: str | Path, environ: Mapping[str, str] | None = None, **overrides: object
) -> SimulatorConfig:
    """The config that the NEQUI_* variables describe; an override of None leaves its setting."""
    env = os.environ if environ is None else environ
    found: dict[str, object] = {
        "client_id": env.get("NEQUI_CLIENT_ID"),
        "client_secret": env.get("NEQUI_CLIENT_SECRET"),
        "api_key": env.get("NEQUI_API_KEY"),
        "webhook_url": env.get("NEQUI_WEBHOOK_URL"),
        "webhook_secret": env.get("NEQUI_WEBHOOK_SECRET"),
        "expiry_minutes": _minutes("NEQUI_EXPIRY_MINUTES", env),
        "qr_expiry_minutes": _minutes("NEQUI_QR_EXPIRY_MINUTES", env),
        "qr_flavour": _flavour(env.get("NEQUI_QR_FLAVOUR")),
    }
    found.update({key: value for key, value in overrides.items() if value is not None})
    settings = {key: value for key, value in found.items() if value not in (None, "")}
    return SimulatorConfig(data_dir=Path(data_dir), **settings)  # type: ignore[arg-type]
    # (the names above are the dataclass's own; their types are checked by its users)


def _flavour(text: str | None) -> str | None:
    if text and text not in FLAVOURS:
        raise SimulatorRefused(f"NEQUI_QR_FLAVOUR must be v1 or v2, not {text!r}.")
    return text


def _minutes(name: str, env: Mapping[str, str]) -> float | None:
    text = env.get(name)
    if not text:
        return None
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0
    if minutes <= 0:
        raise SimulatorRefused(f"{name} must be minutes above 0, not {text!r}.")
    return minutes


def refuse_production(allowed: bool, environ: Mapping[str, str] | None = None) -> None:
    """Raise SimulatorRefused when an environment variable says production and nobody allowed it."""
    env = os.environ if environ is None else environ
    for name in ("STORE_ENV", "FLASK_ENV", "NEQUI_ENV"):
        if env.get(name, "").strip().lower() in ("production", "prod") and not allowed:
            raise SimulatorRefused(
                f"{name}={env[name]}: the simulator is not Nequi and does not start in production. "
                "Use --allow-production only if you know why."
            )
