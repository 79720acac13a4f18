"""customers found by their name, whatever case and accents

Revision 0014, after 0013.
"""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("customer") as batch:
        batch.add_column(
            sa.Column("name_key", sa.String(length=80), nullable=False, server_default="")
        )
        batch.create_index(batch.f("ix_customer_name_key"), ["name_key"], unique=False)
    rows = op.get_bind().execute(sa.text("SELECT id, name FROM customer"))
    values = [{"id": row.id, "key": name_key(row.name)} for row in rows]
    if values:
        op.get_bind().execute(
            sa.text("UPDATE customer SET name_key = :key WHERE id = :id"), values
        )


def name_key(name: str) -> str:
    """As the model made it on the day of this revision."""
    bare = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in bare if sign.isascii() and sign.isalnum())[:80]


def downgrade() -> None:
    with op.batch_alter_table("customer") as batch:
        batch.drop_index(batch.f("ix_customer_name_key"))
        batch.drop_column("name_key")
