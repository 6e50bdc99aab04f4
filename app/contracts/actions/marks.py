"""What a person wrote on entries that go with the end of their contract, so that it comes back."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.contracts.rules import State
from app.contracts.tables import ScheduleEntry


def marks(rows: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Left out, held by hand, moved, with an amount of their own, commented."""
    for row in rows:
        by_hand = row["state"] == "skipped" or (row["state"] == "paused" and not row["pause_id"])
        found = {
            "state": row["state"] if by_hand else None,
            "bill_on": row["bill_on"].isoformat() if row["bill_on"] != row["planned_on"] else None,
            "net": row["net"],
            "quantities": row["quantities"] or None,
            "is_pinned": True if row["is_pinned"] else None,
            "comment": row["comment"] or None,
            "alert_on": row["alert_on"].isoformat() if row["alert_on"] else None,
        }
        found = {name: mark for name, mark in found.items() if mark is not None}
        if found:
            yield {"n": row["n"]} | found


async def put_marks(contract_id: int, found: list[dict[Any, Any]]) -> None:
    """Write them on the entries again; what is billed stays as it is."""
    for each in found:
        n = each.pop("n")
        each.pop("carries", None)
        for name in ("bill_on", "alert_on"):
            if name in each:
                each[name] = date.fromisoformat(each[name])
        await ScheduleEntry.update(each).where(
            ScheduleEntry.contract == contract_id,
            ScheduleEntry.n == n,
            ScheduleEntry.state != State.BILLED.value,
        )
