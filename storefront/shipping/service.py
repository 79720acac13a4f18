"""The change of a shipping tariff, in one unit of work."""

from __future__ import annotations

from storefront.audit import record
from storefront.company.gate import forget
from storefront.company.service import company_row
from storefront.extensions import nequi
from storefront.money import format_cents
from storefront.shipping.rules import Tariff


def keep(tariff: Tariff, by: str) -> None:
    """Orders placed from now on pay these prices."""
    with nequi.unit_of_work() as s:
        row = company_row(s)
        row.shipping_cents, row.free_from_cents = tariff.usual, tariff.free_from
        row.shipping_rates = [[one.department, one.city, one.price] for one in tariff.rates]
        row.offers_pickup, row.freight_apart = tariff.pickup, tariff.apart
        places = [f"{one.department} {one.city}: {format_cents(one.price)}" for one in tariff.rates]
        record(s, by, "shipping.saved", "company", "; ".join([format_cents(tariff.usual), *places]))
    forget()
