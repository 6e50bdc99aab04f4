"""What a court opened against a client, as a person read it."""

from datetime import date, datetime

from app.adapters.database import Tx, transaction
from app.auth import actions as auth
from app.clock import ZONE
from app.core.errors import refuse
from app.doubtful import queries, rules
from app.doubtful.rules import Proceedings
from app.doubtful.tables import Insolvency, InsolvencyEnd
from app.reminders import actions as reminders


async def open_proceedings(
    client_id: int,
    kind: Proceedings,
    *,
    opened_on: date,
    published_on: date | None,
    note: str,
    key: str,
    at: datetime,
    by: str,
) -> int:
    """Record proceedings against a client: nothing is asked of it any more (C. com. L622-7). Gives
    back their id. Refused: days that cannot be."""
    rules.judge_proceedings(opened_on, published_on, at.astimezone(ZONE).date())
    async with transaction() as tx:
        row = Insolvency(
            client=client_id,
            kind=kind.value,
            opened_on=opened_on,
            published_on=published_on,
            note=note,
            key=key,
            recorded_at=at,
            recorded_by=by,
        )
        made = (
            await Insolvency.insert(row).on_conflict(action="DO NOTHING").returning(Insolvency.id)
        )
        if not made:
            known = await queries.proceedings_by_key(key)
            return known.id if known else 0
        facts: dict[str, object] = {"what": [rules.PROCEEDINGS[kind]], "day": opened_on}
        await _note(tx, "doubtful.proceedings", client_id, facts, at, by)
        await reminders.pause_insolvent(tx, client_id, reason=note, at=at, by=by)
        return int(made[0]["id"])


async def end_proceedings(proceedings_id: int, *, on: date, at: datetime, by: str) -> None:
    """They are over from a day on, or were entered by mistake; with the last of them, reminders go
    on. Refused: over already."""
    async with transaction() as tx:
        there = await queries.proceedings(proceedings_id)
        row = InsolvencyEnd(
            insolvency=proceedings_id,
            ended_on=max(on, there.opened_on),
            recorded_at=at,
            recorded_by=by,
        )
        made = (
            await InsolvencyEnd.insert(row)
            .on_conflict(action="DO NOTHING")
            .returning(InsolvencyEnd.id)
        )
        if not made:
            raise refuse("doubtful.ended", "These proceedings are over already.")
        facts: dict[str, object] = {"what": [rules.PROCEEDINGS[there.kind]]}
        await _note(tx, "doubtful.proceedings_ended", there.client_id, facts, at, by)
        others = await queries.proceedings_of(there.client_id)
        if all(each.ended_on is not None for each in others):
            await reminders.resume_solvent(tx, there.client_id, at=at, by=by)


async def _note(
    tx: Tx, act: str, client_id: int, facts: dict[str, object], at: datetime, by: str
) -> None:
    await auth.record(
        tx,
        act=act,
        subject_kind="client",
        subject_id=client_id,
        client_id=client_id,
        detail=facts,
        at=at,
        by=by,
    )
