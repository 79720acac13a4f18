"""All of the demo in order; each part is idempotent and commits by itself."""

from __future__ import annotations

from storefront.config import Settings
from storefront.demo import catalog, coupons, receivables
from storefront.demo.company import activate, seed_company, seed_logins
from storefront.extensions import nequi


def seed(settings: Settings) -> None:
    """Merchant, sign-ins, receivables, catalogue and coupon; then Nequi, through its real check."""
    seed_company()
    seed_logins(settings.data_dir / "demo-logins.json")
    with nequi.unit_of_work() as s:
        receivables.seed(s)
    with nequi.unit_of_work() as s:
        catalog.seed(s)
    with nequi.unit_of_work() as s:
        coupons.seed(s)
    activate(settings)
