"""What pages, the webhook and mails of one app need of it; made once by ``init_app``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from flask import url_for
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nequi_plugin.bogota import bogota_date
from nequi_plugin.checkout.forms import PageProof
from nequi_plugin.desk import Desk
from nequi_plugin.links import page_token

if TYPE_CHECKING:
    from nequi_plugin.runtime import Runtime

DAYS = 30


@dataclass(frozen=True)
class Door:
    """The service's desk, the request's session (for reads only) and the signing secrets;
    ``engine`` is for a read without a session.

    ``phone_page_url`` is the simulator's phone, None where real money moves.
    """

    desk: Desk
    session: Callable[[], Session]
    engine: Callable[[], Engine]
    secrets: tuple[bytes, ...]
    phone_page_url: str | None = None
    qr_other_banks: bool = False

    @property
    def test_mode(self) -> bool:
        """Whether a simulator takes Nequi's place."""
        return self.phone_page_url is not None

    def proof(self, token: str, purpose: str) -> PageProof:
        """The stateless proof of one form of one page."""
        return PageProof(self.secrets, token, purpose, self.desk.now())

    def page_url(self, kind: str, key: str) -> str:
        """The path of a payable's payment page, good for thirty days; inside a request."""
        last_day = bogota_date(self.desk.now()) + timedelta(days=DAYS)
        return url_for("nequi.page", token=page_token(self.secrets, kind, key, last_day))


def door_of(runtime: Runtime) -> Door:
    """The door of one app."""
    return Door(
        desk=runtime.desk,
        session=lambda: cast(Session, runtime.db.session()),
        engine=lambda: cast(Engine, runtime.db.engine),
        secrets=runtime.settings.secrets,
        phone_page_url=runtime.settings.simulator_url or None,
        qr_other_banks=runtime.settings.qr_other_banks,
    )
