"""shipping: the tariff by department and city, and freight that the carrier bills

Revision 0020, after 0019.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

COLUMNS = (
    ("shipping_cents", sa.BigInteger(), "1200000"),
    ("free_from_cents", sa.BigInteger(), "0"),
    ("shipping_rates", sa.JSON(), "[]"),
    ("offers_pickup", sa.Boolean(), sa.true()),
    ("freight_apart", sa.Boolean(), sa.false()),
)


def upgrade() -> None:
    with op.batch_alter_table("company") as table:
        for name, kind, usual in COLUMNS:
            table.add_column(sa.Column(name, kind, server_default=usual, nullable=False))
    with op.batch_alter_table("store_order") as table:
        table.add_column(
            sa.Column("freight_apart", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("store_order") as table:
        table.drop_column("freight_apart")
    with op.batch_alter_table("company") as table:
        for name, _kind, _usual in reversed(COLUMNS):
            table.drop_column(name)
