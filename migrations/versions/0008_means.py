"""receipts and orders by hand: how the money of a booked payment came

Revision 0008, after 0007.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("booking") as batch:
        batch.add_column(
            sa.Column("means", sa.String(length=20), nullable=False, server_default="nequi")
        )


def downgrade() -> None:
    with op.batch_alter_table("booking") as batch:
        batch.drop_column("means")
