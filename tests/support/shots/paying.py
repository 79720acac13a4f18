"""The payment page in every state, each on an order of its own, and that order's page."""
from __future__ import annotations

from playwright.sync_api import Page

from tests.support.shots.papers import paper
from tests.support.shots.stage import Stage, ask, in_state, order

ENDINGS = (
    ("pay-rejected", "3001000002", "rejected"),
    ("pay-no-nequi", "3001000004", "failed"),
    ("pay-refused", "3001000007", "failed"),
    ("pay-review", "3001000018", "review"),
)
NO_ENTRY = {"create": {"status": 401, "times": 1}, "token": {"status": 503, "times": 99}}


def paid(on: Stage) -> None:
    """Asked with a number that is none, then with one that takes its time, then accepted."""
    with on.camera.person() as page:
        order(on, page)
        on.camera.shoot(page, "pay-form")
        ask(page, "12")
        page.wait_for_load_state()
        on.camera.shoot(page, "pay-form-error")
        on.phone.fault(latency={"create": 12})
        ask(page, on.number())
        in_state(page, "sending")
        on.camera.shoot(page, "pay-sending")
        on.phone.fault()
        in_state(page, "waiting")
        on.phone.advance(21)  # what to do when nothing arrives stands there after 20 s
        page.reload()
        on.camera.shoot(page, "pay-waiting")
        mails_itself(page)
        on.phone.accept()
        in_state(page, "approved")
        on.camera.shoot(page, "pay-approved")
        on.links["paid-page"] = page.url
        page.goto(on.link(on.mail("order-received"), "/pedido/"))
        on.camera.shoot(page, "order-paid")
        proof = page.locator('a[href*="/comprobante/"]').first
        on.links["payment"] = (proof.get_attribute("href") or "").rpartition("/")[2]
        paper(on, page, "paper-order-proof", proof)


def mails_itself(page: Page) -> None:
    """The waiting page's link, to an address typed on it."""
    form = page.locator("[data-form=send-mail]")
    page.locator("summary", has_text="Envíame el enlace").click()
    form.locator("[name=email]").fill("mariana@correo.example")
    form.get_by_role("button").click()
    page.wait_for_load_state()


def endings(on: Stage) -> None:
    """What certain numbers of the simulator do by themselves."""
    for name, phone, state in ENDINGS:
        with on.camera.person() as page:
            order(on, page)
            ask(page, phone)
            in_state(page, state)
            on.camera.shoot(page, name)


def not_sent(on: Stage) -> None:
    """Nequi lets nobody in: certain that nothing was asked."""
    with on.camera.person() as page:
        order(on, page)
        on.phone.fault(http=NO_ENTRY)
        ask(page, on.number())
        in_state(page, "failed")
        on.phone.fault()
        on.camera.shoot(page, "pay-not-sent")


def cancelled(on: Stage) -> None:
    """The request is withdrawn, then the order."""
    with on.camera.person() as page:
        order(on, page)
        link = on.link(on.mail("order-received"), "/pedido/")
        page.goto(link)
        on.camera.shoot(page, "order-unpaid")
        page.go_back()
        ask(page, on.number())
        in_state(page, "waiting")
        page.locator("[data-form=cancel-payment] button").first.click()
        in_state(page, "cancelled")
        on.camera.shoot(page, "pay-cancelled")
        page.goto(link)
        page.locator(".cancel-order summary").click()
        page.locator("[data-form=cancel-order] button").click()
        page.wait_for_load_state()
        on.camera.shoot(page, "order-cancelled")


def code(on: Stage) -> None:
    """The QR code, and how it says that it was paid."""
    with on.camera.person() as page:
        order(on, page)
        page.locator("[data-form=pay-qr] button").click()
        in_state(page, "waiting")
        on.camera.shoot(page, "pay-qr")
        on.phone.accept()
        in_state(page, "approved")
        on.camera.shoot(page, "pay-qr-approved")


def time_passes(on: Stage) -> None:
    """Nobody answers, and nobody knows: both seen at once and after the time is up."""
    with on.camera.person() as page:
        order(on, page)
        ask(page, on.number())
        in_state(page, "waiting")
        on.phone.advance(16 * 60)
        in_state(page, "expired")
        on.camera.shoot(page, "pay-expired")
    with on.camera.person() as page:
        order(on, page)
        ask(page, "3001000009")
        in_state(page, "unknown")
        on.camera.shoot(page, "pay-unknown")
        on.phone.advance(21 * 60)
        page.reload()
        in_state(page, "unknown")
        on.camera.shoot(page, "pay-unknown-free")
