"""notes: notas crédito that lower what a document still asks for

Revision 0023, after 0022.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "credit_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("series", sa.String(6), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("debt_id", sa.Integer(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("form_key", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["series"], ["document_series.code"],
                                name=op.f("fk_credit_note_series_document_series")),
        sa.ForeignKeyConstraint(["debt_id"], ["debt.id"],
                                name=op.f("fk_credit_note_debt_id_debt")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_note")),
        sa.UniqueConstraint("number", name=op.f("uq_credit_note_number")),
        sa.UniqueConstraint("form_key", name=op.f("uq_credit_note_form_key")),
        sa.UniqueConstraint("series", "sequence", name=op.f("uq_credit_note_series")),
    )
    op.create_index(op.f("ix_credit_note_debt_id"), "credit_note", ["debt_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_credit_note_debt_id"), "credit_note")
    op.drop_table("credit_note")
