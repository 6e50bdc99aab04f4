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

# The odds of so many points, from -20 to 40, in thousandths.
_ODDS = (
    10,
    13,
    16,
    20,
    25,
    32,
    40,
    50,
    63,
    79,
    100,
    126,
    158,
    200,
    251,
    316,
    398,
    501,
    631,
    794,
    1000,
    1259,
    1585,
    1995,
    2512,
    3162,
    3981,
    5012,
    6310,
    7943,
    10000,
    12589,
    15849,
    19953,
    25119,
    31623,
    39811,
    50119,
    63096,
    79433,
    100000,
    125893,
    158489,
    199526,
    251189,
    316228,
    398107,
    501187,
    630957,
    794328,
    1000000,
    1258925,
    1584893,
    1995262,
    2511886,
    3162278,
    3981072,
    5011872,
    6309573,
    7943282,
    10000000,
)
_LOWEST, _EVEN, _WHOLE = -20, 1_000, 10_000


def score(points: int, *others: int) -> int:
    """The chance that a match with so many points is right, in basis points, when so many other
    matches with theirs could be meant as well, or none.

    >>> score(0), score(10), score(13), score(-40), score(20, 20)
    (5000, 9091, 9523, 99, 4975)
    """
    every = _EVEN + sum(map(_odds, (points, *others)))
    return min((2 * _odds(points) * _WHOLE + every) // (2 * every), _WHOLE - 1)


def _odds(points: int) -> int:
    return _ODDS[min(max(points - _LOWEST, 0), len(_ODDS) - 1)]
