"""The final loss of a doubtful debt: written off from 416, its depreciation taken back, VAT that
was due at issue had back."""

from datetime import datetime

from app.adapters.database import transaction
from app.clock import ZONE
from app.core.errors import refuse
from app.doubtful import queries, rules
from app.doubtful.actions.following import follow_in
from app.doubtful.actions.moving import Act, write
from app.doubtful.rules import Losing, Move, MoveKind, Proceedings
from app.invoices import queries as documents
from app.payments import actions as payments
from app.payments import queries as written
from app.payments.rules import Asked, Reason


async def lose(invoice_id: int, asked: Losing, *, key: str, at: datetime, by: str) -> int:
    """Lose a doubtful debt for good: D654, D44571 for VAT had back, D44587 for what never became
    due / C416, and D491 / C78174; gives back the write-off's id, of the same form the same one.

    Refused: not in doubt, VAT without a proof (see `rules.judge_losing`), what `write_off` refuses.
    """
    async with transaction() as tx:
        there = await documents.invoice(invoice_id)
        courts = (await queries.in_course(asked.on)).get(there.client_id, [])
        liquidated = any(each.kind is Proceedings.LIQUIDATION for each in courts)
        rules.judge_losing(asked, liquidated)
        await follow_in(tx, invoice_id, at=at, by=by)
        standing = await queries.standing_of(invoice_id)
        if (known := await written.write_off_by_key(key)) is not None:
            return known.id
        if not standing.doubtful:
            raise refuse("doubtful.none", "%(number)s is not doubtful.", number=there.title)
        rules.judge_day(asked.on, asked.on, standing, at.astimezone(ZONE).date())
        what = Asked(
            Reason.INSOLVENT if courts else Reason.OTHER,
            asked.note,
            asked.on,
            asked.is_owner,
            doubtful=standing.doubtful,
            recovers=asked.recovers,
        )
        made = await payments.write_off_in(tx, invoice_id, what, key=key, at=at, by=by)
        act = Act(
            MoveKind.LOST,
            invoice_id,
            there.client_id,
            there.title,
            Move(-standing.doubtful, -standing.depreciation),
            asked.on,
            f"lost:{made}",
            asked.note,
            write_off=made,
        )
        await write(tx, act, at=at, by=by)
        return made
