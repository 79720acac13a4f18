"""notice names: what an attempt was last rung for is found by an index

Revision 0010, after 0009.
"""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_nequi_notice_message_id", "nequi_notice", ["message_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_nequi_notice_message_id", "nequi_notice")
