"""Forms behind mailed links: their CSRF proof is stateless, so no cookie is needed.

The proof is an HMAC of link id, purpose and hour. A foreign site cannot make one, a page
stays usable for two hours, and a mail app's cookieless browser can post it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import ValidationError
from wtforms.csrf.core import CSRF, CSRFTokenField

from storefront.extensions import nequi
from storefront.signing import secrets_now

HOURS_VALID = 2
_HOUR = re.compile(r"[0-9]{1,9}")


def _proof(key: str, link: str, purpose: str, hour: int) -> str:
    text = f"link-form|{link}|{purpose}|{hour}".encode()
    return f"{hour}.{hmac.new(key.encode(), text, hashlib.sha256).hexdigest()}"


def _hour(now: datetime) -> int:
    return int(now.timestamp()) // 3600


class LinkCSRF(CSRF):  # type: ignore[misc] # wtforms ships no types
    """WTForms' door for an own CSRF proof; ``csrf_context`` is (link id, purpose)."""

    link: str
    purpose: str

    def setup_form(self, form: Any) -> Any:
        link, self.purpose = form.meta.csrf_context
        self.link = str(link)
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        return _proof(secrets_now()[0], self.link, self.purpose, _hour(nequi.now()))

    def validate_csrf_token(self, form: Any, field: CSRFTokenField) -> None:
        given = field.data or ""
        found = _HOUR.match(given)
        hour = int(found.group()) if found else 0
        fresh = 0 <= _hour(nequi.now()) - hour <= HOURS_VALID
        proofs = (_proof(key, self.link, self.purpose, hour) for key in secrets_now())
        if not fresh or not any(
            hmac.compare_digest(given.encode(), proof.encode()) for proof in proofs
        ):
            raise ValidationError(_("Esta página llevaba mucho tiempo abierta. Envíala otra vez."))


class LinkForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    """``MyForm(link=link.id, purpose="statement")``; its view is exempt from Flask-WTF's check.

    Mark the view with ``@csrf.exempt`` and call ``validate_on_submit()`` before acting.
    """

    class Meta:
        csrf = True
        csrf_class = LinkCSRF
        csrf_field_name = "csrf_token"

    def __init__(self, *args: Any, link: int | str, purpose: str, **kwargs: Any) -> None:
        meta = {"csrf_context": (link, purpose), **kwargs.pop("meta", {})}
        super().__init__(*args, meta=meta, **kwargs)
