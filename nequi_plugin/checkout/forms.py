"""Forms of the payment page: their CSRF proof is stateless, so no cookie is needed.

The proof is an HMAC of the page's token, the purpose and the hour; a page stays usable for two
hours. A foreign site cannot make one, and a mail app's cookieless browser can post it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets as randomness
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wtforms import Form, HiddenField, StringField, ValidationError
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.validators import Length, Regexp

from nequi_plugin.checkout import words_es as words
from nequi_plugin.i18n import _

HOURS_VALID = 2
LONGEST_PHONE = 40


@dataclass(frozen=True)
class PageProof:
    """What a form's proof is made of: who signs, which page, which act, which hour."""

    secrets: Sequence[bytes]
    token: str
    purpose: str
    now: datetime

    def make(self) -> str:
        """The proof for this hour."""
        return self._of(self.secrets[0], self._hour())

    def fits(self, given: str) -> bool:
        """Whether ``given`` was made for this page and act within the last two hours."""
        hour = given.partition(".")[0]
        sane = hour.isascii() and hour.isdigit() and len(hour) < 12
        if not sane or not 0 <= self._hour() - int(hour) <= HOURS_VALID:
            return False
        fits = [
            hmac.compare_digest(given.encode(), self._of(secret, int(hour)).encode())
            for secret in self.secrets
        ]
        return any(fits)

    def _hour(self) -> int:
        return int(self.now.timestamp()) // 3600

    def _of(self, secret: bytes, hour: int) -> str:
        text = f"nequi-form\n{self.token}\n{self.purpose}\n{hour}".encode()
        return f"{hour}.{hmac.new(secret, text, hashlib.sha256).hexdigest()}"


class PageCSRF(CSRF):  # type: ignore[misc] # wtforms ships no types
    """WTForms' door for an own proof; ``csrf_context`` is a ``PageProof``."""

    proof: PageProof

    def setup_form(self, form: Any) -> Any:
        self.proof = form.meta.csrf_context
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        return self.proof.make()

    def validate_csrf_token(self, form: Any, field: CSRFTokenField) -> None:
        if not self.proof.fits(field.data or ""):
            raise ValidationError(_(words.STALE_FORM))


class PageForm(Form):  # type: ignore[misc] # wtforms ships no types
    """A form of one page and one act; ``proof`` is required."""

    class Meta:
        csrf = True
        csrf_class = PageCSRF
        csrf_field_name = "csrf_token"

    def __init__(self, data: Any = None, *, proof: PageProof, **values: Any) -> None:
        super().__init__(data, meta={"csrf_context": proof}, **values)


class CodeForm(PageForm):
    """Asks for a code; carries what was shown and a one-time key, and no amount."""

    form_key = HiddenField(validators=[Regexp(r"[A-Za-z0-9_-]{16,64}\Z")])
    digest = HiddenField(validators=[Regexp(r"[0-9a-f]{32}\Z")])


class PayForm(CodeForm):
    """The same with the number that a push goes to."""

    phone = StringField("Tu número Nequi", [Length(max=LONGEST_PHONE)])


class ActForm(PageForm):
    """A button: cancel, look again, declare. Nothing but its proof."""


class ChangeForm(PageForm):
    """Send again: ``reference`` is the attempt that was looked at, so that an old page
    changes nothing about a newer one."""

    reference = HiddenField(validators=[Length(max=10)])


class NumberForm(ChangeForm):
    """Send to another number instead."""

    phone = StringField("Otro número Nequi", [Length(max=LONGEST_PHONE)])


class LetterForm(PageForm):
    """Mail this page, or the comprobante, to an address that its reader types."""

    email = StringField("Correo", [Length(max=254)])


def new_form_key() -> str:
    """A one-time key: the same form sent twice is one payment."""
    return randomness.token_urlsafe(18)
