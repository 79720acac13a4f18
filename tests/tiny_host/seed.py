"""One invoice to pay."""

from __future__ import annotations

from tests.tiny_host.host import Invoice, app, db


def seed() -> None:
    """Make the tables and one invoice of $ 25.000; once the ten lines were imported."""
    with app.app_context():
        db.create_all()
        db.session.add(Invoice(number="F-1", pesos=25_000))
        db.session.commit()
