"""From the store's settings to the names that Flask and its extensions read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from storefront.config import Settings
from storefront.security import cookie_settings

ROOT = Path(__file__).resolve().parent.parent
POOL = {"pool_size": 40, "max_overflow": 40, "pool_pre_ping": True}
MAIL = ("SERVER", "PORT", "USERNAME", "PASSWORD", "USE_TLS", "USE_SSL", "DEFAULT_SENDER")


def flask_settings(settings: Settings) -> dict[str, Any]:
    """Everything for ``app.config``; ``NEQUI_*`` is handed on as it stands."""
    first, *others = settings.secret_keys
    return {
        "ENVIRONMENT": settings.environment,
        "TESTING": settings.environment == "test",
        "SECRET_KEY": first,
        "SECRET_KEY_FALLBACKS": others,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings.database_url),
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": True,
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "BABEL_DEFAULT_LOCALE": "es_CO",
        "BABEL_DEFAULT_TIMEZONE": "America/Bogota",
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_MIN_SIZE": 800,
        **cookie_settings(settings),
        **_mail(settings),
        **_plugin(settings),
    }


def _engine_options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {"pool_size": 40, "max_overflow": 40, "connect_args": {"timeout": 15}}
    return dict(POOL)


def _mail(settings: Settings) -> dict[str, Any]:
    given = {f"MAIL_{name}": settings.env.get(f"MAIL_{name}") for name in MAIL}
    chosen: dict[str, Any] = {name: value for name, value in given.items() if value}
    for name in ("MAIL_USE_TLS", "MAIL_USE_SSL"):
        chosen[name] = given[name] in {"1", "true", "True"}
    if "MAIL_PORT" in chosen:
        chosen["MAIL_PORT"] = int(chosen["MAIL_PORT"])
    return chosen


def _plugin(settings: Settings) -> dict[str, Any]:
    values = {name: value for name, value in settings.env.items() if name.startswith("NEQUI_")}
    values["NEQUI_PUBLIC_URL"] = settings.public_url
    values["NEQUI_ENV"] = "production" if settings.production else "development"
    if settings.jobs_url:
        values["NEQUI_JOBS_URL"] = settings.jobs_url
    return values
