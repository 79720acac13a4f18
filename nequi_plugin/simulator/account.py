"""The merchant account that this Nequi knows; a person can edit it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nequi_plugin.simulator import codes
from nequi_plugin.simulator.book import Book
from nequi_plugin.simulator.messages import Refused

TYPES = ("NIT", "CC", "CE", "TI", "PP", "PEP", "PPT")
FORBIDDEN_CODE = "NIT_2"


@dataclass(frozen=True, slots=True)
class Account:
    """Type and number make the code (contract 5.3); `number` has no check digit."""

    type: str
    number: str
    name: str

    @property
    def code(self) -> str:
        return f"{self.type}_{self.number}"


DEFAULT = Account("NIT", "901555012", "LADERA OFICIOS SAS")
SANDBOX = Account("NIT", "1", "TIENDA DE PRUEBA")


class Invalid(ValueError):
    """A field of the account cannot be taken: `field` names it, the text says what to do."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def account_from(kind: str, number: str, name: str) -> Account:
    """The account of what a person typed. Raises Invalid."""
    kind, number, name = kind.strip().upper(), number.strip().upper(), " ".join(name.split())
    number = re.sub(r"[.\s]", "", number)
    if kind not in TYPES:
        raise Invalid("type", f"Elige uno de estos tipos: {', '.join(TYPES)}.")
    if not re.fullmatch(r"[0-9A-Z]{1,20}", number):
        raise Invalid("number", "Escribe el número sin guion ni dígito de verificación.")
    if not 1 <= len(name) <= 80:
        raise Invalid("name", "Escribe el nombre del comercio, de 1 a 80 letras.")
    return Account(kind, number, name)


def current(book: Book) -> Account:
    """The account as it is now."""
    rows = book.rows("SELECT type, number, name FROM account")
    return Account(**dict(rows[0])) if rows else DEFAULT


def save(book: Book, account: Account) -> None:
    """Replace the account."""
    with book.change() as db:
        db.execute(
            "INSERT OR REPLACE INTO account (one, type, number, name) VALUES (1, ?, ?, ?)",
            (account.type, account.number, account.name),
        )


def known(book: Book, code: str) -> Account | None:
    """The account of a code, None when this Nequi has no such merchant."""
    return next((a for a in (current(book), SANDBOX) if a.code == code), None)


def merchant(book: Book, code: str) -> Account:
    """The account that a request names. Raises Refused: 20-10A for NIT_2, else 11-9L."""
    account = known(book, code)
    if account is not None:
        return account
    raise Refused(codes.NO_PERMISSION if code == FORBIDDEN_CODE else codes.DOES_NOT_EXIST)
