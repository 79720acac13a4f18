"""Settings, read once at start-up into a frozen dataclass; a wrong one is refused by name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_SECRETS = frozenset({"dev", "development", "secret", "changeme", "change-me"})
ENVIRONMENTS = ("development", "test", "production")


class SettingError(Exception):
    """A setting is missing or wrong; the message names it and says the mend."""

    def __init__(self, name: str, mend: str) -> None:
        super().__init__(f"{name}: {mend}")
        self.name = name


@dataclass(frozen=True)
class Settings:
    """What the store was started with. ``env`` keeps what the plugin and mail read.

    ``demo_declared``: the gateway is not our simulator, so the demo declares its identity.
    """

    environment: str
    host: str
    port: int
    public_url: str
    data_dir: Path
    secret_keys: tuple[str, ...]
    trusted_proxies: int
    database_url: str
    jobs_url: str
    demo_declared: bool
    env: Mapping[str, str]

    @property
    def production(self) -> bool:
        return self.environment == "production"

    @property
    def https(self) -> bool:
        return self.public_url.startswith("https://")


def read_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read ``env`` (``os.environ`` by default); raises SettingError naming what to mend."""
    env = dict(os.environ if env is None else env)
    environment = env.get("STORE_ENV") or "development"
    if environment not in ENVIRONMENTS:
        raise SettingError("STORE_ENV", f"use one of {', '.join(ENVIRONMENTS)}")
    host = env.get("STORE_HOST") or "127.0.0.1"
    port = _number(env, "STORE_PORT", 8000, 65535)
    data_dir = Path(env.get("STORE_DATA_DIR") or "var").resolve()
    settings = Settings(
        environment=environment,
        host=host,
        port=port,
        public_url=_public_url(env, host, port),
        data_dir=data_dir,
        secret_keys=_secret_keys(env, environment, data_dir),
        trusted_proxies=_number(env, "STORE_TRUSTED_PROXIES", 0, 10),
        database_url=_database_url(env, data_dir),
        jobs_url=env.get("STORE_JOBS_URL", ""),
        demo_declared=bool(env.get("NEQUI_API_URL")) and not env.get("NEQUI_SIMULATOR_URL"),
        env=env,
    )
    if settings.production:
        _refuse_in_production(settings)
    return settings


def _number(env: Mapping[str, str], name: str, default: int, top: int) -> int:
    text = env.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and int(text) <= top):
        raise SettingError(name, f"must be a whole number from 0 to {top}, not {text!r}")
    return int(text)


def _public_url(env: Mapping[str, str], host: str, port: int) -> str:
    shown = "127.0.0.1" if host in {"", "0.0.0.0"} else host  # noqa: S104 - compared, not bound
    url = (env.get("STORE_PUBLIC_URL") or f"http://{shown}:{port}").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query:
        raise SettingError("STORE_PUBLIC_URL", "must look like https://tienda.example, no path")
    return url


def _database_url(env: Mapping[str, str], data_dir: Path) -> str:
    url = env.get("STORE_DATABASE_URL") or f"sqlite:///{data_dir / 'store.db'}"
    if url.startswith(("postgresql://", "postgres://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingError("STORE_DATABASE_URL", "must start with sqlite:/// or postgresql://")
    return url


def _secret_keys(env: Mapping[str, str], environment: str, data_dir: Path) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in env.get("STORE_SECRET_KEY", "").split(",") if key.strip())
    if keys or environment == "production":
        return keys
    return (_development_key(data_dir / "secret-key"),)


def _development_key(path: Path) -> str:
    """One key per data folder: processes share it and restarts keep sessions and secrets."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = os.urandom(32).hex()
        file.write(key)
    return key


def _refuse_in_production(settings: Settings) -> None:
    keys = settings.secret_keys
    if not keys:
        raise SettingError("STORE_SECRET_KEY", "is missing: set a random text of 32 or more")
    if any(len(key) < 32 or key.lower() in DEFAULT_SECRETS for key in keys):
        raise SettingError("STORE_SECRET_KEY", "is short or a default: use 32 random characters")
    if settings.env.get("FLASK_DEBUG", "") not in {"", "0"}:
        raise SettingError("FLASK_DEBUG", "must be off in production")
    for name in ("NEQUI_API_URL", "NEQUI_TOKEN_URL"):
        url = settings.env.get(name, "")
        if url and not url.startswith("https://"):
            raise SettingError(name, "must be an https address in production")
    for name in ("NEQUI_SIMULATOR_URL", "NEQUI_CLOCK_FILE"):
        if settings.env.get(name):
            raise SettingError(name, "belongs to the simulator, which production refuses")
    if (settings.data_dir / "demo-logins.json").exists():
        raise SettingError("STORE_DATA_DIR", "holds demo logins; use a fresh folder")
