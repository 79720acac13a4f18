"""The bills host of the core's tests, with page extras, and payers without cookies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jinja2 import DictLoader

from nequi_plugin import Payment
from nequi_plugin.simulator import RunningSimulator
from tests.nequi.host import Host, running_host
from tests.nequi.tables import bill_database, bill_tables  # noqa: F401 - fixtures
from tests.nequi_edge.reading import Payer

MERCHANT = {"name": "Ladera Oficios SAS", "nit": "901.555.012-9", "whatsapp": "300 000 0012",
            "email": "hola@ladera.example", "phone": "601 000 0012"}  # fmt: skip


@pytest.fixture
def host(database_url: str, simulator: RunningSimulator) -> Iterator[Host]:
    with running_host(database_url, simulator) as running:
        running.app.jinja_loader = DictLoader({})  # the plugin's own pages, no host's over them

        @running.nequi.page_extras
        def extras(kind: str, key: str, payment: Payment | None) -> dict[str, Any]:
            return {"merchant": MERCHANT, "other_ways": "Efectivo en Chapinero."}

        yield running


@pytest.fixture
def working(host: Host) -> Host:
    """The same, with its worker running."""
    host.runtime.start_worker()
    return host


@pytest.fixture
def payer_of(host: Host) -> Callable[[str], Payer]:
    """Hands out somebody with the page's link of a key."""

    def make(key: str) -> Payer:
        with host.app.app_context():
            url = host.nequi.pay_url("bill", key)
        return Payer(host.app.test_client(use_cookies=False), url)

    return make


@pytest.fixture
def payer(host: Host, payer_of: Callable[[str], Payer]) -> Payer:
    """Somebody who owes one bill of $ 25.000."""
    return payer_of(str(host.bills(25_000)[0]))
