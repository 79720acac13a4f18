"""Staff whose password is quick to check; the product's own slow hash guards the demo's people."""

from __future__ import annotations

from functools import cache

from werkzeug.security import generate_password_hash

from storefront.accounts.models import Role, User
from storefront.extensions import nequi

PASSWORD = "una-clave-larga"


def hire(email: str, name: str, role: Role) -> None:
    """A new account that signs in with PASSWORD; runs in the app's context."""
    with nequi.unit_of_work() as s:
        s.add(User(email=email, name=name, role=role, password_hash=_quick()))


@cache
def _quick() -> str:
    return generate_password_hash(PASSWORD, "pbkdf2:sha256:1000")
