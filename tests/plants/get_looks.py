"""Opening a payment page sets its turn: a mail scanner makes us ask Nequi."""

from __future__ import annotations

from nequi_plugin.checkout import views
from nequi_plugin.checkout.attempt import latest
from nequi_plugin.checkout.pages import Page, render_page
from nequi_plugin.service import actions
from tests.plants import Put


def plant(put: Put) -> None:
    def looking(page: Page, *more: object) -> object:
        attempt = latest(page.door.desk, page.door.session(), page.kind, page.key)
        if attempt is not None:
            actions.look_now(page.door.desk, attempt.row.message_id)
        return render_page(page, *more)  # type: ignore[arg-type] # handed through as they came

    put(views, "render_page", looking)
