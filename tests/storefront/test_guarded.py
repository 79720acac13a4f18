"""No page of the back office opens, and none acts, for somebody who has not signed in."""

from __future__ import annotations

import re
from pathlib import Path

from tests.storefront.offices import make_office, token


def test_every_office_page_asks_who_you_are(tmp_path: Path) -> None:
    office = make_office(tmp_path)
    client = office.client()
    proof = token(client.get("/entrar").text)
    tried = 0
    for rule in office.app.url_map.iter_rules():
        if not rule.rule.startswith("/admin"):
            continue
        path = rule.rule
        for name in rule.arguments:
            for kind in ("", "int:", "string:"):
                path = path.replace(f"<{kind}{name}>", "1")
            path = re.sub(rf"<any\((\w+)[^)]*\):{name}>", r"\1", path)
        for method in (rule.methods or set()) & {"GET", "POST"}:
            answer = client.open(path, method=method, data={"csrf_token": proof})
            assert answer.status_code == 302, f"{method} {path}"
            assert answer.location.startswith("/entrar"), f"{method} {path}"
            tried += 1
    assert tried > 20
