"""The control API under /_sim: for tests and people, never part of Nequi."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, Conflict, NotFound

from nequi_plugin.simulator import account
from nequi_plugin.simulator.clock import iso
from nequi_plugin.simulator.faults import BadFault
from nequi_plugin.simulator.gateway import METHODS, simulator
from nequi_plugin.simulator.ledger import book_json, push_json
from nequi_plugin.simulator.phones import MOBILE
from nequi_plugin.simulator.push import Push, State, Way
from nequi_plugin.simulator.sameorigin import require_same_origin

control = Blueprint("sim_control", __name__, url_prefix="/_sim")
control.before_request(require_same_origin)
Json = dict[str, Any]
ENDED = (State.REJECTED, State.EXPIRED, State.CANCELLED)


@control.route("/", defaults={"_path": ""}, methods=METHODS)
@control.route("/<path:_path>", methods=METHODS)
def unknown(_path: str) -> Response:
    """Anything else here is a mistake in a test, not a call to Nequi."""
    raise NotFound("the control API has no such door, or not with this method")


@control.errorhandler(BadRequest)
@control.errorhandler(Conflict)
@control.errorhandler(NotFound)
def trouble(error: BadRequest | Conflict | NotFound) -> tuple[Json, int]:
    """Errors as JSON."""
    return {"error": error.description}, error.code or 400


@control.get("/health")
def health() -> Json:
    """Alive, and by which clock."""
    return {"ok": True, "now": iso(simulator().now())}


@control.get("/requests")
def requests() -> list[Json]:
    """Every push and code, oldest first, phones unmasked; an unpaid code has none."""
    sim = simulator()
    sim.settle_all()
    return [push_json(push) for push in sim.book.pushes()]


@control.post("/requests/<int:push_id>/accept")
def accept(push_id: int) -> Json:
    """The payer accepts; {"late": true} lets money come after the request's end.

    A code is paid with {"phone": "3#########"}, or from another bank without one.
    """
    return _decide(push_id, State.PAID)


@control.post("/requests/<int:push_id>/reject")
def reject(push_id: int) -> Json:
    """The payer rejects; a code cannot be rejected, for nobody was asked."""
    return _decide(push_id, State.REJECTED)


def _decide(push_id: int, state: State) -> Json:
    sim, body = simulator(), _body()
    late = body.get("late") is True
    push = sim.book.find(push_id)
    if push is None:
        raise NotFound("no request has this id")
    push = _payer(sim.settle(push), state, body.get("phone"))
    is_late = late and state is State.PAID and push.state in ENDED
    if push.state is not State.PENDING and not is_late:
        raise Conflict(f"the request is {push.state}")
    if not sim.decide(push, state, why="late" if is_late else "control"):
        raise Conflict("somebody else decided at the same time")
    return push_json(sim.book.find(push_id) or push)


def _payer(push: Push, state: State, phone: object) -> Push:
    """The request as its payer decides it: a code gets the phone that scanned it."""
    if push.way is not Way.QR:
        return push
    if state is not State.PAID:
        raise Conflict("a code is paid or expires: nobody can reject it")
    if phone is not None and not (isinstance(phone, str) and MOBILE.fullmatch(phone)):
        raise BadRequest('phone: "3#########", or none for another bank')
    return replace(push, phone=push.phone or phone or "")


@control.get("/clock")
def clock() -> Json:
    """Business time and its offset in seconds."""
    sim = simulator()
    return {"offset": sim.clock.offset, "now": iso(sim.now())}


@control.post("/clock")
def move_clock() -> Json:
    """{"advance": seconds} or {"offset": seconds}."""
    sim, body = simulator(), _body()
    try:
        if "offset" in body:
            sim.clock.set_offset(_number(body["offset"]))
        else:
            sim.clock.advance(_number(body.get("advance")))
    except ValueError as error:
        raise BadRequest(str(error)) from error
    sim.settle_all()
    return clock()


@control.get("/faults")
def faults() -> Json:
    """The faults in force."""
    return simulator().faults.as_json()


@control.post("/faults")
def set_faults() -> Json:
    """Replace the faults that the body names."""
    try:
        simulator().faults.set(_body())
    except BadFault as error:
        raise BadRequest(str(error)) from error
    return faults()


@control.delete("/faults")
def clear_faults() -> Json:
    """No faults."""
    simulator().faults.clear()
    return faults()


@control.get("/book")
def book() -> Json:
    """Everything that was requested, captured, called and noted."""
    sim = simulator()
    sim.settle_all()
    return book_json(sim.book)


@control.post("/reset")
def reset() -> Json:
    """As new: book, faults, tokens, merchant and clock."""
    simulator().reset()
    return {"ok": True}


@control.post("/tokens/revoke")
def revoke_tokens() -> Json:
    """Make every token worthless: the next call hears 401."""
    simulator().tokens.revoke_all()
    return {"ok": True}


@control.get("/merchant")
def merchant() -> Json:
    """The merchant account and its code."""
    found = account.current(simulator().book)
    return {"type": found.type, "number": found.number, "name": found.name, "code": found.code}


@control.post("/merchant")
def set_merchant() -> Json:
    """Change any of type, number and name."""
    sim, body = simulator(), _body()
    before = account.current(sim.book)
    wanted = [str(body.get(n, getattr(before, n))) for n in ("type", "number", "name")]
    try:
        account.save(sim.book, account.account_from(*wanted))
    except account.Invalid as error:
        raise BadRequest(f"{error.field}: {error}") from error
    return merchant()


@control.get("/webhook")
def webhook() -> Json:
    """Where notices go."""
    return {"url": simulator().courier.url}


@control.post("/webhook")
def set_webhook() -> Json:
    """{"url": "...", "secret": "..."}: an empty url stops the notices."""
    courier, body = simulator().courier, _body()
    courier.url = str(body.get("url", courier.url))
    courier.secret = str(body.get("secret", courier.secret))
    return webhook()


def _body() -> Json:
    if not request.get_data():
        return {}
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise BadRequest("send a JSON object")
    return body


def _number(value: object) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
        raise ValueError('send {"advance": seconds} or {"offset": seconds}')
    return float(value)
