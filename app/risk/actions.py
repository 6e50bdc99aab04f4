"""Keep every client's score up to date."""

from datetime import date, datetime

from app.adapters.database import transaction
from app.risk import queries
from app.risk.rules import Score as Scored
from app.risk.rules import score_all, strips
from app.risk.tables import Score, Watermark

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
    scored = list(score_all(outcomes, on).values())
    last = strips(outcomes, on)
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
    return len(scored)


def _row(score: Scored, strip: list[int], on: date, at: datetime) -> Score:
    return Score(
        client=score.client_id,
        day=on,
        outcomes=score.outcomes,
        p_late=_basis_points(score.p_late),
        low=_basis_points(score.low),
        high=_basis_points(score.high),
        expected_delay=None
        if score.expected_days_late is None
        else int(score.expected_days_late * 10 + 0.5),
        grade=score.grade,
        strip="".join(map(str, strip)),
        reasons=queries.reasons_to(score.reasons),
        computed_at=at,
    )


def _basis_points(probability: float | None) -> int | None:
    return None if probability is None else int(probability * 10_000 + 0.5)
