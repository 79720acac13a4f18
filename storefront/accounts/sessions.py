"""Flask-Login wired: the session id carries the account's epoch."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from storefront.accounts.models import User
from storefront.db import db
from storefront.extensions import login_manager


def init_app(app: Flask) -> None:
    """Bind the login manager; a guarded page leads to the sign-in form and back."""
    login_manager.init_app(app)
    login_manager.login_view = "accounts.sign_in"
    login_manager.login_message = _l("Entra para seguir.")
    login_manager.session_protection = "basic"


@login_manager.user_loader  # type: ignore[untyped-decorator] # flask-login ships no types
def load(session_id: str) -> User | None:
    """The account of a session, or None when it is closed or its epoch has moved on."""
    key, _dot, epoch = session_id.partition(".")
    if not (key.isdigit() and epoch.isdigit()):
        return None
    user = db.session.get(User, int(key))
    return user if user and user.active and user.epoch == int(epoch) else None
