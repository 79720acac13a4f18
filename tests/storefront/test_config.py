"""Settings are refused by name with their mend; production refuses what belongs to development."""

from __future__ import annotations

from pathlib import Path

import pytest

from storefront.config import SettingError, Settings, read_settings
from storefront.security import cookie_settings
from tests.storefront.offices import make_office

GOOD = {
    "STORE_ENV": "production",
    "STORE_SECRET_KEY": "a" * 40 + "," + "b" * 40,
    "STORE_PUBLIC_URL": "https://tienda.example",
    "NEQUI_API_URL": "https://api.nequi.com",
    "NEQUI_TOKEN_URL": "https://oauth.nequi.com/oauth2/token",
}


def read(folder: Path, **changed: str) -> Settings:
    return read_settings({**GOOD, "STORE_DATA_DIR": str(folder), **changed})


def test_production_takes_whole_settings(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert settings.secret_keys == ("a" * 40, "b" * 40)
    assert settings.https
    assert cookie_settings(settings)["SESSION_COOKIE_NAME"] == "__Host-store"
    assert cookie_settings(settings)["SESSION_COOKIE_SECURE"] is True


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STORE_SECRET_KEY", ""),
        ("STORE_SECRET_KEY", "changeme"),
        ("STORE_SECRET_KEY", "a" * 40 + ",dev"),
        ("FLASK_DEBUG", "1"),
        ("NEQUI_API_URL", "http://api.nequi.com"),
        ("NEQUI_TOKEN_URL", "http://127.0.0.1:8001/oauth2/token"),
        ("NEQUI_SIMULATOR_URL", "http://127.0.0.1:8001"),
        ("NEQUI_CLOCK_FILE", "/x"),
        ("STORE_ENV", "prod"),
        ("STORE_PORT", "ochenta"),
        ("STORE_PORT", "70000"),
        ("STORE_PUBLIC_URL", "tienda.example"),
        ("STORE_PUBLIC_URL", "https://tienda.example/abajo"),
        ("STORE_DATABASE_URL", "mysql://x"),
        ("STORE_TRUSTED_PROXIES", "-1"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"^{name}: ") as refused:
        read(tmp_path, **{name: value})
    assert refused.value.name == name


def test_production_refuses_the_demos_logins(tmp_path: Path) -> None:
    (tmp_path / "demo-logins.json").write_text("{}")
    with pytest.raises(SettingError, match="demo logins"):
        read(tmp_path)


def test_development_makes_one_key_and_keeps_it(tmp_path: Path) -> None:
    env = {"STORE_DATA_DIR": str(tmp_path)}
    first = read_settings(env).secret_keys
    assert read_settings(env).secret_keys == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_postgresql_addresses_get_their_driver(tmp_path: Path) -> None:
    settings = read(tmp_path, STORE_DATABASE_URL="postgresql://u@h/d")
    assert settings.database_url == "postgresql+psycopg://u@h/d"


def test_over_https_the_answers_say_so(tmp_path: Path) -> None:
    office = make_office(tmp_path, STORE_PUBLIC_URL="https://tienda.example")
    answer = office.client().get("/entrar", base_url="https://tienda.example")
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-store=")
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
