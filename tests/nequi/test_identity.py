"""Who Nequi says the merchant is: by its report, else by a code that nobody sees."""

from __future__ import annotations

from typing import Any

import pytest

from nequi_plugin import Credentials, GatewayUnavailable, Identity
from tests.nequi.host import Host

KEYS = Credentials("sim-client", "sim-secret", "sim-key", "NIT_1")
pytestmark = pytest.mark.databases("sqlite")


def asked(host: Host, keys: Credentials = KEYS) -> Identity:
    with host.app.app_context():
        return host.nequi.identify(keys)


def codes(host: Host) -> list[dict[str, Any]]:
    return [one for one in host.phone.pushes() if one["way"] == "qr"]


def test_the_report_names_the_merchant_and_no_code_is_made(host: Host) -> None:
    assert asked(host) == Identity(accepted=True, commerce="TIENDA DE PRUEBA", nit="1")
    assert codes(host) == []


def test_a_report_without_names_leaves_it_to_a_code_of_one_peso(host: Host) -> None:
    host.phone.fault(report_without=["commerce", "nit"])
    assert asked(host) == Identity(accepted=True, commerce="TIENDA DE PRUEBA", nit=None)
    [code] = codes(host)
    assert (code["value"], code["state"]) == ("1", "pending")
    assert host.phone.book()["captures"] == []


@pytest.mark.parametrize(
    "trouble", [{"drop_reply": {"create_qr": 1}}, {"garbage": {"status": 1}}]
)
def test_where_the_code_fails_too_there_is_no_name(host: Host, trouble: dict[str, Any]) -> None:
    host.phone.fault(report_without=["commerce"], **trouble)
    assert asked(host) == Identity(accepted=True, commerce=None, nit="1")


def test_a_code_that_is_not_ours_is_not_asked_about_further(host: Host) -> None:
    host.phone.fault(report_without=["commerce"])
    stranger = Credentials("sim-client", "sim-secret", "sim-key", "NIT_77")
    assert asked(host, stranger) == Identity(accepted=False)
    assert codes(host) == []


def test_a_silent_nequi_says_nothing(host: Host) -> None:
    host.phone.fault(down=True)
    with pytest.raises(GatewayUnavailable):
        asked(host)
