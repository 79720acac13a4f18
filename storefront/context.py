"""What every template knows: the merchant, the mode, the menu and how to print figures."""

from __future__ import annotations

from typing import Any

from flask import Flask

from storefront import dates, money
from storefront.backoffice.first_steps import first_steps
from storefront.backoffice.menu import office_menu
from storefront.company.forms import REGIMES
from storefront.company.gate import merchant
from storefront.company.ids import show_id, show_number
from storefront.extensions import nequi
from storefront.pictures.keeping import picture_url
from storefront.quick_jinja import init_quick


def init_context(app: Flask) -> None:
    """Register the context processor and the filters."""
    app.context_processor(_context)
    app.jinja_env.filters.update(
        format_cents=money.format_cents,
        bogota=dates.bogota,
        day_month=dates.day_month,
        short_date=dates.short_date,
        short_datetime=dates.short_datetime,
        office_datetime=dates.office_datetime,
        office_time=dates.office_time,
    )
    app.jinja_env.globals.update(
        show_id=show_id, show_number=show_number, picture_url=picture_url, first_steps=first_steps,
        regime_name=dict(REGIMES).get,
    )
    init_quick(app)


def _context() -> dict[str, Any]:
    sells = merchant()
    return {
        "merchant": sells,
        "shop_name": sells.trade_name or sells.name,
        "test_mode": nequi.test_mode,
        "test_phone_url": nequi.phone_page_url,
        "office_menu": office_menu,
        "cart_count": 0,
    }
