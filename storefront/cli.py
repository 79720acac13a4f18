"""``flask store …``: what an operator does from the command line."""

from __future__ import annotations

import json
import sys

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from storefront.accounts.first_run import make_token
from storefront.accounts.rules import SHORTEST_PASSWORD
from storefront.accounts.service import set_password
from storefront.config import Settings
from storefront.customers import reading
from storefront.customers.models import Customer
from storefront.extensions import db
from storefront.money import floor_pesos
from storefront.statements import sending

OPERATOR = "línea de comandos"
store = AppGroup("store", help="The shop: demo data, customers, statements, passwords.")


@store.command("demo")
def demo() -> None:
    """Fill an empty shop with the demo's data; running it again changes nothing."""
    from storefront.demo.seed import seed  # web processes never load it

    settings: Settings = current_app.extensions["store_settings"]
    if settings.production:
        raise click.ClickException("the demo is refused in production (STORE_ENV)")
    seed(settings)
    click.echo("The demo data are in place.", err=True)


@store.command("first-run")
def first_run() -> None:
    """Print the one-time link that makes the first owner; nothing when there is an account."""
    token = make_token()
    if token is None:
        click.echo("Somebody can sign in already: no link is needed.", err=True)
        return
    settings: Settings = current_app.extensions["store_settings"]
    click.echo(f"{settings.public_url}/empezar/{token}")


@store.command("customers")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def customers(as_json: bool) -> None:
    """Every customer with balance and payable, in whole pesos."""
    everybody = db.session.scalars(select(Customer).order_by(Customer.id))
    rows = [_line(customer) for customer in everybody]
    if as_json:
        json.dump(rows, sys.stdout, ensure_ascii=False)
        return
    for row in rows:
        click.echo(f"{row['id']:>5}  {row['name']:<40} {row['payable']:>12}")


def _line(customer: Customer) -> dict[str, object]:
    found = reading.figures([customer.id])[customer.id]
    return {
        "id": customer.id,
        "name": customer.name,
        "email": customer.email,
        "balance": floor_pesos(found.balance),
        "payable": floor_pesos(found.payable),
    }


@store.command("send-statement")
@click.argument("customer")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def send_statement(customer: str, as_json: bool) -> None:
    """Queue the statement mail of CUSTOMER (an id or its whole name) and print its link."""
    try:
        link = sending.send(_customer_id(customer), actor=OPERATOR)[0].link
    except LookupError as error:
        raise click.ClickException(f"there is no customer {customer}") from error
    except sending.NoAddress as error:
        raise click.ClickException(f"customer {customer} has no mail address") from error
    click.echo(json.dumps({"link": link}) if as_json else link)


def _customer_id(text: str) -> int:
    """Raises LookupError when no customer, or more than one, is called so."""
    if text.isascii() and text.isdigit():
        return int(text)
    found = db.session.scalars(select(Customer.id).where(Customer.name == text)).all()
    if len(found) != 1:
        raise LookupError(text)
    return found[0]


@store.command("set-password")
@click.argument("email")
@click.password_option()
def new_password(email: str, password: str) -> None:
    """Give EMAIL a new password and end all its sessions."""
    if len(password) < SHORTEST_PASSWORD:
        raise click.ClickException(f"use {SHORTEST_PASSWORD} characters or more")
    if not set_password(email, password, OPERATOR):
        raise click.ClickException(f"there is no account {email}")
    click.echo("Done; the account's sessions have ended.", err=True)
