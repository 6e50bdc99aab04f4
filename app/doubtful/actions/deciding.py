"""What a person decides of an invoice: in doubt, by how much, no more, or not at all."""

from datetime import date, datetime

from app.adapters.database import Tx, transaction
from app.clock import ZONE
from app.core.errors import refuse
from app.doubtful import queries, rules
from app.doubtful.actions.moving import Act, write
from app.doubtful.queries.debts import evidence_to
from app.doubtful.rules import Depreciating, Move, MoveKind, Standing
from app.invoices import actions as invoices
from app.invoices.actions import Rest


async def transfer(invoice_id: int, *, on: date, note: str, key: str, at: datetime, by: str) -> int:
    """Take all that is open of an invoice as doubtful from a day (D416 / C411, VAT included), with
    what speaks for it that day; gives back the act's id, of the same form the same one.

    Refused: what `hold_rest` refuses, one that is in doubt already, a day that cannot be.
    """
    async with transaction() as tx:
        rest, standing = await _held(tx, invoice_id)
        if (known := await queries.move_by_key(key)) is not None:
            return known.id
        if standing.doubtful:
            raise refuse("doubtful.already", "%(number)s is doubtful already.", number=rest.number)
        rules.judge_day(on, rest.first_day, standing, at.astimezone(ZONE).date())
        act = Act(
            MoveKind.TRANSFERRED,
            invoice_id,
            rest.client_id,
            rest.number,
            Move(rest.open, 0),
            on,
            key,
            note,
            evidence_to(await queries.evidence_of(invoice_id, on)),
        )
        return await write(tx, act, at=at, by=by)


async def keep(invoice_id: int, *, on: date, note: str, key: str, at: datetime, by: str) -> int:
    """Say that an invoice was looked at and is not doubtful: it is not proposed for 90 days."""
    async with transaction() as tx:
        rest, standing = await _held(tx, invoice_id)
        if (known := await queries.move_by_key(key)) is not None:
            return known.id
        if standing.doubtful:
            raise refuse("doubtful.already", "%(number)s is doubtful already.", number=rest.number)
        nothing = Move(0, 0)
        act = Act(MoveKind.KEPT, invoice_id, rest.client_id, rest.number, nothing, on, key, note)
        return await write(tx, act, at=at, by=by)


async def depreciate(
    invoice_id: int, asked: Depreciating, *, key: str, at: datetime, by: str
) -> int:
    """Bring the depreciation of a doubtful debt to a share of what is open without VAT; the share
    before is replaced, up or down. Gives back the act's id.

    Refused: not in doubt, a payment that the books have still to follow, a document of before whose
    VAT is not said, a day that cannot be, no change.
    """
    async with transaction() as tx:
        rest, standing = await _held(tx, invoice_id)
        if (known := await queries.move_by_key(key)) is not None:
            return known.id
        _in_doubt(rest, standing)
        rules.judge_day(asked.on, rest.first_day, standing, at.astimezone(ZONE).date())
        vat = _vat_within(rest, asked)
        move, base = rules.depreciate(standing, rest.open, vat, asked.rate)
        if not move.depreciation:
            raise refuse("doubtful.same", "It is depreciated by that much already.", "rate")
        act = Act(
            MoveKind.DEPRECIATED,
            invoice_id,
            rest.client_id,
            rest.number,
            move,
            asked.on,
            key,
            asked.note,
            base=base,
            rate=asked.rate,
        )
        return await write(tx, act, at=at, by=by)


async def give_back(
    invoice_id: int, *, on: date, note: str, key: str, at: datetime, by: str
) -> int:
    """Say that a debt is doubtful no more: all of it goes back to 411, its depreciation is taken
    back whole. Refused as `depreciate` is."""
    async with transaction() as tx:
        rest, standing = await _held(tx, invoice_id)
        if (known := await queries.move_by_key(key)) is not None:
            return known.id
        _in_doubt(rest, standing)
        rules.judge_day(on, rest.first_day, standing, at.astimezone(ZONE).date())
        back = Move(-standing.doubtful, -standing.depreciation)
        act = Act(MoveKind.RETURNED, invoice_id, rest.client_id, rest.number, back, on, key, note)
        return await write(tx, act, at=at, by=by)


async def _held(tx: Tx, invoice_id: int) -> tuple[Rest, Standing]:
    """What is left of it, held: whoever comes next waits, and sees what was done."""
    rest = await invoices.hold_rest(tx, invoice_id)
    return rest, await queries.standing_of(invoice_id)


def _in_doubt(rest: Rest, standing: Standing) -> None:
    if not standing.doubtful:
        raise refuse("doubtful.none", "%(number)s is not doubtful.", number=rest.number)
    if standing.doubtful != rest.open:
        raise refuse(
            "doubtful.behind",
            "Something was paid on %(number)s, or taken off it, that its account has still to"
            " follow: wait a minute.",
            number=rest.number,
        )


def _vat_within(rest: Rest, asked: Depreciating) -> int:
    """VAT within what is open, due or waiting; of a document of before as it was said."""
    if rest.is_opening:
        if asked.vat is None:
            raise refuse(
                "doubtful.vat_unknown",
                "%(number)s is from before: say how much of what is open is VAT.",
                "vat",
                number=rest.number,
            )
        return asked.vat
    return rest.vat
