"""In which segment each client is, what is proposed, and how it came there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.clients.tables import Client
from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located
from app.risk.rules import Place, Segment, proposed
from app.risk.tables import Score, SegmentMode, SegmentMove

_LAST = """
SELECT m.id AS id, m.client AS client, m.segment AS segment, m.measured AS measured
FROM segment_move m
JOIN (SELECT client, MAX(id) AS id FROM segment_move{where} GROUP BY client) l ON l.id = m.id
"""


async def segments() -> dict[int, Segment]:
    """The segment of every client that is in one."""
    return {client_id: place.segment for client_id, place in (await places()).items()}


async def segment(client_id: int) -> Segment | None:
    """The segment of one client."""
    found = (await places(client_id)).get(client_id)
    return found.segment if found else None


async def places(client_id: int | None = None) -> dict[int, Place]:
    """Where every client is, or one."""
    where = "" if client_id is None else f" WHERE client = {int(client_id)}"
    rows = await SegmentMove.raw(_LAST.format(where=where))
    return {
        row["client"]: Place(row["id"], Segment(row["segment"]), _maybe(row["measured"]))
        for row in rows
    }


@dataclass(frozen=True)
class Proposal:
    """A client that the measures put elsewhere: from which segment (None: from none), to which,
    the expected delay in tenths of a day, and the last move that there is (0: none)."""

    client_id: int
    client: str
    now: Segment | None
    to: Segment
    delay: int
    move_id: int

    @property
    def days(self) -> int:
        """The expected delay in whole days."""
        return (self.delay + 5) // 10

    @property
    def seen(self) -> str:
        """What a form shows, so that it decides this and nothing else."""
        return f"{self.client_id}:{self.move_id}:{self.to.value}"


async def proposals(client_id: int | None = None) -> list[Proposal]:
    """Who is proposed to move, by name; archived clients are left out."""
    known = await places(client_id)
    query = Score.select(
        Score.client, Score.client.name.as_alias("name"), Score.expected_delay
    ).where(Score.expected_delay.is_not_null(), Score.client.archived_at.is_null())
    if client_id is not None:
        query = query.where(Score.client == client_id)
    found = []
    for row in await query.order_by(Score.client.name_key, Score.client):
        place = known.get(row["client"])
        to = proposed(row["expected_delay"], place)
        if to is not None:
            now, last = (place.segment, place.move_id) if place else (None, 0)
            found.append(Proposal(row["client"], row["name"], now, to, row["expected_delay"], last))
    return found


@dataclass(frozen=True)
class Member:
    """A client of a segment, with its expected delay in whole days (None: not measured)."""

    client_id: int
    client: str
    segment: Segment
    days: int | None


async def members() -> list[Member]:
    """Every client that is in a segment and not archived, by name."""
    known = await segments()
    rows = (
        await Client.select(Client.id, Client.name)
        .where(Client.archived_at.is_null())
        .order_by(Client.name_key, Client.id)
    )
    scored = await Score.select(Score.client, Score.expected_delay)
    delays = {row["client"]: row["expected_delay"] for row in scored}
    return [
        Member(row["id"], row["name"], known[row["id"]], _whole(delays.get(row["id"])))
        for row in rows
        if row["id"] in known
    ]


@dataclass(frozen=True)
class Moved:
    """One line of a client's history; `is_kept` when it was left where it was against what was
    measured. `by` is "" when it moved by itself."""

    at: datetime
    segment: Segment
    before: Segment | None
    measured: Segment | None
    days: int | None
    by: str

    @property
    def is_kept(self) -> bool:
        return self.segment is self.before


async def moves(client_id: int, limit: int = 24) -> Sequence[Moved]:
    """How a client came where it is, the latest first."""
    rows = (
        await SegmentMove.select()
        .where(SegmentMove.client == client_id)
        .order_by(SegmentMove.id, ascending=False)
        .limit(limit)
    )
    return [
        Moved(
            row["recorded_at"],
            Segment(row["segment"]),
            _maybe(row["before"]),
            _maybe(row["measured"]),
            _whole(row["delay"]),
            row["recorded_by"],
        )
        for row in rows
    ]


async def is_alone() -> bool:
    """Whether clients change segment by themselves."""
    row = await SegmentMode.select(SegmentMode.is_alone).where(SegmentMode.id == 1).first()
    return bool(row and row["is_alone"])


def _maybe(code: str) -> Segment | None:
    return Segment(code) if code else None


def _whole(tenths: int | None) -> int | None:
    return None if tenths is None else (tenths + 5) // 10


async def chains() -> list[Finding]:
    """Moves that do not begin where the one before them ended."""
    rows = await SegmentMove.raw(
        "SELECT m.id AS id, m.client AS client, m.before AS said,"
        " COALESCE((SELECT p.segment FROM segment_move p WHERE p.client = m.client"
        " AND p.id < m.id ORDER BY p.id DESC LIMIT 1), '') AS was"
        " FROM segment_move m ORDER BY m.id"
    )
    broken = [row for row in rows if row["said"] != row["was"]]
    message = N_(
        "client %(client)s: move %(id)s begins in “%(said)s”, the one before ended in “%(was)s”"
    )
    return located(message, broken)


SEGMENT_CHECKS: list[IntegrityCheck] = [("history of segments", chains)]
