"""The test phone: what a payer would see, with buttons for what one cannot wait for."""

from __future__ import annotations

import re
from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from nequi_plugin.simulator import account, view
from nequi_plugin.simulator.faults import Faults
from nequi_plugin.simulator.gateway import simulator
from nequi_plugin.simulator.phones import MOBILE
from nequi_plugin.simulator.push import State, Way
from nequi_plugin.simulator.sameorigin import require_same_origin

pages = Blueprint("sim_pages", __name__)
pages.before_request(require_same_origin)
JUMP_SECONDS = 15 * 60
LONGEST_TYPED = 20
WEATHERS: dict[str, tuple[str, dict[str, object]]] = {
    "bueno": ("Ninguna: contesta al instante", {}),
    "lento": (
        "Lento: 12 segundos por solicitud",
        {"latency": {"create": 12, "create_qr": 12}},
    ),
    "como-nequi": ("Como en Nequi: de 1 a 13 segundos", {"latency": "real"}),
    "caido": ("Caído: no contesta nada", {"down": True}),
    "pierde": (
        "Pierde la próxima respuesta: la solicitud llega y la tienda no se entera",
        {"drop_reply": {"create": 1}},
    ),
}


@pages.get("/")
def phone() -> str:
    """Waiting requests, history, test numbers; `?phone=` shows one phone and every code."""
    sim = simulator()
    sim.settle_all()
    chosen = re.sub(r"\D", "", request.args.get("phone", ""))
    time, day = view.clock_words(sim)
    return render_template(
        "simulator/phone.html",
        host=request.host,
        time=time,
        day=day,
        phone=chosen,
        phone_text=view.phone_text(chosen),
        waiting=view.waiting(sim, chosen),
        count=sim.book.count_waiting(chosen),
        history=view.history(sim, chosen),
        mistyped=request.args.get("codigo", 0, int),
        typed=request.args.get("celular", "")[:LONGEST_TYPED],
        numbers=view.test_numbers(whole=False),
        merchant=_merchant_line(),
        weather=_weather_words(sim.faults),
    )


@pages.post("/decidir/<int:push_id>")
def decide(push_id: int) -> Response:
    """The payer's answer; a request that has ended meanwhile just shows its end."""
    sim = simulator()
    push = sim.book.find(push_id)
    if push is not None and push.way is Way.PUSH and sim.settle(push).state is State.PENDING:
        accepted = request.form.get("respuesta") == "aceptar"
        sim.decide(push, State.PAID if accepted else State.REJECTED, why="phone page")
    return _home()


@pages.post("/pagar/<int:push_id>")
def pay(push_id: int) -> Response:
    """A code is scanned and paid: with the number typed, or from another bank without one.

    A number that is none comes back beside its field, in an address that the page can look at
    again and again.
    """
    sim = simulator()
    bank = request.form.get("desde") == "banco"
    phone = "" if bank else re.sub(r"\D", "", request.form.get("celular", ""))
    if not bank and not MOBILE.fullmatch(phone):
        return _home(codigo=push_id, celular=request.form.get("celular", "")[:LONGEST_TYPED])
    push = sim.book.find(push_id)
    if push is not None and push.way is Way.QR and sim.settle(push).state is State.PENDING:
        sim.decide(replace(push, phone=phone), State.PAID, why="phone page")
    return _home()


@pages.post("/adelantar")
def advance() -> Response:
    """Business time jumps a quarter of an hour."""
    sim = simulator()
    sim.clock.advance(JUMP_SECONDS)
    sim.settle_all()
    return _home()


@pages.get("/numeros")
def numbers() -> str:
    """Every test number."""
    return render_template(
        "simulator/numbers.html", host=request.host, numbers=view.test_numbers(whole=True)
    )


@pages.route("/comercio", methods=["GET", "POST"])
def merchant() -> Response | str | tuple[str, int]:
    """The merchant account of this Nequi; a wrong field keeps what was typed."""
    sim, error = simulator(), None
    shown = account.current(sim.book)
    if request.method == "POST":
        typed = [request.form.get(name, "") for name in ("type", "number", "name")]
        try:
            account.save(sim.book, account.account_from(*typed))
            return _home()
        except account.Invalid as invalid:
            shown, error = account.Account(*typed), invalid
    page = render_template(
        "simulator/merchant.html",
        host=request.host,
        account=shown,
        types=account.TYPES,
        error=error,
    )
    return (page, 422) if error else page


@pages.route("/fallas", methods=["GET", "POST"])
def weather() -> Response | str:
    """A few weathers to choose from; the control API knows more."""
    sim = simulator()
    if request.method == "POST" and request.form.get("falla") in WEATHERS:
        sim.faults.clear()
        sim.faults.set(WEATHERS[request.form["falla"]][1])
        return _home()
    return render_template(
        "simulator/weather.html",
        host=request.host,
        weathers={name: words for name, (words, _) in WEATHERS.items()},
        current=_weather(sim.faults),
    )


@pages.errorhandler(HTTPException)
def refused(error: HTTPException) -> tuple[str, int]:
    """A refused form in words."""
    page = render_template("simulator/refused.html", host=request.host)
    return page, error.code or 400


def _home(**more: str | int) -> Response:
    chosen = re.sub(r"\D", "", request.form.get("phone", ""))
    return redirect(url_for("sim_pages.phone", phone=chosen or None, **more), 303)  # type: ignore[arg-type]
    # (url_for types its own options and leaves no room for the query's)


def _merchant_line() -> str:
    found = account.current(simulator().book)
    return f"{found.name} · {view.identification(found)}"


def _weather(faults: Faults) -> str:
    """The weather in force by name, empty when the control API set another."""
    plain = Faults()
    for name, (_, wanted) in WEATHERS.items():
        plain.clear()
        plain.set(wanted)
        if plain.as_json() == faults.as_json():
            return name
    return ""


def _weather_words(faults: Faults) -> str:
    name = _weather(faults)
    return WEATHERS[name][0] if name else "Las que puso la prueba"
