"""Where Nequi is and how long it may take; read once, refused with the setting's name."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit

from nequi_plugin.errors import ConfigError


class Environment(StrEnum):
    """Which Nequi answers; only the simulator may be reached without TLS."""

    PRODUCTION = "production"
    SANDBOX = "sandbox"
    SIMULATOR = "simulator"


class QrFlavour(StrEnum):
    """Which of Nequi's two generations of codes to draw (contract section 3.6)."""

    V1 = "v1"  # codeQR, drawn behind "bancadigital-"
    V2 = "v2"  # qrValue, an EMVCo text drawn as it is


class QrStatusBy(StrEnum):
    """What a v2 code's status question holds; which one Nequi wants is unsettled (3.6)."""

    PAYLOAD = "payload"
    TRANSACTION_ID = "transaction_id"


@dataclass(frozen=True)
class GatewaySettings:
    """Hosts, limits and labels of the gateway; times in seconds, sizes in bytes.

    ``token_url`` is whole (``/oauth2/token`` or ``/token``: contract section 1.1); empty
    means the usual path on the OAuth host that belongs to ``api_url``. ``client_label`` is
    the envelope's ClientID, a free label and never the OAuth id (section 2.5). ``versions``
    replaces service versions by service name (``create``, ``status``, ``cancel``,
    ``report``, ``reverse``, ``create_qr``, ``status_qr``, ``reverse_qr``). ``qr_flavour`` is
    drawn where an answer holds both; either one is read. ``total_seconds`` bounds a whole
    exchange against a server that drips.
    Raises ConfigError.
    """

    api_url: str
    token_url: str = ""
    environment: Environment = Environment.PRODUCTION
    connect_seconds: float = 5
    read_seconds: float = 35
    total_seconds: float = 45
    client_label: str = "12345"
    region: str = "C001"
    versions: Mapping[str, str] = field(default_factory=dict)
    qr_flavour: QrFlavour = QrFlavour.V2
    qr_status_by: QrStatusBy = QrStatusBy.PAYLOAD
    max_bytes: int = 1_000_000
    ca_bundle: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "api_url", self.api_url.rstrip("/"))
        api = self._checked("NEQUI_API_URL", self.api_url)
        object.__setattr__(self, "token_url", self.token_url or _token_url(api))
        self._checked("NEQUI_TOKEN_URL", self.token_url)
        if min(self.connect_seconds, self.read_seconds, self.total_seconds, self.max_bytes) <= 0:
            raise ConfigError("NEQUI time and size limits must be above zero")

    def _checked(self, name: str, url: str) -> SplitResult:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigError(f"{name}: write a whole address such as https://api.nequi.com")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ConfigError(f"{name}: no user, query or fragment belongs in this address")
        if self.environment is Environment.SIMULATOR:
            return parts
        if parts.scheme != "https":
            raise ConfigError(f"{name}: {self.environment} needs https")
        if _is_local(parts.hostname):
            raise ConfigError(f"{name}: {self.environment} needs Nequi's host name, not this one")
        return parts


def _token_url(api: SplitResult) -> str:
    """The OAuth host beside the API host: ``api.nequi.com`` has ``oauth.nequi.com``."""
    host = api.netloc
    if host.startswith("api.") and host.endswith("nequi.com"):
        host = "oauth." + host.removeprefix("api.")
    return f"{api.scheme}://{host}/oauth2/token"


def _is_local(host: str) -> bool:
    if host == "localhost" or "." not in host:
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
