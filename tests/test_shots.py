"""Every page and mail has its picture in ``dev.py shots``; no browser is needed to know."""
from __future__ import annotations

from pathlib import Path

from storefront import create_app
from tests.support.shots import plan
from tools.places import ROOT

MAILS = ("templates/mail", "templates/nequi/mail", "nequi_plugin/templates/nequi/mail")


def test_every_page_has_a_picture(tmp_path: Path) -> None:
    app = create_app({
        "STORE_ENV": "development", "STORE_DATA_DIR": str(tmp_path), "NEQUI_WORKER": "none"})
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}

    assert pages - plan.endpoints() == set(), "add these to tests/support/shots/plan.py"
    assert plan.endpoints() - pages == set(), "these are gone: take them out of the plan"


def test_every_kind_of_mail_has_a_picture() -> None:
    kinds = {found.parent.name for folder in MAILS for found in (ROOT / folder).glob("*/body.html")}

    assert kinds == set(plan.MAILS)

