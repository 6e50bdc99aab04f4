"""Quotes that ask for somebody: accepted, declined, about to end."""

from collections.abc import Iterable, Sequence

from app.core.errors import N_, Finding
from app.core.money import Euros
from app.today.rules.facts import Offer, Offers, Task
from app.today.rules.saying import SHOWN_APART, first_names, say


def offers(waiting: Offers) -> Iterable[Task]:
    """Each accepted one apart, then those declined with the reason, then those that end soon."""
    for one in waiting.accepted[:SHOWN_APART]:
        title = say(
            N_("Quote accepted by %(client)s: %(title)s"), client=one.client, title=one.title
        )
        why = say(
            N_("%(number)s, %(amount)s. Say what it becomes."),
            number=one.number,
            amount=Euros(one.total),
        )
        href = f"/quotes/{one.id}/conversion"
        yield Task(title, (why,), "signature", "ask", N_("Turn it into something"), href)
    if len(waiting.accepted) > SHOWN_APART:
        others = waiting.accepted[SHOWN_APART:]
        title = say(N_("%(n)s more quotes accepted: say what they become"), n=len(others))
        yield Task(
            title, (_names(others),), "signature", "ask", N_("See them"), "/quotes?state=accepted"
        )
    for one in waiting.refused[:SHOWN_APART]:
        title = say(
            N_("Quote declined by %(client)s: %(title)s"), client=one.client, title=one.title
        )
        yield Task(title, (_reason(one),), "circle-x", "", N_("See it"), f"/quotes/{one.id}")
    if waiting.ending:
        yield _ending(waiting.ending)


def _reason(one: Offer) -> Finding:
    message = (
        N_("%(number)s, %(amount)s. “%(reason)s”")
        if one.reason
        else N_("%(number)s, %(amount)s. No reason was given.")
    )
    return say(message, number=one.number, amount=Euros(one.total), reason=one.reason)


def _ending(ending: Sequence[Offer]) -> Task:
    alone = len(ending) == 1
    title = (
        say(N_("One quote ends within a week"))
        if alone
        else say(N_("%(n)s quotes end within a week"), n=len(ending))
    )
    href = f"/quotes/{ending[0].id}" if alone else "/quotes?state=sent"
    label = N_("See it") if alone else N_("See them")
    return Task(title, (_names(ending),), "clock", "", label, href)


def _names(several: Sequence[Offer]) -> Finding:
    return say(
        N_("%(amount)s in all: %(clients)s"),
        amount=Euros(sum(one.total for one in several)),
        clients=first_names(one.client for one in several),
    )
