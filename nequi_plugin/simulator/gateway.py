"""Nequi's own doors: token, credentials before routing, services, HTTP-layer trouble."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import cast

from flask import Blueprint, Response, current_app, json, request

from nequi_plugin.simulator.codes import PATHS, REQUEST_KEYS, Service
from nequi_plugin.simulator.core import Simulator
from nequi_plugin.simulator.create import UNREADABLE, create
from nequi_plugin.simulator.hangup import hang_up
from nequi_plugin.simulator.messages import Answer, Message, Refused, envelope, header_of, read
from nequi_plugin.simulator.qr import create_qr
from nequi_plugin.simulator.report import report
from nequi_plugin.simulator.status import status
from nequi_plugin.simulator.tokens import LIFETIME, is_client
from nequi_plugin.simulator.withdraw import cancel, reverse

nequi = Blueprint("sim_nequi", __name__)
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
HANDLERS: dict[Service, Callable[[Simulator, Message], Answer]] = {
    Service.CREATE: create,
    Service.STATUS: status,
    Service.CANCEL: cancel,
    Service.REVERSE: reverse,
    Service.REPORT: report,
    Service.CREATE_QR: create_qr,
}
ERRORS = {  # status -> (message, x-amzn-errortype); contract 4.4
    401: ("Unauthorized", "UnauthorizedException"),
    403: ("Forbidden", "ForbiddenException"),
    429: ("Too Many Requests", "TooManyRequestsException"),
    504: ("Endpoint request timed out", "InternalServerErrorException"),
}


def simulator() -> Simulator:
    """The simulator of the running app."""
    return cast(Simulator, current_app.extensions["nequi_simulator"])


@nequi.route("/oauth2/token", methods=METHODS)
@nequi.route("/token", methods=METHODS)
def token() -> Response:
    """Client credentials for a bearer token; the grant may come in the query or as a form."""
    sim = simulator()
    if sim.faults.now.down:
        return _no_answer()
    if request.method != "POST":
        return _trouble(403, "Missing Authentication Token")
    call_id = sim.book.call(Service.TOKEN, "", sim.now())
    http = sim.faults.take_http(Service.TOKEN)
    reply = _trouble(http) if http else _token_reply(sim)
    sim.book.answered(call_id, f"http {reply.status_code}")
    return _deliver(sim, Service.TOKEN, reply)


def _token_reply(sim: Simulator) -> Response:
    grant = request.args.get("grant_type") or request.form.get("grant_type")
    if grant != "client_credentials":
        return _json({"error": "unsupported_grant_type"}, 400)
    basic = request.headers.get("Authorization", "")
    if not is_client(basic, sim.config.client_id, sim.config.client_secret):
        return _json({"error": "invalid_client"}, 400)
    fresh = sim.tokens.issue(sim.now())
    seconds = int(LIFETIME.total_seconds())
    return _json({"access_token": fresh, "expires_in": seconds, "token_type": "Bearer"})


@nequi.route("/<path:_path>", methods=METHODS)
def service(_path: str) -> Response:
    """Everything below Nequi's host: credentials first, then the path, then the method."""
    sim = simulator()
    if sim.faults.now.down:
        return _no_answer()
    refusal = _credentials(sim)
    if refusal is not None:
        sim.book.call("unauthorized", "", sim.now())
        return refusal
    name = PATHS.get(request.path)
    if name is None:
        return _trouble(403)
    if request.method != "POST":
        return _trouble(403, "Missing Authentication Token")
    return _serve(sim, name, request.get_data())


def _credentials(sim: Simulator) -> Response | None:
    complaint = sim.tokens.complaint(request.headers.get("Authorization", ""), sim.now())
    if complaint:
        return _trouble(401, complaint)
    return None if request.headers.get("x-api-key") == sim.config.api_key else _trouble(403)


def _serve(sim: Simulator, name: Service, raw: bytes) -> Response:
    header = header_of(raw)
    call_id = sim.book.call(name, str(header.get("MessageID", "")), sim.now())
    http = sim.faults.take_http(name)
    if http:
        answer = Answer(http=http)
    else:
        try:
            answer = HANDLERS[name](sim, read(raw, REQUEST_KEYS[name]))
        except Refused as refusal:
            answer = Answer(refusal.code)
    sim.book.answered(call_id, _summary(answer))
    if answer.silent:
        sim.pause(sim.config.silence_seconds)
        return _no_answer()
    return _deliver(sim, name, _reply(sim, header, answer))


def _summary(answer: Answer) -> str:
    if answer.silent:
        return "silence"
    if answer.raw:
        return "unreadable"
    return answer.code if answer.http == 200 else f"http {answer.http}"


def _reply(sim: Simulator, header: dict[str, object], answer: Answer) -> Response:
    if answer.http != 200:
        return _trouble(answer.http)
    if answer.raw:
        kind = "text/html" if answer.raw == UNREADABLE else "application/json"
        return _dress(Response(answer.raw, 200, content_type=kind))
    return _json(envelope(header, answer, sim.now()))


def _deliver(sim: Simulator, name: Service, reply: Response) -> Response:
    """The last yards: everything is booked already, now latency and lost answers strike."""
    lost, garbled = sim.faults.take_drop(name), sim.faults.take_garbage(name)
    sim.faults.hold(name)
    if lost:
        return _no_answer()
    return _dress(Response(UNREADABLE, 200, content_type="text/html")) if garbled else reply


def _no_answer() -> Response:
    hang_up(request.environ)
    return Response(status=502)  # the socket is shut: nobody receives this


def _trouble(http: int, message: str = "") -> Response:
    usual, kind = ERRORS.get(http, ("Internal server error", "InternalServerErrorException"))
    reply = _json({"message": message or usual}, http)
    reply.headers["x-amzn-errortype"] = kind
    return reply


def _json(body: dict[str, object], http: int = 200) -> Response:
    return _dress(Response(json.dumps(body), http, content_type="application/json"))


def _dress(reply: Response) -> Response:
    """The headers that API Gateway adds (contract 4.4)."""
    request_id = str(uuid.uuid4())
    reply.headers["x-amzn-requestid"] = request_id
    reply.headers["x-amz-apigw-id"] = request_id[:8]
    reply.headers["x-amzn-trace-id"] = f"Root=1-{request_id[:8]}-{request_id[-12:]}"
    reply.headers["access-control-allow-origin"] = "*"
    return reply
