"""How many days everything together is paid sooner or later than was foreseen."""

from collections.abc import Iterable
from math import sqrt

# Believed beforehand: as if it had been seen three times that all was paid a day and a half off.
_TIMES, _DAYS = 3.0, 1.5
_ROUNDS = 40


def astray(seen: Iterable[tuple[float, float]]) -> float:
    """The standard deviation, in days, that is learnt from what was off each time: days, and the
    variance that was foreseen of them.

    The likeliest variance of what is left beyond the foreseen, about no error (expectation and
    maximisation of a normal law). Its mean is left at nothing: of a year of months it is known too
    badly to move what is most likely by it.
    """
    times = list(seen)
    variance = _DAYS**2
    for _ in range(_ROUNDS):
        whole = _TIMES * _DAYS**2
        for days, foreseen in times:
            trust = variance / (variance + foreseen)
            whole += (trust * days) ** 2 + trust * foreseen
        variance = whole / (_TIMES + len(times))
    return sqrt(variance)
