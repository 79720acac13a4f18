"""The PDFs that people download, opened where they stand."""
from __future__ import annotations

from urllib.parse import urljoin

from playwright.sync_api import Page

from tests.storefront.papers import Paper


def paper(page: Page, link: str) -> Paper:
    """The file behind the link of this name, fetched as the page's own reader."""
    address = page.get_by_role("link", name=link, exact=True).get_attribute("href") or ""
    answer = page.context.request.get(urljoin(page.url, address))
    assert answer.headers["content-type"] == "application/pdf"
    return Paper(answer.body())
