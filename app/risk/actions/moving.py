"""Clients moved from a segment to another: confirmed, by hand, or by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.core.errors import refuse
from app.risk import queries, rules
from app.risk.rules import Segment
from app.risk.tables import Score, SegmentMode, SegmentMove

SYSTEM = "echeance"


@dataclass(frozen=True)
class Seen:
    """A proposal as a page showed it (`Proposal.seen`)."""

    client_id: int
    move_id: int
    to: Segment

    @classmethod
    def read(cls, text: str) -> "Seen | None":
        """From a form; None for anything else."""
        client, _, rest = text.partition(":")
        move, _, code = rest.partition(":")
        if client.isdigit() and move.isdigit() and code in set(Segment):
            return cls(int(client), int(move), Segment(code))
        return None


async def confirm(shown: Sequence[Seen], *, at: datetime, by: str) -> int:
    """Move the clients of these proposals; gives back how many. What was decided or measured
    otherwise meanwhile is passed over: it is proposed anew, or done already."""
    async with transaction() as tx:
        await _alone_here()
        wanted = {(each.client_id, each.move_id, each.to) for each in shown}
        standing = [
            each
            for each in await queries.proposals()
            if (each.client_id, each.move_id, each.to) in wanted
        ]
        for each in standing:
            await _write(tx, each.client_id, each.now, each.to, each.delay, at, by)
    return len(standing)


async def keep(shown: Seen, *, at: datetime, by: str) -> None:
    """Leave a client where it is, against what is measured: the same is not proposed again.
    Refused when it changed meanwhile; a client that is in none has nowhere to be left."""
    async with transaction() as tx:
        await _alone_here()
        place = (await queries.places(shown.client_id)).get(shown.client_id)
        if place is None or place.move_id != shown.move_id:
            raise _changed()
        delay = await _measured(shown.client_id)
        await _write(tx, shown.client_id, place.segment, place.segment, delay, at, by)


async def move(client_id: int, to: Segment, *, seen: int, at: datetime, by: str) -> None:
    """Put a client into a segment by hand; `seen` is the last move that was shown (0: none). The
    same form twice moves once; refused when somebody else moved it meanwhile."""
    async with transaction() as tx:
        await _alone_here()
        place = (await queries.places(client_id)).get(client_id)
        if place is not None and place.segment is to:
            return
        if (place.move_id if place else 0) != seen:
            raise _changed()
        before = place.segment if place else None
        await _write(tx, client_id, before, to, await _measured(client_id), at, by)


async def move_alone(*, at: datetime) -> int:
    """Where the owner lets clients move by themselves, move them; gives back how many."""
    if not await queries.is_alone():
        return 0
    async with transaction() as tx:
        await _alone_here()
        standing = await queries.proposals()
        for each in standing:
            await _write(tx, each.client_id, each.now, each.to, each.delay, at, SYSTEM)
    return len(standing)


async def set_mode(is_alone: bool, *, at: datetime, by: str) -> None:
    """Whether clients move by themselves; the same again changes nothing."""
    async with transaction() as tx:
        await _alone_here()
        if await queries.is_alone() == is_alone:
            return
        await SegmentMode.update({SegmentMode.is_alone: is_alone}).where(SegmentMode.id == 1)
        await record(
            tx,
            act="segment.alone" if is_alone else "segment.by_person",
            subject_kind="business",
            subject_id=1,
            at=at,
            by=by,
        )


async def _alone_here() -> None:
    """First of all: a second one waits here, then sees what the first one wrote."""
    await SegmentMode.update({SegmentMode.id: SegmentMode.id}).where(SegmentMode.id == 1)


def _changed() -> Exception:
    return refuse("risk.moved_meanwhile", "Somebody has moved this client meanwhile.", "segment")


async def _measured(client_id: int) -> int | None:
    """The expected delay in tenths of a day, where the client has a score."""
    scored = await Score.select(Score.expected_delay).where(Score.client == client_id).first()
    return scored["expected_delay"] if scored else None


async def _write(
    tx: Tx,
    client_id: int,
    before: Segment | None,
    to: Segment,
    delay: int | None,
    at: datetime,
    by: str,
) -> None:
    found = "" if delay is None else rules.measured_segment(delay, before).value
    row = SegmentMove(
        client=client_id,
        segment=to.value,
        before=before.value if before else "",
        measured=found,
        delay=delay,
        recorded_at=at,
        recorded_by=by,
    )
    await SegmentMove.insert(row)
    await record(
        tx,
        act="segment.kept" if before is to else "segment.moved",
        subject_kind="client",
        subject_id=client_id,
        client_id=client_id,
        at=at,
        by=by,
        detail={"segment": [rules.SEGMENT_LABELS[to]]},
    )
