"""Files between the preview and the confirmation: kept for a day, then forgotten."""

from __future__ import annotations

from nequi_plugin import Job
from storefront.extensions import nequi
from storefront.imports.kinds import Kind, read
from storefront.imports.models import KEPT, ImportFile

JOB = "forget-import"


def keep(kind: Kind, name: str, content: bytes, *, by: str) -> int:
    """Keep a file that can be read; gives its id. Raises BadFile."""
    count = len(read(kind, content).drafts)
    now = nequi.now()
    with nequi.unit_of_work() as s:
        row = ImportFile(
            kind=kind.word, name=name[:120], content=content, made_by=by, made_at=now, rows=count
        )
        s.add(row)
        s.flush()
        nequi.enqueue(JOB, str(row.id), unique=f"{JOB}:{row.id}", due=now + KEPT)
        return row.id


@nequi.job(JOB)
def forget(job: Job) -> None:
    """Drop the content: people's names and debts stay no longer than they are needed."""
    with nequi.unit_of_work() as s:
        row = s.get(ImportFile, int(job.ref))
        if row is not None:
            row.content = b""
