"""Set the limits of the reminders."""

from datetime import datetime

from app.adapters.database import transaction
from app.auth.actions import record
from app.reminders.rules import Limits, check_limits
from app.reminders.tables import ReminderLimits


async def set_limits(limits: Limits, *, at: datetime, by: str) -> None:
    """Set the limits for every client; what waits is decided again at the next sweep.

    Refused: what `rules.check_limits` refuses.
    """
    check_limits(limits)
    async with transaction() as tx:
        await ReminderLimits.update(
            {
                ReminderLimits.gap_days: limits.gap_days,
                ReminderLimits.least: limits.least,
                ReminderLimits.stale_days: limits.stale_days,
                ReminderLimits.weekdays: "".join(map(str, sorted(set(limits.weekdays)))),
            }
        ).where(ReminderLimits.id == 1)
        await record(
            tx,
            act="reminders.limits",
            subject_kind="plan",
            subject_id=1,
            at=at,
            by=by,
            detail={
                "gap": limits.gap_days,
                "least": limits.least,
                "stale": limits.stale_days or 0,
            },
        )
