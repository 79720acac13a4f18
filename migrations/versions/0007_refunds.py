"""refunds: what went back, when Nequi last said that a capture stands, proofs

Revision 0007, after 0006.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PAYMENT = (
    sa.Column("stood_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("refunded", sa.BigInteger(), nullable=False, server_default="0"),
)
REFUND = (
    sa.Column("by_hand", sa.Boolean(), nullable=False, server_default=sa.false()),
    sa.Column("account", sa.String(length=120), nullable=False, server_default=""),
    sa.Column("proof", sa.String(length=400), nullable=False, server_default=""),
)


def upgrade() -> None:
    for table, columns in (("nequi_payment", PAYMENT), ("nequi_refund", REFUND)):
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.add_column(column._copy())


def downgrade() -> None:
    for table, columns in (("nequi_refund", REFUND), ("nequi_payment", PAYMENT)):
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_column(column.name)
