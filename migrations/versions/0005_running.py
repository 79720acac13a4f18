"""products with pictures and stock history, Empresa whole, first run

Revision 0005, after 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COMPANY = (
    ("logo", sa.String(length=200)),
    ("headline", sa.String(length=80)),
    ("introduction", sa.String(length=200)),
    ("shipping_policy", sa.Text()),
    ("returns_policy", sa.Text()),
    ("privacy_policy", sa.Text()),
)


def upgrade() -> None:
    with op.batch_alter_table("company") as batch:
        for name, kind in COMPANY:
            batch.add_column(sa.Column(name, kind, nullable=False, server_default=""))
    with op.batch_alter_table("product") as batch:
        batch.add_column(sa.Column("more_images", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("variant") as batch:
        batch.add_column(
            sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    op.create_table(
        "stock_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("available", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variant.id"], name=op.f("fk_stock_change_variant_id_variant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_change")),
    )
    op.create_index(op.f("ix_stock_change_variant_id"), "stock_change", ["variant_id"])
    op.create_table(
        "first_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_run")),
    )


def downgrade() -> None:
    op.drop_table("first_run")
    op.drop_table("stock_change")
    with op.batch_alter_table("variant") as batch:
        batch.drop_column("active")
    with op.batch_alter_table("product") as batch:
        batch.drop_column("more_images")
    with op.batch_alter_table("company") as batch:
        for name, _kind in COMPANY:
            batch.drop_column(name)
