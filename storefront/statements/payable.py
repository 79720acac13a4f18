"""A statement selection as a kind of payable: what the plugin asks, and what it tells."""

from __future__ import annotations

from flask_babel import gettext as _

from nequi_plugin import Due, Payment, Pesos
from storefront.credits import gone
from storefront.db import db
from storefront.debts import returns
from storefront.debts import service as debts
from storefront.debts.models import Debt
from storefront.debts.reading import payable
from storefront.debts.rules import askable
from storefront.debts.withholding import Withheld
from storefront.extensions import nequi
from storefront.invoices.reading import any_own
from storefront.money import Cents, floor_pesos, format_cents
from storefront.orders.credit import following
from storefront.orders.history import note
from storefront.orders.models import EventKind
from storefront.receipts.automatic import receive_later
from storefront.statements.models import Selection, SelectionLine
from storefront.statements.result import joined_by_an_order
from storefront.statements.sending import address

KIND = "statement"


@nequi.payable(KIND)
def due(key: str) -> Due | None:
    """The ticked debts: of each the smaller of what was frozen and what is payable now."""
    selection = _selection(key)
    if selection is None:
        return None
    owed = payable(db.session, [line.debt_id for line in selection.lines])
    parts = [
        (line.debt_id, _asked(line, owed[line.debt_id]))
        for line in selection.lines
    ]
    rows = {row.id: row for row in _debts(selection)}
    labels = {debt_id: row.label for debt_id, row in rows.items()}
    asked = [rows[debt_id] for debt_id, part in parts if part]
    return Due(
        pesos=Pesos(sum(floor_pesos(part) for _debt, part in parts)),
        description=_describe(selection, asked),
        claims=tuple(f"debt:{debt_id}" for debt_id, _part in parts),
        return_url="" if joined_by_an_order(selection) else address(selection.link_id),
        shown=",".join(f"{debt_id}={part}" for debt_id, part in parts),
        lines=tuple((labels[debt_id], floor_pesos(part)) for debt_id, part in parts if part),
    )


@nequi.on_started(KIND)
def started(key: str, payment: Payment) -> None:
    """The selection is used from now on and never swept."""
    selection = _selection(key)
    if selection is not None:
        selection.used_at = nequi.now()


@nequi.on_approved(KIND)
def approved(key: str, payment: Payment) -> str | None:
    """Book the money on the ticked debts; never on others."""
    shares = _shares(key)
    sentence = debts.approve(
        db.session, payment, shares, customer_id=_owner(key), kept=_kept(key)
    )
    following.money_came(db.session, payment.message_id, _ids(shares))
    receive_later(db.session, payment)
    return sentence


@nequi.on_changed(KIND)
def changed(key: str, payment: Payment) -> str | None:
    """A part went back: its invoices are payable again by that much; or a later answer told
    another value: book it again in the frozen order."""
    with gone.watching(db.session, payment) as watch:
        sentence = _changed(payment, key)
    return watch.sentence or sentence


def _changed(payment: Payment, key: str) -> str | None:
    shares = _shares(key)
    before = payable(db.session, _ids(shares))
    if payment.refunded:
        returns.take_back_part(db.session, payment)
        for order, more in following.money_left(db.session, before):
            note(order, EventKind.REFUNDED_PART, format_cents(more))
        return None
    kept = _kept(key)
    sentence = debts.reallocate(db.session, payment, shares, customer_id=_owner(key), kept=kept)
    following.money_left(db.session, before)
    following.money_came(db.session, payment.message_id, _ids(shares))
    return sentence


@nequi.on_reversed(KIND)
def reversed_(key: str, payment: Payment) -> str | None:
    """The money went back: the invoices are payable again, also those that its saldo a favor
    paid."""
    before = payable(db.session, _ids(_shares(key)))
    with gone.watching(db.session, payment) as watch:
        debts.take_back(db.session, payment)
    for order, _more in following.money_left(db.session, before):
        note(order, EventKind.REVERSED, payment.message_id)
    return watch.sentence


def _describe(selection: Selection, rows: list[Debt]) -> str:
    """A selection without lines is what a person keeps as saldo a favor."""
    if not selection.lines:
        return str(_("Saldo a favor"))
    own = any_own(db.session, [row.id for row in rows])
    return describe([row.label for row in rows] or ["…"], own=own)


def describe(labels: list[str], *, own: bool = False) -> str:
    """``Factura FE-1038``, ``Facturas FE-1038 y FE-1051``; with one of our ``own`` documents among
    them ``Documentos``, since it is no factura."""
    first, last = ", ".join(labels[:-1]), labels[-1]
    if not first:
        one = _("Documento %(number)s", number=last)
        return str(one if own else _("Factura %(number)s", number=last))
    if own:
        return str(_("Documentos %(numbers)s y %(last)s", numbers=first, last=last))
    return str(_("Facturas %(numbers)s y %(last)s", numbers=first, last=last))


def _shares(key: str) -> list[tuple[int, Cents]]:
    selection = _selection(key)
    return [(line.debt_id, line.cents) for line in selection.lines] if selection else []


def _ids(shares: debts.Shares) -> list[int]:
    return [debt_id for debt_id, _cents in shares]


def _asked(line: SelectionLine, owed: Cents) -> Cents:
    """The smaller of what was frozen and what is payable beside the retention."""
    return Cents(min(line.cents, max(0, askable(Cents(owed - line.withheld_cents)))))


def _kept(key: str) -> dict[int, Withheld]:
    """The retentions that the payer declared, per debt."""
    selection = _selection(key)
    lines = selection.lines if selection else []
    return {line.debt_id: line.withheld for line in lines if line.withheld}


def _owner(key: str) -> int | None:
    selection = _selection(key)
    return selection.customer_id if selection else None


def _selection(key: str) -> Selection | None:
    return db.session.get(Selection, int(key)) if key.isascii() and key.isdigit() else None


def _debts(selection: Selection) -> list[Debt]:
    return [db.session.get_one(Debt, line.debt_id) for line in selection.lines]
