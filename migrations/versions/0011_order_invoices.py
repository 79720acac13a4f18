"""orders: the electronic invoice that another program issued for the sale

Revision 0011, after 0010.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INVOICED = "einvoice_number <> ''"
UNINVOICED = "state = 'paid' AND einvoice_number = ''"


def upgrade() -> None:
    with op.batch_alter_table("store_order") as table:
        table.add_column(sa.Column("einvoice_number", sa.String(24), server_default="", nullable=False))
        table.add_column(sa.Column("einvoice_cufe", sa.String(96), server_default="", nullable=False))
        table.add_column(sa.Column("einvoice_on", sa.Date(), nullable=True))
    op.create_index("ix_store_order_einvoice", "store_order", ["einvoice_number"], unique=True,
                    sqlite_where=sa.text(INVOICED), postgresql_where=sa.text(INVOICED))
    op.create_index("ix_store_order_uninvoiced", "store_order", ["id"],
                    sqlite_where=sa.text(UNINVOICED), postgresql_where=sa.text(UNINVOICED))


def downgrade() -> None:
    op.drop_index("ix_store_order_uninvoiced", "store_order")
    op.drop_index("ix_store_order_einvoice", "store_order")
    with op.batch_alter_table("store_order") as table:
        table.drop_column("einvoice_on")
        table.drop_column("einvoice_cufe")
        table.drop_column("einvoice_number")
