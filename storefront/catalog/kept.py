"""The shelf as it was last read: a second old at most, and never older than a change of ours.

A commit of this process that touched a product, a variant or a category is seen by the next
look; what another process changes is seen within ``FRESH_SECONDS``. Nothing is sold by what is
kept here: the cart and the order read the rows themselves.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable
from dataclasses import dataclass, field

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from storefront.catalog.models import Category, Product, Variant
from storefront.catalog.offers import Card, Group
from storefront.catalog.service import ShelfRows, cards_of, groups_of, read_rows
from storefront.db import db
from storefront.keptpages import Page

FRESH_SECONDS = 1.0
WATCHED = (Category, Product, Variant)
TABLES = frozenset(model.__tablename__ for model in WATCHED)
TOUCHED = "store_shelf_touched"


@dataclass(frozen=True, eq=False)
class Shelf:
    """Everything on sale, in its order; ``pages`` were made of it and go with it."""

    groups: tuple[Group, ...]
    cards: tuple[Card, ...]
    by_slug: dict[str, Card]
    pages: dict[Hashable, Page] = field(default_factory=dict)

    def of(self, category: str) -> tuple[Card, ...]:
        """The cards of one category (its slug), or all of them for an empty one."""
        if not category:
            return self.cards
        return tuple(card for card in self.cards if card.category_slug == category)


class Keeper:
    """One app's kept shelf. ``changes`` counts the commits that touched a watched row."""

    def __init__(self) -> None:
        self.changes = 0
        self._lock = threading.Lock()
        self._rows: ShelfRows = ((), ())
        self._shelf: Shelf | None = None
        self._read_at = 0.0
        self._seen = -1

    def shelf(self) -> Shelf:
        """The kept one while it is fresh; else read anew, the same object if nothing changed."""
        with self._lock:
            if self._shelf is None or not self._fresh():
                self._shelf = self._anew(self._shelf)
            return self._shelf

    def _fresh(self) -> bool:
        return self._seen == self.changes and time.monotonic() - self._read_at < FRESH_SECONDS

    def _anew(self, kept: Shelf | None) -> Shelf:
        """The count is taken before the read: a change that comes meanwhile is not missed."""
        seen, read_at = self.changes, time.monotonic()
        rows = read_rows()
        if kept is None or rows != self._rows:
            cards = cards_of(rows[1])
            kept = Shelf(groups_of(rows[0]), cards, {card.slug: card for card in cards})
        self._rows, self._seen, self._read_at = rows, seen, read_at
        return kept


def shelf() -> Shelf:
    """What the shop shows now."""
    keeper: Keeper = current_app.extensions["store_shelf"]
    return keeper.shelf()


def init_shelf(app: Flask) -> None:
    """Keep the shelf of ``app`` and watch this process's commits for changes of it."""
    app.extensions["store_shelf"] = Keeper()


@event.listens_for(db.session, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    table = getattr(state.statement, "table", None)
    if not state.is_select and getattr(table, "name", "") in TABLES:
        state.session.info[TOUCHED] = True


@event.listens_for(db.session, "after_flush")
def _flushed(s: Session, _context: object) -> None:
    if any(isinstance(row, WATCHED) for rows in (s.new, s.dirty, s.deleted) for row in rows):
        s.info[TOUCHED] = True


@event.listens_for(db.session, "after_commit")
def _committed(s: Session) -> None:
    if s.info.pop(TOUCHED, False):
        current_app.extensions["store_shelf"].changes += 1


@event.listens_for(db.session, "after_rollback")
def _rolled_back(s: Session) -> None:
    s.info.pop(TOUCHED, None)
