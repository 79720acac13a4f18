"""notes: what a nota crédito of everything frees becomes saldo a favor

Revision 0024, after 0023.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TABLES = ("allocation", "credit", "adjustment")


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("note_id", sa.Integer(), nullable=True))
            batch.create_foreign_key(
                f"fk_{table}_note_id_credit_note", "credit_note", ["note_id"], ["id"]
            )
        op.create_index(f"ix_{table}_note_id", table, ["note_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_note_id", table)
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"fk_{table}_note_id_credit_note", type_="foreignkey")
            batch.drop_column("note_id")
