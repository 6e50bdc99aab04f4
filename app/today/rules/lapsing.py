"""Unpaid invoices that can soon be claimed in court no more."""

from collections.abc import Iterable, Sequence

from app.core.errors import N_
from app.core.money import Euros
from app.lateness.rules import Limit
from app.today.rules.facts import Task
from app.today.rules.saying import SHOWN_APART, count, say

URGENT_DAYS = 60


def lapsing(found: Sequence[Limit]) -> Iterable[Task]:
    """The first to end apart; within 60 days, or past, in red."""
    for one in found[:SHOWN_APART]:
        href = f"/invoices/{one.id}/lateness"
        tone = "bad" if one.days <= URGENT_DAYS else "ask"
        if one.days < 0:
            title = say(N_("Past its limitation: %(number)s"), number=one.number)
            why = say(
                N_("%(client)s, %(amount)s: it could be claimed in court until %(day)s."),
                client=one.client,
                amount=Euros(one.open),
                day=one.clock.ends_on,
            )
        else:
            title = say(N_("Claim it in court or lose it: %(number)s"), number=one.number)
            why = say(
                N_("%(client)s, %(amount)s: until %(day)s, %(days)s days from now."),
                client=one.client,
                amount=Euros(one.open),
                day=one.clock.ends_on,
                days=one.days,
            )
        yield Task(title, (why,), "scale", tone, N_("See the invoice"), href)
    more = found[SHOWN_APART:]
    if more:
        title = count(
            len(more), N_("One more is about to be lost"), N_("%(n)s more are about to be lost")
        )
        why = say(
            N_("%(amount)s that can soon be claimed no more."),
            amount=Euros(sum(one.open for one in more)),
        )
        yield Task(title, (why,), "scale", "ask", N_("See all of them"), "/notices")
