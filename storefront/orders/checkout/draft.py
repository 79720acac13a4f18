"""What a filled checkout says, as one frozen value: the input of ``place_order``."""

from __future__ import annotations

from dataclasses import dataclass

from storefront.orders.checkout.sale import Sale
from storefront.orders.models import Delivery


@dataclass(frozen=True, slots=True)
class Buyer:
    """Contact, delivery and, if asked for, whose name the invoice carries."""

    name: str
    email: str
    phone: str
    delivery: Delivery
    department: str = ""
    city: str = ""
    address: str = ""
    barrio: str = ""
    indications: str = ""
    invoice_id_type: str = ""
    invoice_id_number: str = ""
    invoice_name: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """One order to be: ``form_key`` makes it one, whatever is pressed how often.

    ``by`` is the member of the staff who takes it for its buyer, with an internal ``note``;
    both are empty at the shop's own checkout.
    """

    form_key: str
    sale: Sale
    buyer: Buyer
    consent_text: str
    consent_version: str
    by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """The order that a draft became (or had become already)."""

    order_id: int
    number: int
    link_id: int
    payable_now: bool
