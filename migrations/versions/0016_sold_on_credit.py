"""orders: what is sold on credit waits to be packed, too

Revision 0016, after 0015.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NAME = "ix_store_order_unsent"


def upgrade() -> None:
    _index("state IN ('paid', 'credit') AND dispatched_at IS NULL")


def downgrade() -> None:
    _index("state = 'paid' AND dispatched_at IS NULL")


def _index(which: str) -> None:
    op.drop_index(NAME, "store_order")
    op.create_index(NAME, "store_order", ["id"],
                    sqlite_where=sa.text(which), postgresql_where=sa.text(which))
