"""Sure matches made many at a time: one transaction, and as many statements as for one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.accounting.queries import first_open_day
from app.adapters.database import Tx
from app.bank.actions.concluding import Pointed, conclude_many
from app.bank.actions.dealing import Act, Done, incoming, received
from app.bank.actions.pointing import Grounds, insert_many
from app.bank.rules import StatementLine
from app.bank.rules.deals import Deal, Share
from app.payments import actions as payments


@dataclass(frozen=True)
class Sure:
    """A line that nobody has touched, what it means for certain, and why."""

    line: StatementLine
    shares: tuple[Share, ...]
    grounds: Grounds


def plain(deals: Sequence[Deal]) -> tuple[Share, ...]:
    """The deals when all are money on invoices and nothing besides (no credit note, discount or
    direct debit): only such are made together. Else nothing."""
    shares = tuple(each for each in deals if isinstance(each, Share))
    if len(shares) < len(deals):
        return ()
    if any(
        each.discounted or each.debit is not None or any(cents < 0 for _, cents in each.puts)
        for each in shares
    ):
        return ()
    return shares


async def point_together(tx: Tx, sure: Sequence[Sure], *, at: datetime, by: str) -> None:
    """Step, the lines being held: make a match of each, as `pointing.point_in` would one by one.
    Refused, all of them, as soon as one is."""
    ids = await insert_many(tx, [(each.line.id, each.grounds) for each in sure], at=at, by=by)
    first = await first_open_day(date.min)
    acts = [
        Act(tx, each.line, max(each.line.booked_on, first), match_id, at, by)
        for each, match_id in zip(sure, ids, strict=True)
    ]
    money = [
        incoming(act, share, share.puts)
        for act, each in zip(acts, sure, strict=True)
        for share in each.shares
    ]
    receipts = iter(await payments.record_many_in(tx, money, at=at, by=by))
    done: list[list[Done]] = [
        [part for share in each.shares for part in received(share, next(receipts))] for each in sure
    ]
    pointed = [
        Pointed(act, parts, each.line.amount_cents)
        for act, parts, each in zip(acts, done, sure, strict=True)
    ]
    await conclude_many(pointed, automatic=True)
