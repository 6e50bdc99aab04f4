"""The bounds of the ages, chosen by the owner; the same again changes nothing."""

from datetime import datetime
from typing import Any

from app.adapters.database import transaction
from app.auth.actions import record
from app.receivables.rules import check_bounds
from app.receivables.tables import AgingBounds


async def set_bounds(first: int, second: int, third: int, *, at: datetime, by: str) -> None:
    """Keep them. They change what the board shows, of any day; no figure that was sent."""
    check_bounds(first, second, third)
    wanted: dict[Any, Any] = {
        AgingBounds.first: first,
        AgingBounds.second: second,
        AgingBounds.third: third,
    }
    async with transaction() as tx:
        differs = (
            (AgingBounds.first != first)
            | (AgingBounds.second != second)
            | (AgingBounds.third != third)
        )
        done = (
            await AgingBounds.update(wanted)
            .where(AgingBounds.id == 1)
            .where(differs)
            .returning(AgingBounds.id)
        )
        if done:
            await record(
                tx,
                act="aging.bounds",
                subject_kind="business",
                subject_id=1,
                at=at,
                by=by,
                detail={"bounds": f"{first}, {second}, {third}"},
            )
