"""The business as a creditor, as the owner types it."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from app.adapters.database import transaction
from app.auth.actions import record
from app.core.errors import Finding, Refused, finding
from app.mandates import queries, rules
from app.mandates.rules import Creditor
from app.mandates.tables import Creditor as Row

VERSIONS = ("02", "08")
ADDRESSES = ("none", "town", "structured")


async def save_creditor(values: Creditor, *, at: datetime, by: str) -> None:
    """Keep it; refused: an identifier whose key is wrong, a version or an address unknown, a notice
    of no day or more than 60, a lead outside of 1 to 10 TARGET days."""
    kept = _checked(values)
    async with transaction() as tx:
        before = await queries.creditor()
        columns: dict[Any, Any] = {getattr(Row, name): v for name, v in asdict(kept).items()}
        columns |= {Row.updated_at: at, Row.updated_by: by}
        row = Row(id=1, **asdict(kept), updated_at=at, updated_by=by)
        made = await Row.insert(row).on_conflict(action="DO NOTHING").returning(Row.id)
        if not made:
            await Row.update(columns).where(Row.id == 1)
        if before != kept:
            await record(
                tx,
                act="creditor.changed",
                subject_kind="creditor",
                subject_id=1,
                at=at,
                by=by,
                detail={"ics": kept.ics},
            )


def _checked(values: Creditor) -> Creditor:
    found: list[Finding] = []
    identifier = values.ics
    try:
        identifier = rules.ics(values.ics)
    except Refused as refused:
        found.extend(refused.findings)
    for name, value, known in (
        ("version", values.version, VERSIONS),
        ("address", values.address, ADDRESSES),
    ):
        if value not in known:
            found.append(
                finding("form.choice", "“%(value)s” is not one of the choices.", name, value=value)
            )
    for name, number, most in (
        ("notice_days", values.notice_days, rules.MAX_NOTICE),
        ("lead_days", values.lead_days, 10),
    ):
        if not 1 <= number <= most:
            message = "Give a whole number from %(low)s to %(high)s."
            found.append(finding("form.whole", message, name, low=1, high=most))
    if found:
        raise Refused(found)
    return replace(values, ics=identifier)
