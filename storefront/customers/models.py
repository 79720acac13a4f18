"""Rows of customers and their contacts."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from nequi_plugin import show_phone
from storefront.company.ids import IdType, show_id
from storefront.db import Model
from storefront.debts.withholding import Rates
from storefront.namekeys import name_key


class Customer(Model):
    """Somebody who owes by invoice; ``credit_days`` is the usual term from issue to due date.

    ``retains`` empty means that the document decides: companies may withhold, people may not.
    The rates are thousandths: of a percent (retefuente, reteIVA), of a per mille (reteICA).
    """

    __tablename__ = "customer"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    name_key: Mapped[str] = mapped_column(String(80), default="", server_default="", index=True)
    id_type: Mapped[str] = mapped_column(String(12))
    id_number: Mapped[str] = mapped_column(String(20))
    dv: Mapped[str] = mapped_column(String(1), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(10), default="")
    credit_days: Mapped[int] = mapped_column(default=30)
    retains: Mapped[bool | None]
    income_rate: Mapped[int] = mapped_column(default=0, server_default="0")
    vat_rate: Mapped[int] = mapped_column(default=0, server_default="0")
    city_rate: Mapped[int] = mapped_column(default=0, server_default="0")
    contacts: Mapped[list[CustomerContact]] = relationship(
        back_populates="customer", order_by="CustomerContact.id", cascade="all, delete-orphan"
    )

    __table_args__ = (UniqueConstraint("id_type", "id_number"),)

    @validates("name")
    def _keyed(self, _field: str, name: str) -> str:
        self.name_key = name_key(name)
        return name

    @property
    def may_retain(self) -> bool:
        """Whether retentions are offered to it."""
        return self.id_type == IdType.NIT if self.retains is None else self.retains

    @property
    def rates(self) -> Rates:
        """Its usual rates."""
        return Rates(self.income_rate, self.vat_rate, self.city_rate)

    @property
    def document(self) -> str:
        """``NIT 900.123.456-8``."""
        return show_id(self.id_type, self.id_number, self.dv)

    @property
    def shown_phone(self) -> str:
        """``300 000 0042``, or empty."""
        return show_phone(self.phone) if self.phone else ""

    @property
    def recipients(self) -> tuple[str, ...]:
        """Addresses for statements and comprobantes, each once, the customer's own first."""
        chosen = [contact.email for contact in self.contacts if contact.receives_statements]
        return tuple(dict.fromkeys(address for address in [self.email, *chosen] if address))


class CustomerContact(Model):
    """A person at the customer; only those ticked receive mails."""

    __tablename__ = "customer_contact"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    receives_statements: Mapped[bool] = mapped_column(default=True)
    customer: Mapped[Customer] = relationship(back_populates="contacts")
