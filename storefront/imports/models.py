"""Files that were sent to be imported, and how far their rows were taken."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Model, UtcDateTime
from storefront.imports.verdicts import Outcome

KEPT = timedelta(hours=24)
"""How long a file waits for its confirmation; after that only its figures stay."""


class ImportFile(Model):
    """One file. ``content`` is as it was sent, empty once its time is over.

    ``rows`` are all that have something in them, ``taken`` those that were gone through since
    somebody confirmed; the four figures say what became of these.
    """

    __tablename__ = "import_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rows: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    same: Mapped[int] = mapped_column(default=0)
    other: Mapped[int] = mapped_column(default=0)
    wrong: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def figures(self) -> dict[Outcome, int]:
        """How many rows of each outcome were taken."""
        return {Outcome.NEW: self.added, Outcome.SAME: self.same, Outcome.OTHER: self.other,
                Outcome.WRONG: self.wrong}  # fmt: skip

    def is_over(self, now: datetime) -> bool:
        """Whether its rows are no longer read."""
        return now >= self.made_at + KEPT
