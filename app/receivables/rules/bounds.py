"""The ages of what is owed under the owner's own bounds: what they are called, what is refused."""

from app.core.errors import N_, Finding, finding, refuse
from app.receivables.rules.aging import BOUNDS, Age, Bounds

MOST = 730


def label(age: Age, bounds: Bounds = BOUNDS) -> Finding:
    """What an age is called."""
    if age is Age.NOT_DUE:
        return finding("receivables.age", N_("Not due"))
    at = tuple(Age).index(age)
    if age is Age.OVER_90:
        return finding("receivables.age", N_("> %(days)s d"), days=bounds[at - 1])
    first, last = bounds[at - 1] + 1, bounds[at]
    return finding("receivables.age", N_("%(first)s–%(last)s d"), first=first, last=last)


def check_bounds(first: int, second: int, third: int) -> Bounds:
    """Three bounds in days as kept. Refused: out of order, or beyond two years."""
    if not 0 < first < second < third <= MOST:
        raise refuse(
            "receivables.bounds",
            "Three numbers of days, each above the one before it, up to %(most)s.",
            "third",
            most=MOST,
        )
    return 0, first, second, third
