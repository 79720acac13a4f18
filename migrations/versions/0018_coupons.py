"""coupons: codes that take something off an order's products

Revision 0018, after 0017.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "coupon",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(30), nullable=False),
        sa.Column("key", sa.String(30), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("off_cents", sa.BigInteger(), nullable=False),
        sa.Column("smallest_cents", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("most_uses", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("used >= 0", name=op.f("ck_coupon_used_not_negative")),
        sa.CheckConstraint(
            "most_uses = 0 OR used <= most_uses", name=op.f("ck_coupon_never_overused")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coupon")),
        sa.UniqueConstraint("key", name=op.f("uq_coupon_key")),
    )
    with op.batch_alter_table("store_order") as table:
        table.add_column(sa.Column("coupon_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("coupon_code", sa.String(30), server_default="", nullable=False))
        table.add_column(
            sa.Column("discount_cents", sa.BigInteger(), server_default="0", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("store_order") as table:
        table.drop_column("discount_cents")
        table.drop_column("coupon_code")
        table.drop_column("coupon_id")
    op.drop_table("coupon")
