"""Adjustments of what is on the shelf. The one place that changes ``variant.stock``.

One conditional UPDATE decides, so that the stock never falls below what orders hold, whatever
is sold meanwhile; every adjustment is written down with who made it.
"""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storefront.audit import record
from storefront.catalog.models import StockChange, Variant
from storefront.catalog.rules import StockKind, pieces
from storefront.extensions import nequi


class TooFew(Exception):
    """Fewer pieces can be taken away; ``available`` is how many."""

    def __init__(self, available: int) -> None:
        super().__init__(f"{available} available")
        self.available = available


def adjust(variant_id: int, kind: StockKind, typed: int, actor: str, note: str) -> int:
    """Pieces came, went or were counted; gives what can be bought now.

    Raises TooFew, and LookupError for a variant that is not there.
    """
    with nequi.unit_of_work() as s:
        return write_down(s, variant_id, kind, typed, actor, note)


def write_down(
    s: Session, variant_id: int, kind: StockKind, typed: int, actor: str, note: str
) -> int:
    """The same inside an open unit of work."""
    mine = select(Variant).filter_by(id=variant_id).with_for_update()
    row = s.scalar(mine.execution_options(populate_existing=True))
    if row is None:
        raise LookupError(f"variant {variant_id}")
    change = pieces(kind, typed, row.stock - row.taken)
    changed = s.execute(
        update(Variant)
        .where(Variant.id == variant_id, Variant.stock + change >= Variant.taken)
        .values(stock=Variant.stock + change)
        .execution_options(synchronize_session=False)
    )
    if not changed.rowcount:  # type: ignore[attr-defined] # an UPDATE has one
        raise TooFew(row.stock - row.taken)
    s.refresh(row)
    available = row.stock - row.taken
    s.add(
        StockChange(
            variant_id=variant_id,
            at=nequi.now(),
            actor=actor,
            kind=kind,
            pieces=change,
            available=available,
            note=note,
        )
    )
    record(s, actor, "stock.adjusted", f"variant:{variant_id}", f"{change:+d} → {available}")
    return available
