"""notes: a nota crédito can be undone

Revision 0026, after 0025.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TABLES = ("allocation", "credit")
STANDS = sa.text("voided_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("credit_note") as batch:
        batch.drop_constraint("uq_credit_note_number", type_="unique")
        batch.add_column(sa.Column("voided_at", sa.DateTime(), nullable=True))
        batch.add_column(sa.Column("void_reason", sa.String(200), server_default="", nullable=False))
        batch.add_column(sa.Column("voided_by", sa.String(200), server_default="", nullable=False))
    op.create_index("ix_credit_note_number", "credit_note", ["number"], unique=True,
                    sqlite_where=STANDS, postgresql_where=STANDS)  # fmt: skip
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("again_id", sa.Integer(), nullable=True))
            batch.create_foreign_key(
                f"fk_{table}_again_id_credit_note", "credit_note", ["again_id"], ["id"]
            )
        op.create_index(f"ix_{table}_again_id", table, ["again_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_again_id", table)
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"fk_{table}_again_id_credit_note", type_="foreignkey")
            batch.drop_column("again_id")
    op.drop_index("ix_credit_note_number", "credit_note")
    with op.batch_alter_table("credit_note") as batch:
        batch.drop_column("voided_by")
        batch.drop_column("void_reason")
        batch.drop_column("voided_at")
        batch.create_unique_constraint("uq_credit_note_number", ["number"])
