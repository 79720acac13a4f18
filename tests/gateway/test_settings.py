"""Settings are refused at start-up with their name, and default to Nequi's own hosts."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from nequi_plugin.errors import ConfigError
from nequi_plugin.gateway import Environment, GatewaySettings, NequiGateway, new_message_id
from tests.gateway.conftest import Bench
from tests.gateway.envelopes import golden_answer
from tests.gateway.scripted import sends


@pytest.mark.parametrize(
    ("api", "token"),
    [
        ("https://api.nequi.com/", "https://oauth.nequi.com/oauth2/token"),
        ("https://api.sandbox.nequi.com", "https://oauth.sandbox.nequi.com/oauth2/token"),
        ("https://pagos.example.com", "https://pagos.example.com/oauth2/token"),
    ],
)
def test_the_token_url_follows_the_api_host(api: str, token: str) -> None:
    settings = GatewaySettings(api)
    assert (settings.api_url, settings.token_url) == (api.rstrip("/"), token)


def test_a_whole_token_url_is_taken_as_it_is() -> None:
    settings = GatewaySettings("https://api.nequi.com", "https://oauth.nequi.com/token")
    assert settings.token_url == "https://oauth.nequi.com/token"


@pytest.mark.parametrize(
    "url",
    [
        *("", "api.nequi.com", "ftp://api.nequi.com", "http://api.nequi.com", "https://"),
        *("https://localhost", "https://127.0.0.1:9000", "https://[::1]", "https://intranet"),
        *("https://user:pw@api.nequi.com", "https://api.nequi.com?x=1"),
    ],
)
@pytest.mark.parametrize("environment", [Environment.PRODUCTION, Environment.SANDBOX])
def test_a_wrong_address_is_refused_by_name(url: str, environment: Environment) -> None:
    with pytest.raises(ConfigError, match="NEQUI_API_URL"):
        GatewaySettings(url, environment=environment)
    if url:
        with pytest.raises(ConfigError, match="NEQUI_TOKEN_URL"):
            GatewaySettings("https://api.nequi.com", url, environment=environment)


def test_limits_are_above_zero() -> None:
    with pytest.raises(ConfigError, match="above zero"):
        GatewaySettings("https://api.nequi.com", read_seconds=0)


def test_message_ids_are_ten_base_62_characters() -> None:
    ids = {new_message_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(re.fullmatch(r"[0-9A-Za-z]{10}", one) for one in ids)


def test_the_request_date_is_utc_with_milliseconds_by_default(bench: Bench) -> None:
    bench.server.script = sends(golden_answer("create-accepted"))
    settings = GatewaySettings(bench.server.url, environment=Environment.SIMULATOR)
    bench.create(NequiGateway(settings))
    header = bench.server.calls[0].json["RequestMessage"]["RequestHeader"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", header["RequestDate"])
    sent = datetime.fromisoformat(header["RequestDate"])
    assert abs(datetime.now(UTC) - sent) < timedelta(minutes=1)
