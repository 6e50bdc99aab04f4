"""The page of the reminders: what to approve, what leaves by itself, who is left alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.clock import ZONE
from app.reminders.queries.gone import LEFT
from app.reminders.queries.history import HeldView, ReminderView, held_on, open_reminders
from app.reminders.queries.limits import the_window
from app.reminders.queries.plan import plan
from app.reminders.tables import Reminder


@dataclass(frozen=True)
class Desk:
    """What waits on a day, `by_hand` what a person posts or says; `leaves_at` is the first
    moment in which something may leave; `own` that of a reminder whose step has days or hours of
    its own, by its id."""

    asks: tuple[ReminderView, ...]
    by_hand: tuple[ReminderView, ...]
    leaving: tuple[ReminderView, ...]
    held: tuple[HeldView, ...]
    contacted: dict[int, date]
    leaves_at: datetime
    leaves_now: bool
    own: dict[int, datetime]

    @property
    def asked(self) -> int:
        """Cents that the proposals to approve ask for."""
        return sum(view.amount for view in self.asks)


async def desk(at: datetime) -> Desk:
    """What waits at a moment."""
    views = await open_reminders()
    window = await the_window()
    leaves_at = window.next(at)
    own = {one.id: window.of(one.step) for one in await plan(is_whole=True)}
    return Desk(
        tuple(v for v in views if not v.leaves_by_itself and not v.by_hand),
        tuple(view for view in views if view.by_hand),
        tuple(view for view in views if view.leaves_by_itself),
        tuple(await held_on(at.date())),
        await last_contacts(view.client_id for view in views),
        leaves_at,
        leaves_at == at,
        {
            view.id: own[view.step_id].next(at)
            for view in views
            if not view.by_hand and own[view.step_id].next(at) != leaves_at
        },
    )


async def last_contacts(client_ids: Iterable[int]) -> dict[int, date]:
    """The day of the last reminder that left for each of these clients."""
    ids = ", ".join(str(int(each)) for each in client_ids) or "0"
    rows = await Reminder.raw(
        f"SELECT r.client AS client, r.sent_at AS sent_at FROM reminder r"
        f" WHERE r.client IN ({ids}) AND {LEFT}"
    )
    found: dict[int, date] = {}
    for row in rows:
        day = row["sent_at"].astimezone(ZONE).date()
        found[row["client"]] = max(day, found.get(row["client"], day))
    return found
