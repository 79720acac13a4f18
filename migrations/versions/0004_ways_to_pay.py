"""ways to pay: a code's content, the successor's phone and why it was refused

Revision 0004, after 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('nequi_payment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('qr_text', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('next_phone_digest', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('next_refusal', sa.String(length=200), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('nequi_payment', schema=None) as batch_op:
        batch_op.drop_column('next_refusal')
        batch_op.drop_column('next_phone_digest')
        batch_op.drop_column('qr_text')
