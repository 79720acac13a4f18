"""statements: the digest of the code that a mail prints

Revision 0012, after 0011.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("statement_send") as batch:
        batch.add_column(sa.Column("code_digest", sa.String(length=64), nullable=True))
        batch.create_unique_constraint("uq_statement_send_code_digest", ["code_digest"])


def downgrade() -> None:
    with op.batch_alter_table("statement_send") as batch:
        batch.drop_constraint("uq_statement_send_code_digest", type_="unique")
        batch.drop_column("code_digest")
