"""Saying what a line of the bank was: money for clients, put on what they owe, and all the rest.

Lock order on PostgreSQL: the line's pointing, then those of payments (receipt, its balance,
balances of documents), then the chain. Of two people who point the same line, the second is told.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.accounting.queries import first_open_day
from app.adapters.database import Tx, is_postgres, transaction
from app.auth.actions import record
from app.bank import queries
from app.bank.actions.dealing import Act, Done, deal_with, post
from app.bank.rules.deals import Deal, check_cents, check_open, deals_of
from app.bank.rules.matching import Reason, digest, keep_reasons, kept
from app.bank.tables import BankMatch, BankPart, BankPointing
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
    made = await BankMatch.insert(
        BankMatch(
            line=line_id,
            key=grounds.key,
            automatic=grounds.automatic,
            score=grounds.score,
            reasons=json.dumps(keep_reasons(grounds.reasons), ensure_ascii=False),
            recorded_at=at,
            recorded_by=by,
        )
    ).returning(BankMatch.id)
    act = Act(tx, line, await first_open_day(line.booked_on), int(made[0]["id"]), at, by)
    done = [part for deal in deals for part in await deal_with(act, deal)]
    check_cents([part.amount for part in done if part.amount], open)
    await _write(act, done)
    left = open - sum(part.amount for part in done)
    await BankPointing.update({BankPointing.open: left, BankPointing.error: ""}).where(
        BankPointing.line == line_id
    )
    await _note(act, done, grounds)
    return act.match_id


async def hold(tx: Tx, line_id: int) -> int:
    """Step: hold a line until the transaction ends; gives back the cents of it that are left."""
    await BankPointing.raw(
        "INSERT INTO bank_pointing (line, open, score, is_sure, verdict, mark, error)"
        " SELECT id, amount_cents, 0, FALSE, '', '', '' FROM bank_line WHERE id = {}"
        " ON CONFLICT DO NOTHING",
        line_id,
    )
    rows = await BankPointing.raw(
        f"SELECT open FROM bank_pointing WHERE line = {{}}{_HELD}", line_id
    )
    if not rows:
        raise refuse("bank.no_line", "There is no such line of the bank.")
    return int(rows[0]["open"])


async def _write(act: Act, done: Sequence[Done]) -> None:
    rows = [
        BankPart(
            match=act.match_id,
            position=position,
            kind=part.kind.value,
            amount=part.amount,
            client_id=part.client_id,
            receipt_id=part.receipt_id,
            allocation_id=part.allocation_id,
            account=part.account,
            reason=part.reason,
            note=part.note,
        )
        for position, part in enumerate(done, start=1)
    ]
    await BankPart.insert(*rows)
    for position, part in enumerate(done, start=1):
        if part.account:
            await post(act, part, position)


async def _note(act: Act, done: Sequence[Done], grounds: Grounds) -> None:
    """A line of the audit trail for each client that it concerns, one at least."""
    cents: dict[int | None, int] = {}
    for part in done:
        cents[part.client_id] = cents.get(part.client_id, 0) + part.amount
    for client_id in [each for each in cents if each is not None or len(cents) == 1]:
        await record(
            act.tx,
            act="bank.matched_alone" if grounds.automatic else "bank.matched",
            subject_kind="bank_line",
            subject_id=act.line.id,
            client_id=client_id,
            detail={"amount": cents[client_id]},
            at=act.at,
            by=act.by,
        )
