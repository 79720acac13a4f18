"""What the statement's mail prints."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from storefront.company.gate import gate
from storefront.dates import long_date, short_date
from storefront.extensions import nequi
from storefront.statements.page import due_words
from storefront.statements.reading import Account
from storefront.statements.rules import Statement


def payee() -> str:
    """Who is paid, as Nequi registered it where that was verified, else the legal name."""
    now = gate()
    verified = now.credentials.verified_name if now.credentials else None
    return verified or now.merchant.name


def can_pay(statement: Statement) -> bool:
    """Whether mail and paper carry the button: Nequi is open and something is payable."""
    return nequi.is_open() is None and any(item.asked for item in statement.items)


def facts(seen: Account, link: str, expires: datetime) -> dict[str, object]:
    """Facts for ``mail/statement``: figures in centavos, dates ready to read."""
    statement, merchant = seen.statement, gate().merchant
    return {
        "name": seen.name,
        "document": seen.document,
        "statement": statement,
        "long_date": long_date(statement.at),
        "link": link,
        "domain": urlsplit(link).netloc,
        "expires": short_date(expires),
        "online": can_pay(statement),
        "payee": payee(),
        "due_words": due_words,
        "merchant": merchant,
        "shop_name": merchant.trade_name or merchant.name,
    }
