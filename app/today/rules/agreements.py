"""Contracts that ask for somebody: renewals to be told, prices to be indexed, trials that end."""

from collections.abc import Iterable, Sequence

from app.core.errors import N_
from app.core.money import Euros
from app.today.rules.facts import Renewing, Task, Trying
from app.today.rules.saying import SHOWN_APART, count, first_names, say


def agreements(renewing: Sequence[Renewing], trying: Sequence[Trying]) -> Iterable[Task]:
    """What was missed first, then what is to be done, then what happens by itself."""
    yield from _renewing(renewing)
    yield from _trying(trying)


def _renewing(renewing: Sequence[Renewing]) -> Iterable[Task]:
    missed = [one for one in renewing if one.duty == "missed"]
    if missed:
        title = count(
            len(missed),
            N_("A client was not told of a renewal in time"),
            N_("%(n)s clients were not told of a renewal in time"),
        )
        why = say(
            N_("They may quit at any time, free: %(clients)s"),
            clients=first_names(one.client for one in missed),
        )
        href = f"/contracts/{missed[0].contract_id}/renewal"
        yield Task(title, (why,), "calendar-clock", "bad", N_("See the contract"), href)
    for one in [each for each in renewing if each.duty == "tell"][:SHOWN_APART]:
        title = say(N_("To be told of a renewal by post: %(client)s"), client=one.client)
        why = say(N_("No e-mail address is known; post the letter by %(day)s."), day=one.by)
        href = f"/contracts/{one.contract_id}/renewal"
        yield Task(title, (why,), "mail", "ask", N_("Read the letter"), href)
    for one in [each for each in renewing if each.duty == "index"][:SHOWN_APART]:
        title = say(N_("Prices to be indexed: %(client)s"), client=one.client)
        why = say(N_("%(label)s: anniversary of %(day)s."), label=one.label, day=one.by)
        href = f"/contracts/{one.contract_id}/indexation"
        yield Task(title, (why,), "trending-up", "", N_("Index the prices"), href)
    for one in [each for each in renewing if each.duty == "soon"][:SHOWN_APART]:
        title = say(N_("A contract is about to renew itself: %(client)s"), client=one.client)
        why = say(N_("%(label)s: last day to say no %(day)s."), label=one.label, day=one.by)
        href = f"/contracts/{one.contract_id}/renewal"
        yield Task(title, (why,), "calendar-clock", "", N_("See the contract"), href)


def _trying(trying: Sequence[Trying]) -> Iterable[Task]:
    for one in trying[:SHOWN_APART]:
        title = say(N_("A trial is about to end: %(client)s"), client=one.client)
        why = say(
            N_("%(label)s is billed from %(day)s on: %(amount)s."),
            label=one.label,
            day=one.runs_from,
            amount=Euros(one.total),
        )
        told = say(N_("The client was not told of it."))
        if one.told_on is not None:
            told = say(N_("The letter to the client is of %(day)s."), day=one.told_on)
        href = f"/contracts/{one.contract_id}"
        yield Task(title, (why, told), "calendar-clock", "", N_("See the contract"), href)
