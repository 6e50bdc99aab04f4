"""The audit trail: who did what, when, to which record. Rows are never changed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.adapters import bulk_rows
from app.adapters.database import Tx
from app.auth.tables import AuditEntry

_CHUNK = 500
# Every act does it: by itself, building the same statement takes longer than running it.
_NOTE = """
INSERT INTO audit_entry ("at", "by", act, subject_kind, subject_id, client_id, detail)
VALUES ({}, {}, {}, {}, {}, {}, {})
"""


@dataclass(frozen=True)
class Subject:
    """One record that an act was done to, with the facts of it (JSON values)."""

    id: int
    client_id: int | None = None
    detail: Mapping[str, object] = field(default_factory=dict)


async def record(
    tx: Tx,
    *,
    act: str,
    subject_kind: str,
    subject_id: int,
    at: datetime,
    by: str,
    client_id: int | None = None,
    detail: str | Mapping[str, object] = "",
) -> None:
    """Step: note one act ("invoice.issued") for the timelines.

    `detail` is the facts of it, as JSON or as what becomes JSON; `by` an e-mail or "echeance".
    """
    text = detail if isinstance(detail, str) else _json(detail)
    await AuditEntry.raw(_NOTE, at, by, act, subject_kind, subject_id, client_id, text)


async def record_many(
    tx: Tx, *, act: str, subject_kind: str, subjects: Iterable[Subject], at: datetime, by: str
) -> None:
    """Step: note the same act for many records, in a few statements."""
    rows = [
        {
            "at": at,
            "by": by,
            "act": act,
            "subject_kind": subject_kind,
            "subject_id": subject.id,
            "client_id": subject.client_id,
            "detail": _json(subject.detail),
        }
        for subject in subjects
    ]
    for start in range(0, len(rows), _CHUNK):
        await bulk_rows.insert(AuditEntry, rows[start : start + _CHUNK])


def _json(facts: Mapping[str, object]) -> str:
    return json.dumps(facts, ensure_ascii=False, default=str) if facts else ""
