"""Sweeping selections that nobody used, while somebody begins to use one."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import select

from nequi_plugin import Link
from storefront.db import db
from storefront.extensions import nequi
from storefront.statements.choosing import freeze
from storefront.statements.models import Selection, SelectionLine
from tests.storefront.receiving import Till, running_till


@pytest.fixture
def till(database_url: str, tmp_path: Path) -> Iterator[Till]:
    with running_till(database_url, tmp_path) as running:
        yield running


def _old_selection(till: Till) -> int:
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        row = Selection(
            customer_id=till.customer(), link_id=1, created_at=nequi.now() - timedelta(days=2),
            lines=[SelectionLine(debt_id=till.debts()["FE-1051"], cents=100)],
        )  # fmt: skip
        s.add(row)
        s.flush()
        return row.id


def _freeze(till: Till, link: Link) -> None:
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        freeze(s, link, [])


def _lines(till: Till, selection_id: int) -> int:
    with till.shop.app.app_context():
        query = select(SelectionLine).where(SelectionLine.selection_id == selection_id)
        return len(db.session.scalars(query).all())


@pytest.fixture
def link(till: Till) -> Link:
    with till.shop.app.app_context():
        return Link(1, "statement", str(till.customer()), "", nequi.now())


def test_what_nobody_used_is_swept(till: Till, link: Link) -> None:
    old = _old_selection(till)
    _freeze(till, link)
    assert _lines(till, old) == 0


@pytest.mark.databases("postgresql")
def test_a_selection_that_is_just_being_used_keeps_its_lines(till: Till, link: Link) -> None:
    """Lines swept under a started payment would leave its money on no invoice at all."""
    old, taken, go = _old_selection(till), Event(), Event()

    def use() -> None:
        with till.shop.app.app_context(), nequi.unit_of_work() as s:
            s.get_one(Selection, old).used_at = nequi.now()
            s.flush()
            taken.set()
            assert go.wait(10)

    with ThreadPoolExecutor(2) as pool:
        using = pool.submit(use)
        assert taken.wait(10)
        sweeping = pool.submit(_freeze, till, link)
        go.wait(1)
        go.set()
        using.result()
        sweeping.result()
    assert _lines(till, old) == 1
