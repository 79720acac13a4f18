"""payments found by phone, amount and time; the redacted traffic with Nequi

Revision 0002, after 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
INDEXES = {
    'ix_nequi_payment_phone_back': ['phone_back', 'id'],
    'ix_nequi_payment_pesos': ['pesos', 'id'],
    'ix_nequi_payment_captured': ['captured', 'id'],
    'ix_nequi_payment_created_at': ['created_at'],
    'ix_nequi_payment_reference': ['reference'],
}


def upgrade() -> None:
    op.create_table('nequi_traffic',
    sa.Column('id', BigId, nullable=False),
    sa.Column('payment_id', BigId, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('service', sa.String(length=20), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('code', sa.String(length=24), nullable=False),
    sa.Column('request_id', sa.String(length=100), nullable=False),
    sa.Column('milliseconds', sa.Integer(), nullable=False),
    sa.Column('why', sa.String(length=60), nullable=False),
    sa.Column('request', sa.Text(), nullable=False),
    sa.Column('response', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['payment_id'], ['nequi_payment.id'], name=op.f('fk_nequi_traffic_payment_id_nequi_payment')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nequi_traffic'))
    )
    with op.batch_alter_table('nequi_traffic', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_nequi_traffic_at'), ['at'], unique=False)
        batch_op.create_index('ix_nequi_traffic_payment_id', ['payment_id', 'id'], unique=False)

    with op.batch_alter_table('nequi_payment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('phone_back', sa.String(length=16), nullable=False, server_default=''))
        for name, columns in INDEXES.items():
            batch_op.create_index(name, columns, unique=False)
    fill_phone_back()


def fill_phone_back() -> None:
    """Every phone known so far, from its last digit on."""
    rows = op.get_bind().execute(sa.text("SELECT id, phone FROM nequi_payment WHERE phone <> ''"))
    values = [{'id': row.id, 'back': row.phone[::-1]} for row in rows]
    if values:
        op.get_bind().execute(sa.text("UPDATE nequi_payment SET phone_back = :back WHERE id = :id"), values)


def downgrade() -> None:
    with op.batch_alter_table('nequi_payment', schema=None) as batch_op:
        for name in INDEXES:
            batch_op.drop_index(name)
        batch_op.drop_column('phone_back')
    op.drop_table('nequi_traffic')
