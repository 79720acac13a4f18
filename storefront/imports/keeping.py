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
            kind=kind.word, name=shown(name), content=content, made_by=by, made_at=now, rows=count,
        )  # fmt: skip
        s.add(row)
        s.flush()
        nequi.enqueue(JOB, str(row.id), unique=f"{JOB}:{row.id}", due=now + KEPT)
        return row.id


def shown(name: str) -> str:
    """A file's name as its sender's machine tells it, without signs that no page can show."""
    return "".join(filter(str.isprintable, name))[:120] or "archivo.csv"


@nequi.job(JOB)
def forget(job: Job) -> None:
    """Drop the content: people's names and debts stay no longer than they are needed."""
    with nequi.unit_of_work() as s:
        row = s.get(ImportFile, int(job.ref))
        if row is not None:
            row.content = b""
