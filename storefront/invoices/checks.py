"""What must hold about documentos de cobro: part of ``flask nequi check``."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from storefront.extensions import nequi
from storefront.invoices.models import DocumentKind, DocumentSeries, Invoice, InvoiceLine
from storefront.numbering import gaps


@nequi.check
def document_numbers_have_no_gaps(s: Session) -> Iterator[str]:
    """Per prefix: consecutive from the first one, and ``next`` follows the last."""
    return gaps(s, DocumentSeries, Invoice.sequence, Invoice.series)


@nequi.check
def documents_equal_their_lines(s: Session) -> Iterator[str]:
    """A document asks for what its lines add up to, base and IVA each."""
    base = func.coalesce(func.sum(InvoiceLine.base_cents), 0)
    vat = func.coalesce(func.sum(InvoiceLine.vat_cents), 0)
    query = (
        select(Invoice.number, Invoice.total_cents, base, vat)
        .outerjoin(InvoiceLine, InvoiceLine.invoice_id == Invoice.id)
        .where(Invoice.kind == DocumentKind.OWN)
        .group_by(Invoice.id)
        .having(or_(
            Invoice.base_cents.is_distinct_from(base), Invoice.vat_cents.is_distinct_from(vat),
            Invoice.total_cents != base + vat,
        ))
    )  # fmt: skip
    for number, total, based, taxed in s.execute(query):
        yield f"document {number}: {total}, its lines {based} and IVA {taxed}"
