"""The rules of the score: what an outcome is, what is learnt of it, how good it was."""

from app.risk.rules.backtest import Guess, Trial, rolled
from app.risk.rules.beta import beta_cdf, beta_quantile
from app.risk.rules.filed import Filed, filed, is_on_the_spot
from app.risk.rules.judging import (
    BASELINES,
    Backtest,
    Bin,
    Measures,
    auc,
    calibration,
    judged,
    measured,
)
from app.risk.rules.outcomes import (
    DEBIT,
    HALF_LIFE_DAYS,
    MIN_OUTCOMES,
    OTHER,
    Outcome,
    delay_class,
    strips,
    telling,
)
from app.risk.rules.prior import MIN_SEGMENT_OUTCOMES, STARTING_PRIOR, Prior, fit_prior
from app.risk.rules.score import (
    GRADES,
    STARTING,
    Learnt,
    Score,
    foresee,
    grade_of,
    learn,
    percent,
    score_all,
    score_client,
)
from app.risk.rules.timing import WEEKS, Days, Timing, fit_timing

__all__ = [
    "BASELINES",
    "DEBIT",
    "GRADES",
    "HALF_LIFE_DAYS",
    "MIN_OUTCOMES",
    "MIN_SEGMENT_OUTCOMES",
    "OTHER",
    "STARTING",
    "STARTING_PRIOR",
    "WEEKS",
    "Backtest",
    "Bin",
    "Days",
    "Filed",
    "Guess",
    "Learnt",
    "Measures",
    "Outcome",
    "Prior",
    "Score",
    "Timing",
    "Trial",
    "auc",
    "beta_cdf",
    "beta_quantile",
    "calibration",
    "delay_class",
    "filed",
    "fit_prior",
    "fit_timing",
    "foresee",
    "grade_of",
    "is_on_the_spot",
    "judged",
    "learn",
    "measured",
    "percent",
    "rolled",
    "score_all",
    "score_client",
    "strips",
    "telling",
]
