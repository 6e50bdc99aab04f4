"""What each piece of evidence is worth. Points are tenths of a power of ten of the odds that a
match is right (as decibels are); the score that people see is the chance in basis points.

The weights say how surely evidence tells one client, or one invoice, from all others: they were set
by reasoning on these cases, never fitted to a set of lines.
"""

from app.bank.rules.matching.names import Likeness
from app.bank.rules.matching.spellings import Strength

# Of all that could have been paid, one is rarely meant.
PRIOR = -20

NAME = {
    Likeness.EQUAL: 24,
    Likeness.STRONG: 20,
    Likeness.SHORT: 12,
    Likeness.SURNAME: 12,
    Likeness.WEAK: 8,
}
NAMED_IN_LABEL = 18
ON_CARD, HABIT, ONCE, SHARED = 22, 25, 15, 10
TWO_SIGNS = 6
CITED = {Strength.FULL: 35, Strength.TOLD: 20, Strength.BARE: 10, Strength.NEAR: 6}
AMBIGUOUS = {Strength.FULL: 20, Strength.TOLD: 12, Strength.BARE: 5, Strength.NEAR: 6}
HINTED, DEBITED, NOTED = 10, 45, 20

EXACT, WHOLE, OLDEST, SUM = 17, 15, 13, 12
WITH_OTHERS, FEE_TOLD, DISCOUNTED = 5, 12, 10
PART, FEE_GUESSED, TOO_MUCH, ON_ACCOUNT = -10, -8, -12, -15
LESS_CREDIT = -2

UNKNOWN_PAYER, OTHER_PAYER, CITES_OTHER, CITES_PERHAPS = -5, -15, -25, -10
TOO_EARLY, RECORDED, NO_RETURN = -15, -15, -15

# Less than so many points beside another is too close to choose.
MARGIN = 13
# Without so many points for who paid, money is a stranger's.
KNOWN = 15
# From so many points on, sums of a client’s invoices are tried.
NAME_ENOUGH = 10

_CHANCE = (
    99,
    124,
    156,
    196,
    245,
    307,
    383,
    477,
    594,
    736,
    909,
    1118,
    1368,
    1663,
    2008,
    2403,
    2847,
    3339,
    3869,
    4427,
    5000,
    5573,
    6131,
    6661,
    7153,
    7597,
    7992,
    8337,
    8632,
    8882,
    9091,
    9264,
    9406,
    9523,
    9617,
    9693,
    9755,
    9804,
    9844,
    9876,
    9901,
    9921,
    9937,
    9950,
    9960,
    9968,
    9975,
    9980,
    9984,
    9987,
    9990,
    9992,
    9994,
    9995,
    9996,
    9997,
    9997,
    9998,
    9998,
    9999,
    9999,
)
_LOWEST = -20


def score(points: int) -> int:
    """The chance that a match with so many points is right, in basis points.

    >>> score(0), score(10), score(13), score(-40)
    (5000, 9091, 9523, 99)
    """
    return _CHANCE[min(max(points - _LOWEST, 0), len(_CHANCE) - 1)]
