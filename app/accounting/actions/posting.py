"""Balanced entries, the days of the till, and the chain of documents and payments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.accounting import queries, rules
from app.accounting.rules import Line, Posting
from app.accounting.tables import ChainHead, ChainLink, Closure, Entry, EntryLine
from app.adapters import bulk_rows
from app.adapters.database import Tx, is_postgres
from app.core.errors import refuse

_CHUNK = 400


async def post(
    tx: Tx,
    *,
    journal: str,
    day: date,
    piece: str,
    label: str,
    subject: str,
    lines: Sequence[Line],
    at: datetime,
    by: str,
) -> int:
    """Step: post one balanced entry and give back its id.

    Refused: unbalanced lines, a client account without client, a subject that is already posted.
    """
    posting = Posting(journal, day, piece, label, subject, tuple(lines))
    return (await post_many(tx, [posting], at=at, by=by))[0]


async def post_many(tx: Tx, postings: Sequence[Posting], *, at: datetime, by: str) -> list[int]:
    """Step: post entries in a few statements; gives back their ids in the order given."""
    for posting in postings:
        rules.check(posting)
    await _refuse_posted([posting.subject for posting in postings])
    await _refuse_in_closed(min((each.day for each in postings), default=None))
    ids: dict[str, int] = {}
    for start in range(0, len(postings), _CHUNK):
        part = [_entry(each, at, by) for each in postings[start : start + _CHUNK]]
        rows = await bulk_rows.insert(Entry, part, "id", "subject")
        ids |= {row["subject"]: row["id"] for row in rows}
    await _refuse_closed(postings)
    sides = [_side(ids[each.subject], line) for each in postings for line in each.lines]
    for start in range(0, len(sides), _CHUNK):
        await bulk_rows.insert(EntryLine, sides[start : start + _CHUNK])
    return [ids[posting.subject] for posting in postings]


def _entry(posting: Posting, at: datetime, by: str) -> dict[str, Any]:
    return {
        "journal": posting.journal,
        "day": posting.day,
        "piece": posting.piece[:60],
        "label": posting.label[:200],
        "subject": posting.subject,
        "recorded_at": at,
        "recorded_by": by,
    }


def _side(entry: int, line: Line) -> dict[str, Any]:
    return {
        "entry": entry,
        "account": line.account,
        "client_id": line.client_id,
        "debit": line.debit,
        "credit": line.credit,
    }


async def _refuse_posted(subjects: Sequence[str]) -> None:
    posted: list[dict[str, Any]] = []
    for start in range(0, len(subjects), _CHUNK):
        part = list(subjects[start : start + _CHUNK])
        posted += await Entry.select(Entry.subject).where(Entry.subject.is_in(part))
    if posted or len(set(subjects)) < len(subjects):
        raise refuse(
            "accounting.posted_already",
            "The act “%(subject)s” is already in the books.",
            subject=posted[0]["subject"] if posted else "",
        )


async def _refuse_in_closed(day: date | None) -> None:
    """No entry for a month that is closed; the database itself refuses one that slips in."""
    closed = await queries.closed_until() if day else None
    if day is not None and closed is not None and day <= closed:
        raise refuse(
            "accounting.closed",
            "%(day)s is in a closed period: the books take entries from %(first)s on, and what is"
            " corrected is dated there.",
            day=day,
            first=closed + timedelta(days=1),
        )


async def _refuse_closed(postings: Sequence[Posting]) -> None:
    """No cash for a day whose till is closed. Asked once the entries wait to be kept: a closing
    that was underway has ended by then."""
    days = [each.day for each in postings if any(line.account == rules.CASH for line in each.lines)]
    closed = await queries.till_closed_on() if days else None
    if closed is not None and min(days) <= closed:
        raise refuse(
            "accounting.till_closed",
            "The till is closed up to %(day)s: cash goes to a later day.",
            day=closed,
        )


async def hold_books(tx: Tx) -> None:
    """Step: no entry is made by another until the transaction ends, and none is half made."""
    if is_postgres:
        await Entry.raw("LOCK TABLE entry IN SHARE ROW EXCLUSIVE MODE")


async def close_day(tx: Tx, *, ends_on: date, at: datetime, by: str) -> int:
    """Step, the books being held: close a day, with what was taken since the closure before it
    and ever; gives back the closure's id. It takes no cash any more."""
    before = await queries.last_closure()
    taken = await queries.taken_since(before)
    row = Closure(
        ends_on=ends_on,
        last_entry=taken.last_entry,
        cash=taken.cash,
        card=taken.card,
        cheque=taken.cheque,
        perpetual=before[1] + taken.cash + taken.card + taken.cheque,
        recorded_at=at,
        recorded_by=by,
    )
    made = await Closure.insert(row).returning(Closure.id)
    return int(made[0]["id"])


@dataclass(frozen=True)
class Linked:
    """A record to be chained: its id and the facts that its link proves (JSON values)."""

    id: int
    payload: Mapping[str, object]


async def chain(tx: Tx, *, kind: str, id: int, payload: Mapping[str, object], at: datetime) -> str:
    """Step: append one record to the chain, after the last link; gives back the link's hash.

    The head is locked until the transaction ends: call it late.
    """
    return (await chain_many(tx, kind=kind, items=[Linked(id, payload)], at=at))[0]


async def chain_many(tx: Tx, *, kind: str, items: Sequence[Linked], at: datetime) -> list[str]:
    """Step: append many records of one kind, one link each, in the order given."""
    if not items:
        return []
    head = (
        await ChainHead.update({ChainHead.n: ChainHead.n + len(items)})
        .where(ChainHead.id == 1)
        .returning(ChainHead.n, ChainHead.hash)
    )
    n, last = head[0]["n"] - len(items), head[0]["hash"]
    links: list[dict[str, Any]] = []
    for item in items:
        n, previous, payload = n + 1, last, rules.canonical(item.payload)
        last = rules.link_hash(previous, payload)
        links.append(
            {
                "n": n,
                "subject_kind": kind,
                "subject_id": item.id,
                "payload": payload,
                "previous": previous,
                "hash": last,
                "recorded_at": at,
            }
        )
    for start in range(0, len(links), _CHUNK):
        await bulk_rows.insert(ChainLink, links[start : start + _CHUNK])
    await ChainHead.update({ChainHead.hash: last}).where(ChainHead.id == 1)
    return [str(link["hash"]) for link in links]
