"""On which day of the month statements are sent, to everybody or to one client."""

from datetime import date, datetime

from app.adapters.database import transaction
from app.auth.actions import record
from app.core.calendar import check_every_month
from app.receivables.rules import EVERYBODY
from app.receivables.tables import StatementPlan


async def plan(
    client_id: int, day: int | None, *, on: date, at: datetime, by: str, is_own: bool = True
) -> None:
    """Set the day of the month for a client (`EVERYBODY`: for all who owe something), None for
    never; `is_own=False` takes the client's own plan away. It holds from `on`.

    Refused: a day that not every month has.
    """
    check_every_month(day, "day")
    async with transaction() as tx:
        if is_own:
            row = StatementPlan(client=client_id, day=day, set_on=on, updated_at=at, updated_by=by)
            await StatementPlan.insert(row).on_conflict(
                target=StatementPlan.client,
                action="DO UPDATE",
                values=[
                    StatementPlan.day,
                    StatementPlan.set_on,
                    StatementPlan.updated_at,
                    StatementPlan.updated_by,
                ],
            )
        else:
            await StatementPlan.delete().where(StatementPlan.client == client_id)
        everybody = client_id == EVERYBODY
        await record(
            tx,
            act=_act(day, is_own),
            subject_kind="business" if everybody else "client",
            subject_id=1 if everybody else client_id,
            client_id=None if everybody else client_id,
            at=at,
            by=by,
            detail={"day": day},
        )


def _act(day: int | None, is_own: bool) -> str:
    if not is_own:
        return "statement.as_others"
    return "statement.planned" if day else "statement.unplanned"
