"""Settings, read once into a frozen object and refused at start-up with their mend."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlsplit

from nequi_plugin.errors import ConfigError
from nequi_plugin.gateway.settings import QrFlavour, QrStatusBy

Word = TypeVar("Word", bound=StrEnum)
API_URL = "https://api.nequi.com"
TOKEN_URL = "https://oauth.nequi.com/oauth2/token"  # noqa: S105 - an address, not a secret


@dataclass(frozen=True)
class Settings:
    """Everything but the credentials. Times in the units of their names."""

    api_url: str
    token_url: str
    secrets: tuple[bytes, ...]
    public_url: str
    webhook_secret: str
    expiry_minutes: int
    qr_expiry_minutes: int
    qr_flavour: QrFlavour
    qr_status_by: QrStatusBy
    qr_other_banks: bool
    read_seconds: float
    worker: str
    jobs_url: str
    simulator_url: str
    clock_file: str
    production: bool

    @property
    def test_mode(self) -> bool:
        """Whether a simulator takes Nequi's place."""
        return bool(self.simulator_url)


def read_settings(config: Mapping[str, Any]) -> Settings:
    """``NEQUI_*`` from the app's config, else from the environment; raises ConfigError."""

    def text(name: str, default: str = "") -> str:
        value = config.get(name)
        return str(os.environ.get(name, default) if value is None else value).strip()

    settings = Settings(
        api_url=text("NEQUI_API_URL", API_URL).rstrip("/"),
        token_url=text("NEQUI_TOKEN_URL", TOKEN_URL),
        secrets=_secrets(config),
        public_url=text("NEQUI_PUBLIC_URL").rstrip("/"),
        webhook_secret=text("NEQUI_WEBHOOK_SECRET"),
        expiry_minutes=_minutes("NEQUI_EXPIRY_MINUTES", text("NEQUI_EXPIRY_MINUTES", "15")),
        qr_expiry_minutes=_minutes(
            "NEQUI_QR_EXPIRY_MINUTES", text("NEQUI_QR_EXPIRY_MINUTES", "45")
        ),
        qr_flavour=_one_of("NEQUI_QR_FLAVOUR", QrFlavour, text("NEQUI_QR_FLAVOUR", "v2")),
        qr_status_by=_one_of(
            "NEQUI_QR_STATUS_BY", QrStatusBy, text("NEQUI_QR_STATUS_BY", "payload")
        ),
        qr_other_banks=_yes("NEQUI_QR_OTHER_BANKS", text("NEQUI_QR_OTHER_BANKS", "no")),
        read_seconds=_seconds(text("NEQUI_READ_SECONDS", "35")),
        worker=text("NEQUI_WORKER", "embedded"),
        jobs_url=text("NEQUI_JOBS_URL"),
        simulator_url=text("NEQUI_SIMULATOR_URL").rstrip("/"),
        clock_file=text("NEQUI_CLOCK_FILE"),
        production=text("NEQUI_ENV", "development") == "production",
    )
    _check(settings)
    return settings


def _secrets(config: Mapping[str, Any]) -> tuple[bytes, ...]:
    """The app's SECRET_KEY signs; SECRET_KEY_FALLBACKS still verify (Flask's own settings)."""
    first = config.get("SECRET_KEY")
    if not first:
        raise ConfigError("SECRET_KEY is empty: set a long random value, links are signed with it")
    rest = config.get("SECRET_KEY_FALLBACKS") or []
    return tuple(key if isinstance(key, bytes) else str(key).encode() for key in (first, *rest))


def _yes(name: str, text: str) -> bool:
    if text not in ("yes", "no"):
        raise ConfigError(f"{name} is {text!r}: write yes or no")
    return text == "yes"


def _minutes(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= 1440:
        raise ConfigError(f"{name} is {text!r}: write whole minutes from 1 to 1440")
    return int(text)


def _one_of(name: str, words: type[Word], text: str) -> Word:
    try:
        return words(text)
    except ValueError:
        known = " or ".join(words)
        raise ConfigError(f"{name} is {text!r}: write {known}") from None


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 60:
        raise ConfigError(f"NEQUI_READ_SECONDS is {text!r}: write seconds, more than 0, at most 60")
    return value


def _check(settings: Settings) -> None:
    if settings.worker not in ("embedded", "none"):
        raise ConfigError(f"NEQUI_WORKER is {settings.worker!r}: write embedded or none")
    for name, url in (("NEQUI_API_URL", settings.api_url), ("NEQUI_TOKEN_URL", settings.token_url)):
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigError(f"{name} is {url!r}: write a whole address, https://…")
        if settings.production and parts.scheme != "https":
            raise ConfigError(f"{name} is {url!r}: production speaks https only")
    if settings.production and settings.simulator_url:
        raise ConfigError("NEQUI_SIMULATOR_URL is set: production takes no simulator, remove it")
    if settings.production and settings.clock_file:
        raise ConfigError("NEQUI_CLOCK_FILE is set: production keeps the system's time, remove it")
