"""Keep every client's score up to date, and judge how good the scores were."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime

from app.adapters.database import transaction
from app.risk import queries, rules
from app.risk.rules import Outcome
from app.risk.rules import Score as Scored
from app.risk.tables import Judgement, Score, ScoreChange, Watermark

_CHUNK = 200


async def rescore(*, on: date, at: datetime, only_if_changed: bool = False) -> int:
    """Score every client as of a day and keep the result; gives back how many were scored.

    With `only_if_changed` nothing is done unless money moved or a document was issued since
    the last time, or the scores are of another day: what the segment learns changes every client
    of it, so all are scored.
    """
    mark = await queries.changed_since()
    if only_if_changed and mark.is_known and mark.scored_on in (on, None):
        return 0
    outcomes = await queries.outcomes(on)
    terms = await queries.terms(on)
    scored, last = await asyncio.to_thread(_scored, outcomes, on, terms)
    async with transaction():
        # First of all, so that a second worker waits here and then sees what the first one wrote.
        await Watermark.update(
            {Watermark.allocation_id: mark.allocation_id, Watermark.invoice_id: mark.invoice_id}
        ).where(Watermark.id == 1)
        await Score.delete(force=True)
        for start in range(0, len(scored), _CHUNK):
            rows = [
                _row(score, last.get(score.client_id, []), on, at)
                for score in scored[start : start + _CHUNK]
            ]
            await Score.insert(*rows)
        await _note_changes(scored, on, at)
    return len(scored)


def _scored(
    outcomes: Sequence[Outcome], on: date, terms: rules.Terms
) -> tuple[list[Scored], dict[int, list[int]]]:
    return list(rules.score_all(outcomes, on, terms).values()), dict(rules.strips(outcomes, on))


async def _note_changes(scored: Iterable[Scored], on: date, at: datetime) -> None:
    """Part of the rescoring: a line of history for each score that changed since the day before.
    What was noted for days to come, by a clock that was ahead, is taken away."""
    await ScoreChange.delete().where(ScoreChange.day >= on)
    before = await queries.last_changes(on)
    rows = []
    for score in scored:
        there = before.get(score.client_id)
        p_late = _basis_points(score.p_late)
        if rules.has_changed((there.p_late, there.grade) if there else None, (p_late, score.grade)):
            rows.append(
                ScoreChange(
                    client=score.client_id,
                    day=on,
                    outcomes=score.outcomes,
                    p_late=p_late,
                    grade=score.grade,
                    recorded_at=at,
                )
            )
    for start in range(0, len(rows), _CHUNK):
        await ScoreChange.insert(*rows[start : start + _CHUNK])


async def judge(*, on: date, at: datetime) -> int:
    """Judge on the past how good the score was, and keep it; gives back how many invoices it was
    judged on. Again on the same day takes the place of the first."""
    past = await queries.outcomes(on)
    done, laws, terms = await asyncio.to_thread(_judged, past, on)
    row = Judgement(
        day=on,
        judged=done.n,
        result=json.dumps(done.as_json()),
        laws=json.dumps([rules.law_as_json(each) for each in laws]),
        terms="" if terms == rules.PLAIN else json.dumps(asdict(terms)),
        recorded_at=at,
    )
    async with transaction():
        await Judgement.delete().where(Judgement.day >= on)
        await Judgement.insert(row).on_conflict(action="DO NOTHING")
    return done.n


def _judged(
    past: Sequence[Outcome], on: date
) -> tuple[rules.Backtest, list[rules.Law], rules.Terms]:
    done = rules.roll(past, on)
    return rules.judged(done.trials), rules.laws(rules.learn(past, on)), done.terms


async def judge_weekly(*, on: date, at: datetime) -> None:
    """The same, unless it was done within a week."""
    last = await queries.last_judgement()
    if rules.is_owed(last.day if last else None, on):
        await judge(on=on, at=at)


def _row(score: Scored, strip: list[int], on: date, at: datetime) -> Score:
    return Score(
        client=score.client_id,
        day=on,
        outcomes=score.outcomes,
        p_late=_basis_points(score.p_late),
        low=_basis_points(score.low),
        high=_basis_points(score.high),
        expected_delay=_tenths(score.expected_days_late),
        most_delay=_tenths(score.days_high),
        grade=score.grade,
        strip="".join(map(str, strip)),
        reasons=queries.reasons_to(score.reasons),
        computed_at=at,
    )


def _tenths(days: float | None) -> int | None:
    return None if days is None else int(max(0.0, days) * 10 + 0.5)


def _basis_points(probability: float | None) -> int | None:
    return None if probability is None else int(probability * 10_000 + 0.5)
