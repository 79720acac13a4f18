"""An app with invoices of its own, before it takes Nequi payments."""

from __future__ import annotations

import os

from flask import Flask, render_template
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The host's own models."""


db = SQLAlchemy(model_class=Base)
app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.environ.get("TINY_SECRET", "a-long-random-value"),
    SQLALCHEMY_DATABASE_URI=os.environ.get("TINY_DATABASE", "sqlite:///tiny.db"),
    MAIL_SERVER=os.environ.get("MAIL_SERVER", "127.0.0.1"),
    MAIL_PORT=int(os.environ.get("MAIL_PORT", "25")),
    MAIL_DEFAULT_SENDER="caja@tiny.example",
)
db.init_app(app)


class Invoice(Base):
    """What somebody owes; paid is paid."""

    __tablename__ = "invoice"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    pesos: Mapped[int]
    email: Mapped[str] = mapped_column(default="")
    paid: Mapped[bool] = mapped_column(default=False)

    @property
    def owed(self) -> int:
        return 0 if self.paid else self.pesos


@app.get("/invoice/<int:number>")
def invoice(number: int) -> str:
    return render_template("invoice.html", invoice=db.get_or_404(Invoice, number))
