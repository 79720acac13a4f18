"""What must hold about notas crédito: part of ``flask nequi check``."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from storefront.extensions import nequi
from storefront.invoices.models import DocumentSeries
from storefront.notes.models import CreditNote
from storefront.numbering import gaps


@nequi.check
def note_numbers_have_no_gaps(s: Session) -> Iterator[str]:
    """Those of our own series: consecutive, and ``next`` follows the last."""
    return gaps(s, DocumentSeries, CreditNote.sequence, CreditNote.series)
