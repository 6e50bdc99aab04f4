"""All that happens by itself within thirty days."""

from dataclasses import dataclass
from datetime import datetime

from app.clock import ZONE
from app.coming.queries import billing, chasing, debiting, letters, telling, turns
from app.coming.rules import Happening, days_from


@dataclass(frozen=True)
class Ahead:
    """What happens, and who would be written to and is left alone."""

    happenings: list[Happening]
    alone: list[chasing.Alone]


async def ahead(at: datetime) -> Ahead:
    """From a moment on, if nobody pays, decides or changes anything."""
    at = at.astimezone(ZONE)
    days = days_from(at.date())
    entries = await billing.billed(days[0], days[-1])
    issues = await billing.issues(entries)
    now = await debiting.announced_now(at)
    names = {each.entry.client_id: each.entry.client for each in entries}
    later = await debiting.announced_later(issues, names, at)
    told = [*now.values(), *later.values()]
    steps = await chasing.steps(
        at,
        days,
        issues,
        {issue: each.collect_on for issue, each in later.items()},
        {instalment: each.collect_on for instalment, each in now.items()},
    )
    found = [
        *billing.happenings(entries),
        *chasing.happenings(steps),
        *await debiting.happenings(told, days[0], days[-1]),
        *await letters.statements(at, days, issues),
        *await letters.entries(at, days),
        *await letters.of_contracts(at, days),
        *await letters.of_mandates(at, days),
        *await letters.of_quotes(at, days),
        *await telling.alerts(at),
        *await telling.payments(at),
        *await turns.of_contracts(days),
        *await turns.of_mandates(days),
        *await turns.of_quotes(days),
        *await turns.of_debts(days),
    ]
    return Ahead(found, chasing.alone(steps))
