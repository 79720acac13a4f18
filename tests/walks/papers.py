"""The PDFs that people download, opened where they stand."""
from __future__ import annotations

from urllib.parse import urljoin

from playwright.sync_api import APIResponse, Page

from tests.storefront.papers import Paper


def paper(page: Page, link: str) -> Paper:
    """The file behind the link of this name, fetched as the page's own reader."""
    address = page.get_by_role("link", name=link, exact=True).get_attribute("href") or ""
    return _read(page.context.request.get(urljoin(page.url, address)))


def posted(page: Page, form: str) -> Paper:
    """The file behind the button of this form, whose opening makes a link."""
    place = page.locator(f"[data-form={form}]")
    proof = place.locator("[name=csrf_token]").get_attribute("value") or ""
    return _read(page.context.request.post(
        urljoin(page.url, place.get_attribute("action") or ""),
        form={"csrf_token": proof}, headers={"Referer": page.url}))


def _read(answer: APIResponse) -> Paper:
    assert answer.headers["content-type"] == "application/pdf"
    return Paper(answer.body())
