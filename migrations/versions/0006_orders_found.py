"""orders found by name, mail and phone

Revision 0006, after 0005.
"""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('store_order', schema=None) as batch_op:
        batch_op.add_column(sa.Column('name_key', sa.String(length=80), nullable=False, server_default=''))
        batch_op.create_index(batch_op.f('ix_store_order_name_key'), ['name_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_store_order_email'), ['email'], unique=False)
        batch_op.create_index(batch_op.f('ix_store_order_phone'), ['phone'], unique=False)
    rows = op.get_bind().execute(sa.text('SELECT id, name FROM store_order'))
    values = [{'id': row.id, 'key': name_key(row.name)} for row in rows]
    if values:
        op.get_bind().execute(sa.text('UPDATE store_order SET name_key = :key WHERE id = :id'), values)


def name_key(name: str) -> str:
    """As the model made it on the day of this revision."""
    bare = unicodedata.normalize('NFKD', name).casefold()
    return ''.join(sign for sign in bare if sign.isascii() and sign.isalnum())[:80]


def downgrade() -> None:
    with op.batch_alter_table('store_order', schema=None) as batch_op:
        for name in ('phone', 'email', 'name_key'):
            batch_op.drop_index(batch_op.f(f'ix_store_order_{name}'))
        batch_op.drop_column('name_key')
