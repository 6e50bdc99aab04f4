"""The beta distribution in plain Python: no numerical library on a small machine."""

from math import exp, lgamma, log, sqrt

_STEPS = 60


def log_beta(a: float, b: float) -> float:
    """The logarithm of the beta function."""
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def beta_quantile(q: float, a: float, b: float) -> float:
    """The value under which a Beta(a, b) variable falls with probability q, to 1e-7.

    Newton's steps from the mean, held within what is known to enclose it.
    """
    low, high = 0.0, 1.0
    front = log_beta(a, b)
    spread = sqrt(a * b / (a + b + 1)) / (a + b)
    x = min(0.999, max(0.001, a / (a + b) + (q - 0.5) * 3 * spread))
    for _ in range(_STEPS):
        gap = beta_cdf(x, a, b) - q
        low, high = (low, x) if gap > 0 else (x, high)
        slope = exp((a - 1) * log(x) + (b - 1) * log(1 - x) - front)
        step = x - gap / slope if slope > 0 else -1.0
        following = step if low < step < high else (low + high) / 2
        if abs(following - x) < 1e-7:
            return following
        x = following
    return x


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Lentz)."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_cdf(1 - x, b, a)
    front = exp(a * log(x) + b * log(1 - x) - log_beta(a, b)) / a
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    result = d
    for m in range(1, 300):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away_from_zero(1 + term * d)
            c = _away_from_zero(1 + term / c)
            result *= c * d
        if abs(c * d - 1) < 1e-10:
            break
    return front * result


def _away_from_zero(value: float) -> float:
    return value if abs(value) > 1e-300 else 1e-300
