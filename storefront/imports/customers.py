"""Drafts of customers beside the customers that are here, and how a new one is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from sqlalchemy import select

from storefront.customers import service
from storefront.customers.models import Customer
from storefront.customers.rules import CustomerData
from storefront.db import AnySession
from storefront.imports.chunks import chunks
from storefront.imports.customer_rows import Document, Here, verdict
from storefront.imports.verdicts import Draft, Verdict

NAMES = [field.name for field in fields(CustomerData)]


def judge(
    s: AnySession, drafts: Sequence[Draft[CustomerData]]
) -> list[Verdict[CustomerData]]:
    """What would happen to each of them now."""
    numbers = {draft.data.id_number for draft in drafts if draft.data}
    here: dict[Document, Here] = {}
    for some in chunks(numbers):
        for row in s.scalars(select(Customer).where(Customer.id_number.in_(some))):
            data = CustomerData(**{name: getattr(row, name) for name in NAMES})
            here[row.id_type, row.id_number] = Here(row.id, data)
    return [verdict(draft, here) for draft in drafts]


def write(s: AnySession, data: CustomerData, actor: str) -> int:
    """As typed by hand."""
    return service.put(s, data, actor=actor)
