"""A customer as typed or read from a file, and what its address must look like. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

LONGEST_NAME = 120
MOST_DAYS = 365
USUAL_DAYS = 30
"""Credit days of a customer of whom nobody said another term."""


@dataclass(frozen=True)
class CustomerData:
    """A customer as typed and already normalised; rates as ``Customer`` keeps them."""

    name: str
    id_type: str
    id_number: str
    dv: str
    email: str
    phone: str
    credit_days: int
    retains: bool | None = None
    income_rate: int = 0
    vat_rate: int = 0
    city_rate: int = 0


def is_address(text: str) -> bool:
    """Whether mail could be sent there, by the rule of the form's field."""
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
