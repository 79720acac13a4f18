"""letters: a payment's page or comprobante, mailed to an address that somebody typed

Revision 0009, after 0008.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "nequi_letter",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("payment_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["nequi_payment.id"], name="fk_nequi_letter_payment_id_nequi_payment"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_nequi_letter"),
    )
    op.create_index("ix_nequi_letter_payment_id", "nequi_letter", ["payment_id"])
    op.create_index("ix_nequi_letter_address", "nequi_letter", ["address", "asked_at"])


def downgrade() -> None:
    op.drop_table("nequi_letter")
