"""invoices: documentos de cobro of our own, with lines and a numbering series

Revision 0021, after 0020.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

LINKED = "einvoice_number <> ''"


def upgrade() -> None:
    op.create_table(
        "document_series",
        sa.Column("code", sa.String(6), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_document_series")),
    )
    with op.batch_alter_table("invoice") as batch:
        batch.add_column(sa.Column("kind", sa.String(20), server_default="einvoice", nullable=False))
        batch.add_column(sa.Column("series", sa.String(6), nullable=True))
        batch.add_column(sa.Column("sequence", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("einvoice_number", sa.String(24), server_default="", nullable=False))
        batch.add_column(sa.Column("einvoice_cufe", sa.String(96), server_default="", nullable=False))
        batch.add_column(sa.Column("form_key", sa.String(64), nullable=True))
        batch.create_unique_constraint(op.f("uq_invoice_form_key"), ["form_key"])
        batch.create_foreign_key(
            op.f("fk_invoice_series_document_series"), "document_series", ["series"], ["code"]
        )
        batch.create_unique_constraint(op.f("uq_invoice_series"), ["series", "sequence"])
    op.create_index("ix_invoice_einvoice", "invoice", ["einvoice_number"], unique=True,
                    sqlite_where=sa.text(LINKED), postgresql_where=sa.text(LINKED))
    op.create_table(
        "invoice_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("concept", sa.String(200), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat", sa.String(20), nullable=False),
        sa.Column("base_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_cents", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"],
                                name=op.f("fk_invoice_line_invoice_id_invoice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
    )
    op.create_index(op.f("ix_invoice_line_invoice_id"), "invoice_line", ["invoice_id"])
    with op.batch_alter_table("company") as batch:
        batch.add_column(
            sa.Column("document_prefix", sa.String(4), server_default="DC", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("company") as batch:
        batch.drop_column("document_prefix")
    op.drop_table("invoice_line")
    op.drop_index("ix_invoice_einvoice", "invoice")
    with op.batch_alter_table("invoice") as batch:
        batch.drop_constraint(op.f("uq_invoice_series"), type_="unique")
        batch.drop_constraint(op.f("uq_invoice_form_key"), type_="unique")
        batch.drop_constraint(op.f("fk_invoice_series_document_series"), type_="foreignkey")
        for name in ("form_key", "einvoice_cufe", "einvoice_number", "sequence", "series", "kind"):
            batch.drop_column(name)
    op.drop_table("document_series")
