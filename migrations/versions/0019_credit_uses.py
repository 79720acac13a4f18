"""credits: saldo a favor that pays a later document

Revision 0019, after 0018.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

POINTERS = (
    ("allocation", "use_id"), ("credit", "spent_id"), ("credit", "restored_id"),
    ("adjustment", "use_id"),
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "credit_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("form_key", sa.String(64), nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sequence"),
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("form_key"),
    )
    op.create_index("ix_credit_use_customer_id", "credit_use", ["customer_id"])
    op.create_table(
        "credit_use_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("use_id", sa.Integer(), nullable=False),
        sa.Column("debt_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("owed_cents", sa.BigInteger(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("adjusted_cents", sa.BigInteger(), nullable=False),
        sa.Column("left_cents", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["use_id"], ["credit_use.id"]),
        sa.ForeignKeyConstraint(["debt_id"], ["debt.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_credit_use_line_use_id", "credit_use_line", ["use_id"])
    for table, column in POINTERS:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column(column, sa.Integer(), nullable=True))
            batch.create_foreign_key(f"fk_{table}_{column}_credit_use", "credit_use", [column], ["id"])
        op.create_index(f"ix_{table}_{column}", table, [column])
    with op.batch_alter_table("allocation") as batch:
        batch.add_column(sa.Column("freed", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("allocation") as batch:
        batch.drop_column("freed")
    for table, column in POINTERS:
        op.drop_index(f"ix_{table}_{column}", table)
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"fk_{table}_{column}_credit_use", type_="foreignkey")
            batch.drop_column(column)
    op.drop_table("credit_use_line")
    op.drop_table("credit_use")
