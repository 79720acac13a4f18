"""What must hold about receipts: part of ``flask nequi check``."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, not_, or_, select
from sqlalchemy.orm import Session

from storefront.debts.models import Allocation, Booking, Credit
from storefront.extensions import nequi
from storefront.numbering import gaps
from storefront.receipts.models import Receipt, ReceiptLine, ReceiptSeries


@nequi.check
def numbers_have_no_gaps(s: Session) -> Iterator[str]:
    """Per series: consecutive from its first receipt, and ``next`` follows the last."""
    return gaps(s, ReceiptSeries, Receipt.sequence, Receipt.series)


@nequi.check
def receipts_equal_their_payments(s: Session) -> Iterator[str]:
    """A live receipt is its booking's, for the same sum (what went back since then is added),
    and its lines add up to it."""
    lines = (
        select(func.coalesce(func.sum(ReceiptLine.cents), 0))
        .where(ReceiptLine.receipt_id == Receipt.id)
        .correlate(Receipt)
        .scalar_subquery()
    )
    query = (
        select(Receipt.number, Receipt.id, Receipt.total_cents, lines, Booking)
        .outerjoin(Booking, Booking.message_id == Receipt.message_id)
        .where(Receipt.voided_at.is_(None))
    )
    for number, receipt_id, total, sum_of_lines, booking in s.execute(query):
        gone = _gone_since(s, receipt_id)
        if booking is None or booking.receipt_id != receipt_id:
            yield f"receipt {number} is not the live receipt of a payment"
        elif not total == sum_of_lines == booking.cents + gone:
            yield f"receipt {number}: {total}, lines {sum_of_lines}, payment {booking.cents}"


def _gone_since(s: Session, receipt_id: int) -> int:
    """What went back of a payment after its receipt was made, in centavos.

    What only moved between saldo a favor and a document is still here.
    """
    gone, paid_again = 0, or_(Credit.spent_id.is_not(None), Credit.again_id.is_not(None))
    for model, stayed in ((Allocation, Allocation.freed), (Credit, paid_again)):
        mine = (model.receipt_id == receipt_id, model.taken_back_at.is_not(None), not_(stayed))
        gone += int(s.scalar(select(func.coalesce(func.sum(model.cents), 0)).where(*mine)) or 0)
    return gone
