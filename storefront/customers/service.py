"""Changes of customers, one transaction each, all in the audit trail."""

from __future__ import annotations

from sqlalchemy import select

from storefront.audit import record
from storefront.customers.models import Customer, CustomerContact
from storefront.customers.rules import CustomerData
from storefront.db import AnySession
from storefront.extensions import nequi


class Taken(Exception):
    """Another customer has this document already."""


def save(data: CustomerData, *, actor: str, customer_id: int | None = None) -> int:
    """Create or change a customer; returns its id. Raises Taken, LookupError."""
    with nequi.unit_of_work() as s:
        return put(s, data, actor=actor, customer_id=customer_id)


def put(s: AnySession, data: CustomerData, *, actor: str, customer_id: int | None = None) -> int:
    """The same inside a unit of work."""
    query = select(Customer).filter_by(id_type=data.id_type, id_number=data.id_number)
    twin = s.scalar(query)
    if twin is not None and twin.id != customer_id:
        raise Taken(twin.name)
    customer = Customer() if customer_id is None else s.get(Customer, customer_id)
    if customer is None:
        raise LookupError(f"customer {customer_id}")
    for name, value in vars(data).items():
        setattr(customer, name, value)
    s.add(customer)
    s.flush()
    record(s, actor, "customer.saved", f"customer:{customer.id}", data.name)
    return customer.id


def add_contact(customer_id: int, name: str, email: str, receives: bool, *, actor: str) -> None:
    """Add a person who may receive this customer's mails."""
    with nequi.unit_of_work() as s:
        s.add(
            CustomerContact(
                customer_id=customer_id, name=name, email=email, receives_statements=receives
            )
        )
        record(s, actor, "contact.added", f"customer:{customer_id}", email)


def remove_contact(customer_id: int, contact_id: int, *, actor: str) -> None:
    """Remove a contact of this customer; a missing one is no error."""
    with nequi.unit_of_work() as s:
        contact = s.get(CustomerContact, contact_id)
        if contact is not None and contact.customer_id == customer_id:
            record(s, actor, "contact.removed", f"customer:{customer_id}", contact.email)
            s.delete(contact)
