"""Who may open a page of the back office; every admin view wears one of these."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import abort
from flask_login import current_user, login_required
from werkzeug.security import check_password_hash

P = ParamSpec("P")
R = TypeVar("R")


def staff_required(view: Callable[P, R]) -> Callable[P, R]:
    """Owners and clerks; others are led to the sign-in page and back."""
    guarded: Callable[P, R] = login_required(view)
    return guarded


def owner_required(view: Callable[P, R]) -> Callable[P, R]:
    """Owners only; a clerk gets 403 with a sentence."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if not current_user.is_owner:
            abort(403)
        return view(*args, **kwargs)

    return staff_required(guarded)


def actor() -> str:
    """The signed-in person's e-mail, as the audit trail and the plugin's records name it."""
    return str(current_user.email)


def is_own_password(typed: str | None) -> bool:
    """Whether the signed-in person typed her password: an open session alone proves nobody."""
    return check_password_hash(current_user.password_hash, typed or "")
