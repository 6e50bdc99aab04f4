"""Two thousand lines of known truth: nearly all matched by themselves, none wrongly."""

import pytest

from tests.bank.generator import story
from tests.bank.judged import THRESHOLDS, play, pooled


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 20, 300, 4_000])
def test_nearly_all_by_themselves_and_none_wrongly(seed: int) -> None:
    told = story(seed)
    outcome = play(told, 9_500)
    print(f"seed {seed}: {outcome.right} of {outcome.could}, missed {dict(outcome.missed)}")
    assert outcome.wrong == []
    assert outcome.right >= 0.95 * outcome.could
    assert outcome.could >= 1_400


@pytest.mark.slow
def test_at_five_thresholds_the_promise_holds() -> None:
    """A lower threshold matches more by itself; what must never be is never."""
    told = story(77)
    outcomes = [play(told, threshold) for threshold in THRESHOLDS]
    for threshold, outcome in zip(THRESHOLDS, outcomes, strict=True):
        print(f"from {threshold}: {outcome.precision:.4f}, recall {outcome.recall:.4f}")
    recalls = [outcome.recall for outcome in outcomes]
    assert pooled(outcomes).wrong == []
    assert recalls == sorted(recalls, reverse=True)
