"""Saying what a line of the bank was: money for clients, put on what they owe, and all the rest.

Lock order on PostgreSQL: the line's pointing, then those of payments (receipt, its balance,
balances of documents), then the chain. Of two people who point the same line, the second is told.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.accounting.queries import first_open_day
from app.adapters import bulk_rows
from app.adapters.database import Tx, is_postgres, transaction
from app.bank import queries
from app.bank.actions.concluding import Pointed, conclude_many
from app.bank.actions.dealing import Act, deal_with
from app.bank.rules.deals import Deal, check_open, deals_of
from app.bank.rules.matching import Reason, digest, keep_reasons, kept
from app.bank.tables import BankMatch, BankPointing
from app.core.errors import refuse

_HELD = " FOR UPDATE" if is_postgres else ""


@dataclass(frozen=True)
class Grounds:
    """By whom a match is made and why: a person's form (`key`), or the program by a score."""

    key: str
    automatic: bool = False
    score: int = 0
    reasons: tuple[Reason, ...] = ()


async def point(line_id: int, deals: Sequence[Deal], *, key: str, at: datetime, by: str) -> int:
    """Say what a line, or a part of it, was; gives back the match's id, the one that is there when
    the form comes twice. Refused: more than is left of the line, and whatever the money itself is
    refused for (an invoice settled meanwhile, say): then nothing is done."""
    async with transaction() as tx:
        return await point_in(tx, line_id, deals, Grounds(key), at=at, by=by)


async def accept(line_id: int, mark: str, *, key: str, at: datetime, by: str) -> int:
    """Do what a candidate says that was shown (`mark` is its digest); gives back the match's id.
    Refused: it is no longer what is proposed."""
    async with transaction() as tx:
        there = await BankMatch.select(BankMatch.id).where(BankMatch.key == key).first()
        if there is not None:
            return int(there["id"])
        open = await hold(tx, line_id)
        row = await BankPointing.select(BankPointing.verdict).where(BankPointing.line == line_id)
        verdict = kept(line_id, row[0]["verdict"])
        chosen = next((each for each in verdict.candidates if digest(each) == mark), None)
        if chosen is None:
            raise refuse("bank.changed", "The proposal has changed meanwhile: look at it again.")
        grounds = Grounds(key, False, chosen.score, chosen.reasons)
        return await point_in(tx, line_id, deals_of(chosen, open), grounds, at=at, by=by)


async def point_in(
    tx: Tx, line_id: int, deals: Sequence[Deal], grounds: Grounds, *, at: datetime, by: str
) -> int:
    """Step: the same."""
    open = await hold(tx, line_id)
    there = await BankMatch.select(BankMatch.id).where(BankMatch.key == grounds.key).first()
    if there is not None:
        return int(there["id"])
    check_open(open)
    line = await queries.line(line_id)
    match_id = (await insert_many(tx, [(line.id, grounds)], at=at, by=by))[0]
    act = Act(tx, line, await first_open_day(line.booked_on), match_id, at, by)
    done = [part for deal in deals for part in await deal_with(act, deal)]
    await conclude_many([Pointed(act, done, open)], grounds.automatic)
    return act.match_id


async def insert_many(
    tx: Tx, grounds: Sequence[tuple[int, Grounds]], *, at: datetime, by: str
) -> list[int]:
    """Step: the rows of new matches (line, grounds), their lines being held; gives back their
    ids in the order given."""
    rows = [
        {
            "line": line_id,
            "key": each.key,
            "automatic": each.automatic,
            "score": each.score,
            "reasons": json.dumps(keep_reasons(each.reasons), ensure_ascii=False),
            "recorded_at": at,
            "recorded_by": by,
        }
        for line_id, each in grounds
    ]
    made = await bulk_rows.insert(BankMatch, rows, "id", "key")
    ids = {row["key"]: int(row["id"]) for row in made}
    return [ids[each.key] for _, each in grounds]


async def hold(tx: Tx, line_id: int) -> int:
    """Step: hold a line until the transaction ends; gives back the cents of it that are left."""
    held = await hold_many(tx, [line_id])
    if line_id not in held:
        raise refuse("bank.no_line", "There is no such line of the bank.")
    return held[line_id]


async def hold_many(tx: Tx, line_ids: Sequence[int]) -> dict[int, int]:
    """Step: the same of several, always in one order; those that do not exist are left out."""
    places = ", ".join("{}" for _ in line_ids)
    await BankPointing.raw(
        "INSERT INTO bank_pointing (line, open, score, is_sure, verdict, mark, error)"
        f" SELECT id, amount_cents, 0, FALSE, '', '', '' FROM bank_line WHERE id IN ({places})"
        " ON CONFLICT DO NOTHING",
        *line_ids,
    )
    rows = await BankPointing.raw(
        f"SELECT line, open FROM bank_pointing WHERE line IN ({places}) ORDER BY line{_HELD}",
        *line_ids,
    )
    return {row["line"]: int(row["open"]) for row in rows}
