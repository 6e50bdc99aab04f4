"""Two thousand lines of known truth: nearly all matched by themselves, none wrongly."""

from collections import Counter
from dataclasses import dataclass, field, replace

import pytest

from app.bank.rules.matching import Candidate, Habit, Index, Kind, World, judge_all
from tests.bank.generator import Story, Truth, story

THRESHOLDS = (8_000, 9_000, 9_500, 9_800, 9_950)
BATCH = 250


@dataclass
class Outcome:
    """How many were applied by themselves, rightly and wrongly, of those that could be."""

    right: int = 0
    could: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: Counter[str] = field(default_factory=Counter)
    applied: int = 0


def is_right(found: Candidate, truth: Truth) -> bool:
    if truth.receipt is not None:
        return found.receipt_id == truth.receipt
    put = Counter({part.item_id: part.cents for part in found.parts})
    told = (put, found.fee, found.kept)
    return found.kind is Kind.SETTLE and told == (Counter(dict(truth.parts)), truth.fee, truth.kept)


def without(world: World, truth: Truth, line: object) -> World:
    """The world once somebody has done what is right."""
    paid = dict(truth.parts)
    items = [replace(i, open=i.open - paid.get(i.id, 0)) for i in world.items]
    return replace(
        world,
        items=tuple(item for item in items if item.open),
        received=tuple(one for one in world.received if one.receipt_id != truth.receipt),
        earlier=tuple(one for one in world.earlier if one.receipt_id != truth.receipt),
    )


def play(told: Story, threshold: int) -> Outcome:
    """The lines come in statement by statement; what is not sure is done right by a person, and the
    program learns the payers from both."""
    outcome, world = Outcome(), told.world
    for start in range(0, len(told.lines), BATCH):
        waiting = told.lines[start : start + BATCH]
        while waiting:
            verdicts = judge_all(waiting, Index(world, waiting), threshold)
            sure = [line for line in waiting if verdicts[line.id].is_sure(threshold)]
            if not sure:
                break
            for line in sure:
                truth, best = told.truth[line.id], verdicts[line.id].best
                assert best is not None
                outcome.applied += 1
                if is_right(best, truth):
                    outcome.right += truth.sure
                else:
                    outcome.wrong.append(f"{told.seed} {line} {truth} {best}")
                world = _learned(without(world, truth, line), line, truth)
            done = {line.id for line in sure}
            waiting = [line for line in waiting if line.id not in done]
        for line in waiting:
            truth = told.truth[line.id]
            outcome.missed[truth.kind] += truth.sure
            world = _learned(without(world, truth, line), line, truth)
    outcome.could = sum(truth.sure for truth in told.truth.values())
    return outcome


def _learned(world: World, line: object, truth: Truth) -> World:
    iban = getattr(line, "payer_iban", "")
    if not (truth.client_id and truth.parts and iban):
        return world
    habit = Habit(truth.client_id, iban, getattr(line, "payer_name", ""))
    return replace(world, habits=(*world.habits, habit))


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
    recalls = []
    for threshold in THRESHOLDS:
        outcome = play(told, threshold)
        precision = 1 - len(outcome.wrong) / outcome.applied
        recall = outcome.right / outcome.could
        print(f"from {threshold}: precision {precision:.4f}, recall {recall:.4f}")
        recalls.append(recall)
        assert outcome.wrong == []
    assert recalls == sorted(recalls, reverse=True)
