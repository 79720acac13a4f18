"""The columns of a retention, on whatever row carries one."""

from __future__ import annotations

from sqlalchemy import ColumnElement
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped

from storefront.db import cents_column
from storefront.debts.withholding import Withheld
from storefront.money import Cents


class Withholds:
    """Retefuente, reteIVA and reteICA in centavos; all 0 where nothing was kept."""

    withheld_income_cents: Mapped[Cents] = cents_column(default=0, server_default="0")
    withheld_vat_cents: Mapped[Cents] = cents_column(default=0, server_default="0")
    withheld_city_cents: Mapped[Cents] = cents_column(default=0, server_default="0")

    @hybrid_property
    def withheld_cents(self) -> Cents:
        """The three together, in Python and in SQL."""
        parts = self.withheld_income_cents + self.withheld_vat_cents + self.withheld_city_cents
        return Cents(parts)

    @withheld_cents.inplace.expression
    @classmethod
    def _withheld_cents(cls) -> ColumnElement[Cents]:
        return cls.withheld_income_cents + cls.withheld_vat_cents + cls.withheld_city_cents

    @property
    def withheld(self) -> Withheld:
        """The three apart."""
        return Withheld(
            self.withheld_income_cents, self.withheld_vat_cents, self.withheld_city_cents
        )


def columns(kept: Withheld) -> dict[str, Cents]:
    """The values of the columns, by name."""
    return {
        "withheld_income_cents": kept.income,
        "withheld_vat_cents": kept.vat,
        "withheld_city_cents": kept.city,
    }
