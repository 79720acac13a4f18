"""``flask nequi …``. With ``--json`` standard output is exactly one JSON document."""

from __future__ import annotations

import getpass
import json
import signal
import sys
import threading
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import click
import requests
from flask import current_app
from flask.cli import with_appcontext

from nequi_plugin import ledger, traffic
from nequi_plugin.bogota import BOGOTA
from nequi_plugin.books import compared, invariants
from nequi_plugin.doctor import examine
from nequi_plugin.errors import Refused
from nequi_plugin.looking import look_at_all
from nequi_plugin.reconcile import reporting
from nequi_plugin.runtime import Runtime
from nequi_plugin.service import actions
from nequi_plugin.service.refund_asking import Asked
from nequi_plugin.simulator import serve
from nequi_plugin.simulator.config import SimulatorRefused
from nequi_plugin.snapshots import Payment

MOST_SHOWN = 1000
as_json = click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")


@click.group()
def nequi() -> None:
    """Nequi payments: check the books, work, look, test."""


def _runtime() -> Runtime:
    if "nequi" not in current_app.extensions:
        raise click.ClickException("this app has no Nequi: call nequi.init_app(app, db)")
    return cast(Runtime, current_app.extensions["nequi"])


def _print(document: Any) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


@nequi.command()
@as_json
@with_appcontext
def check(as_json: bool) -> None:
    """Read the books; exit code 1 on a breach."""
    runtime = _runtime()
    book = _simulator_book(runtime)

    def read(s: Any) -> list[str]:
        invariants.steady(s)
        found = invariants.check(s, runtime.desk.registry, runtime.desk.now())
        return found + (compared.compare(s, book) if book is not None else [])

    breaches = runtime.desk.in_read(read)
    if as_json:
        _print({"ok": not breaches, "breaches": breaches, "compared": book is not None})
    else:
        for breach in breaches:
            click.echo(breach)
        click.echo(f"{len(breaches)} breaches" if breaches else "The books are right.")
    sys.exit(1 if breaches else 0)


def _simulator_book(runtime: Runtime) -> compared.Book | None:
    """The simulator's book where one runs; a word on stderr when it cannot be read."""
    url = runtime.settings.simulator_url
    if not url:
        return None
    try:
        return compared.fetch_book(url)
    except requests.RequestException as error:
        click.echo(f"The simulator's book was not compared: {error}", err=True)
        return None


@nequi.command()
@as_json
@with_appcontext
def doctor(as_json: bool) -> None:
    """Settings, credentials, clock, address, mail, queue; exit code 1 when something is wrong."""
    findings = examine(_runtime())
    ok = all(finding.ok for finding in findings)
    if as_json:
        _print({"ok": ok, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            click.echo(f"{'ok ' if finding.ok else 'NO '} {finding.name}: {finding.detail}")
    sys.exit(0 if ok else 1)


@nequi.command()
@with_appcontext
def worker() -> None:
    """Send, ask and mail without a web server, until SIGTERM or Ctrl-C."""
    runtime = _runtime()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    runtime.start_worker()
    click.echo("working; Ctrl-C ends it", err=True)
    ended.wait()
    runtime.stop_worker()


@nequi.command()
@as_json
@with_appcontext
def poll(as_json: bool) -> None:
    """Ask Nequi now about everything that is open."""
    runtime = _runtime()
    looked = look_at_all(runtime.desk)
    runtime.traffic.flush()
    if as_json:
        _print(asdict(looked))
    else:
        click.echo(f"asked about {looked.asked}, {looked.changed} changed")


@nequi.command()
@as_json
@click.option("--limit", default=MOST_SHOWN, show_default=True, help="newest first")
@click.option("--traffic", "message_id", help="what was said to Nequi about this MessageID")
@with_appcontext
def show(as_json: bool, limit: int, message_id: str | None) -> None:
    """List the attempts, newest first; or one attempt's redacted traffic."""
    runtime = _runtime()
    if message_id:
        said = runtime.desk.in_read(lambda s: traffic.exchanges(s, message_id))
        click.echo(json.dumps([asdict(one) for one in said], ensure_ascii=False, indent=2,
                              default=str))  # fmt: skip
        return
    found = runtime.desk.in_read(lambda s: ledger.listed(s, ledger.Filter(limit=limit)))
    if as_json:
        _print([_row(payment) for payment in found])
    else:
        for payment in found:
            click.echo("  ".join(str(value) for value in _row(payment).values()))


def _row(payment: Payment) -> dict[str, Any]:
    return {
        "message_id": payment.message_id,
        "state": payment.state.value,
        "reason": payment.reason,
        "pesos": payment.pesos,
        "kind": payment.kind,
        "key": payment.key,
    }


@nequi.command()
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="default: yesterday and today")
@as_json
@with_appcontext
def report(day: datetime | None, as_json: bool) -> None:
    """Fetch Nequi's report of a day and apply what it says."""
    desk = _runtime().desk
    end = desk.now() if day is None else day.replace(hour=12, tzinfo=BOGOTA)
    start = end - timedelta(days=1) if day is None else end
    matched = reporting.read_days(desk, start, end)
    if as_json:
        _print({"matched": matched})
    else:
        click.echo(f"{matched} lines of the report are attempts of ours")


@nequi.command()
@click.argument("message_id")
@click.option("--reason", required=True, help="why; it stays in the history")
@as_json
@with_appcontext
def reverse(message_id: str, reason: str, as_json: bool) -> None:
    """Ask to give a payment back; the worker calls Nequi. Asking again asks nothing new."""
    asked = Asked(None, f"cli {getpass.getuser()}", reason, f"cli:{message_id}")
    try:
        refund = actions.ask_refund(_runtime().desk, message_id, asked)
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
    if as_json:
        told = {"refund": refund.reference, "state": refund.state, "pesos": refund.pesos}
        _print({"message_id": message_id, **told})
    else:
        click.echo(f"refund {refund.reference} of {refund.pesos} pesos is {refund.state}")


@nequi.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8001, show_default=True)
@click.option("--data-dir", default="var", show_default=True, help="where its book lives")
@click.option("--webhook-url", help="where signed notices go")
@click.option("--allow-production", is_flag=True)
def simulator(
    host: str, port: int, data_dir: str, webhook_url: str | None, allow_production: bool
) -> None:
    """A local Nequi with a test phone; needs no app."""
    try:
        Path(data_dir).mkdir(parents=True, exist_ok=True)
        serve(
            host, port, data_dir, allow_production=allow_production, webhook_url=webhook_url
        )
    except (SimulatorRefused, OSError) as error:
        raise click.ClickException(f"the simulator does not start: {error}") from error
