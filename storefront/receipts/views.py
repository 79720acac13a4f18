"""Anyone may check a comprobante: ``/recibo/<code>`` says whether the money arrived."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from storefront.db import db
from storefront.debts.models import Booking
from storefront.receipts import reading, voiding
from storefront.receipts.verify import opened

blueprint = Blueprint("receipts", __name__, url_prefix="/recibo")
LONGEST = 40


@blueprint.get("")
def ask() -> ResponseReturnValue:
    """Where the printed code is typed; it leads to the page that a QR code opens."""
    code = "".join(request.args.get("codigo", "").split())[:LONGEST]
    if code:
        return redirect(url_for(".show", code=code), 303)
    return render_template("receipts/ask.html")


@blueprint.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """Valid, returned or unknown; never who paid."""
    message_id = opened(code)
    booking = (
        db.session.scalar(select(Booking).filter_by(message_id=message_id)) if message_id else None
    )
    number = ""
    if booking is not None and booking.receipt_id is not None:
        number = reading.numbers({booking.receipt_id})[booking.receipt_id]
    voided = voiding.earlier(message_id) if message_id else []
    html = render_template(
        "receipts/verify.html", booking=booking, number=number, code=code, voided=voided
    )
    answer = make_response(html, 200 if booking else 404)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
