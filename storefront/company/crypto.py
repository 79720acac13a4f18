"""Secrets at rest: a text column that the database only ever sees encrypted."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from storefront.signing import secrets_now


def _fernet() -> MultiFernet:
    """Keys from ``STORE_SECRET_KEY``: the first encrypts, the others still decrypt."""
    digests = (hashlib.sha256(f"at-rest|{text}".encode()).digest() for text in secrets_now())
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class Encrypted(TypeDecorator[str]):
    """Text encrypted with the store's keys; unreadable (a lost key) reads as None."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _fernet().encrypt(value.encode()).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        try:
            return _fernet().decrypt(value.encode()).decode()
        except InvalidToken:
            return None
