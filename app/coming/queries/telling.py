"""Messages to people of the business: alerts that stand, and money that came in. Those of the next
morning; what is not there yet cannot be foretold, and adds to them."""

from dataclasses import replace
from datetime import date, datetime

from app.alerts import queries
from app.alerts.rules import Rhythm, Scope, cutoff, merged, next_cutoff
from app.coming.rules import Happening, Kind
from app.coming.rules.hours import acts_from
from app.core.errors import Finding, finding


async def alerts(at: datetime) -> list[Happening]:
    """To each who chose so, the alerts that stand and were not told to them."""
    found = []
    for each in await queries.readers():
        told: set[int] = set()
        for until, day in _moments(each.rhythm, at):
            new = [a for a in await queries.untold(each.user_id, until) if a.id not in told]
            if new:
                told.update(a.id for a in new)
                what = finding(
                    "coming.alerts", "Alerts by e-mail, to %(to)s: %(count)s",
                    to=each.email, count=len(new),
                )  # fmt: skip
                subject = f"alerts:{each.user_id}:{max(told)}"
                found.append(_message(Kind.ALERTS, day, subject, what, "/alerts"))
    return found


async def payments(at: datetime) -> list[Happening]:
    """To each who chose so, the money recorded since the last message."""
    found = []
    for each in await queries.followers():
        if each.scope is Scope.NONE or each.told_until is None:
            continue
        since = each.told_until
        for until, day in _moments(Rhythm.DAILY, at):
            if until <= since:
                continue
            new = merged(await queries.new_payments(replace(each, told_until=since), until))
            since = until
            if new:
                what = finding(
                    "coming.payments", "Payments by e-mail, to %(to)s: %(count)s",
                    to=each.email, count=len(new),
                )  # fmt: skip
                subject = f"payments:{each.user_id}:{until.date()}"
                found.append(_message(Kind.PAYMENTS, day, subject, what, "/alerts/payments"))
    return found


def _moments(rhythm: Rhythm, at: datetime) -> list[tuple[datetime, date]]:
    """The moment that has passed and may not be told yet, and the next one, with the day on which
    each is told."""
    passed, coming = cutoff(rhythm, at), next_cutoff(rhythm, at)
    if passed is None or coming is None:
        return []
    return [(passed, acts_from(at)), (coming, coming.date())]


def _message(kind: Kind, day: date, subject: str, what: Finding, href: str) -> Happening:
    why = finding("coming.chosen", "Chosen by whoever is told; what is new until then is added.")
    return Happening(day=day, kind=kind, subject=subject, what=what, why=why, href=href)
