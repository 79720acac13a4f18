"""Talking to Nequi: protocol, messages, client, conformance suite."""

from __future__ import annotations

from nequi_plugin.gateway.client import NequiGateway, new_message_id
from nequi_plugin.gateway.protocol import (
    Answer,
    CodeRefused,
    Credentials,
    Gateway,
    GatewayUnavailable,
    KeysRefused,
    Report,
    ReportLine,
    Verdict,
)
from nequi_plugin.gateway.settings import (
    Environment,
    GatewaySettings,
    QrFlavour,
    QrStatusBy,
)
from nequi_plugin.gateway.traffic import Observer, Traffic, log_traffic

__all__ = [
    "Answer",
    "CodeRefused",
    "Credentials",
    "Environment",
    "Gateway",
    "GatewaySettings",
    "GatewayUnavailable",
    "KeysRefused",
    "NequiGateway",
    "Observer",
    "QrFlavour",
    "QrStatusBy",
    "Report",
    "ReportLine",
    "Traffic",
    "Verdict",
    "log_traffic",
    "new_message_id",
]
