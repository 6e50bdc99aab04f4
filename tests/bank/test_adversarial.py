"""Each line gets the verdict of the careful assistant: asked when she would ask, never wrong."""

import pytest

from app.bank.rules.matching import Candidate, Index, Kind, judge_all
from tests.bank.adversarial import CASES, WORLD, Case

THRESHOLD = 9_500


def put(candidate: Candidate) -> dict[str, int]:
    """Cents by number, with the fee and what is kept."""
    found: dict[str, int] = {}
    for part in candidate.parts:
        found[part.number] = found.get(part.number, 0) + part.cents
    more = {"fee": candidate.fee, "kept": candidate.kept}
    return found | {name: cents for name, cents in more.items() if cents}


def name(case: Case) -> str:
    return f"{case.line.id}-{case.line.payer_name or 'nobody'}-{case.line.label}"[:60]


@pytest.mark.parametrize("case", CASES, ids=name)
def test_the_verdict_is_hers(case: Case) -> None:
    waiting = [case.line, *case.beside]
    verdict = judge_all(waiting, Index(WORLD, waiting), THRESHOLD)[case.line.id]
    told = [(each.kind, put(each), each.score, each.reasons) for each in verdict.candidates]
    assert verdict.is_sure(THRESHOLD) is case.verdict.sure, (told, verdict.doubts)
    best = verdict.best
    if case.verdict.sure:
        assert best is not None
        if case.verdict.receipt:
            assert best.receipt_id == case.verdict.receipt
        else:
            assert (best.kind, put(best)) == (Kind.SETTLE, case.verdict.parts)
    shown = {number for each in verdict.candidates for number in each.numbers}
    assert shown.issuperset(case.verdict.shown), told


def test_the_parts_always_come_to_the_line() -> None:
    for case in CASES:
        verdict = judge_all([case.line], Index(WORLD, [case.line]), THRESHOLD)[case.line.id]
        for each in verdict.candidates:
            if each.kind is Kind.SETTLE:
                parts = sum(part.cents for part in each.parts)
                assert parts + each.kept + each.fee == case.line.amount_cents, each


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 80
