"""retentions: rates of a customer, base and IVA of an invoice, what a payer withheld

Revision 0017, after 0016.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

WITHHELD = ("withheld_income_cents", "withheld_vat_cents", "withheld_city_cents")
CARRIERS = ("allocation", "selection_line", "receipt_line")
RATES = ("income_rate", "vat_rate", "city_rate")
AMOUNTS = ("base_cents", "vat_cents")


def upgrade() -> None:
    for carrier in CARRIERS:
        with op.batch_alter_table(carrier) as table:
            for name in WITHHELD:
                table.add_column(sa.Column(name, sa.BigInteger(), server_default="0",
                                           nullable=False))
    with op.batch_alter_table("customer") as table:
        table.add_column(sa.Column("retains", sa.Boolean(), nullable=True))
        for name in RATES:
            table.add_column(sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("invoice") as table:
        for name in AMOUNTS:
            table.add_column(sa.Column(name, sa.BigInteger(), nullable=True))


def downgrade() -> None:
    for owner, names in (("invoice", AMOUNTS), ("customer", ("retains", *RATES))):
        with op.batch_alter_table(owner) as table:
            for name in names:
                table.drop_column(name)
    for carrier in CARRIERS:
        with op.batch_alter_table(carrier) as table:
            for name in WITHHELD:
                table.drop_column(name)
