"""The forecast made again as of earlier days, on what was known then, and held against what came.

What habits do not tell is common to all clients: strikes, runs of payments on the same day, a
season that begins, a crisis. With many clients chance evens out and this does not, so no band made
of habits alone is wide enough. What is off is told in days: how much sooner or later everything
would have to be paid for what was foreseen to be what came, which is alike at each distance.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from statistics import fmean, pvariance

from app.risk.rules import Outcome
from app.today.rules.astray import astray
from app.today.rules.habits import Habits, habits
from app.today.rules.receipts import Debt, received

_LOOKS = 13
_APART = 28
_PATHS = 25
_CLIENTS = 150
# What has been open for longer is taken to be lost, and not looked at.
_LOST = 730


def tested(outcomes: Iterable[Outcome], on: date) -> Habits:
    """What is known on a day of how everybody pays, and how far that led astray before."""
    known = [each for each in outcomes if not each.is_disputed]
    clients = sorted({each.client_id for each in known})
    some = set(clients[:: 1 + len(clients) // _CLIENTS])
    of = [each for each in known if each.client_id in some]
    looks = (_look(of, on - timedelta(days=_APART * n), on) for n in range(1, _LOOKS + 1))
    return replace(habits(known, on), astray=astray(look for look in looks if look))


def _look(outcomes: Iterable[Outcome], then: date, on: date) -> tuple[float, float] | None:
    """From a day four weeks ahead: by how many days what was foreseen came later, and the variance
    that was foreseen of these; None when there was too little to tell."""
    until = then + timedelta(days=_APART)
    debts, known, came = [], [], 0
    for each in outcomes:
        issued = each.issued_on or each.due_on
        if each.known_on <= then:
            known.append(each)
        if issued <= until and not each.is_paid(then) and (then - each.due_on).days < _LOST:
            debts.append(Debt(each.client_id, each.due_on, 1, issued))
            came += each.is_paid(until)
    if not known or not debts:
        return None
    drawn = received(debts, habits(known, then), then, paths=_PATHS)
    foreseen = [sum(each[: _APART // 7]) for each in drawn]
    pace = fmean(sum(each[3:5]) for each in drawn) / 14
    if pace <= 0:
        return None
    return (fmean(foreseen) - came) / pace, max(pvariance(foreseen), 1.0) / pace**2
