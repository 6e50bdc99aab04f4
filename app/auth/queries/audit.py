"""Timelines, read from the audit trail, newest first."""

import json
from collections.abc import Mapping
from typing import Any

from app.auth.rules import TimelineItem
from app.auth.tables import AuditEntry
from app.clock import ZONE


async def timeline(subject_kind: str, subject_id: int, limit: int = 200) -> list[TimelineItem]:
    """What was done to one record."""
    rows = (
        await AuditEntry.select()
        .where(AuditEntry.subject_kind == subject_kind, AuditEntry.subject_id == subject_id)
        .order_by(AuditEntry.id, ascending=False)
        .limit(limit)
    )
    return [_item(row) for row in rows]


async def client_timeline(client_id: int, limit: int = 50) -> list[TimelineItem]:
    """What was done for one client, whatever the record."""
    rows = (
        await AuditEntry.select()
        .where(AuditEntry.client_id == client_id)
        .order_by(AuditEntry.id, ascending=False)
        .limit(limit)
    )
    return [_item(row) for row in rows]


def _item(row: Mapping[str, Any]) -> TimelineItem:
    return TimelineItem(
        at=row["at"].astimezone(ZONE),
        by=row["by"],
        act=row["act"],
        subject_kind=row["subject_kind"],
        subject_id=row["subject_id"],
        detail=_facts(row["detail"]),
    )


def _facts(text: str) -> Mapping[str, object]:
    """The facts of an act; a note that is not JSON is kept whole under "note"."""
    try:
        facts = json.loads(text) if text else {}
    except ValueError:
        facts = text
    return facts if isinstance(facts, dict) else {"note": facts}
