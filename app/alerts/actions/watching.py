"""Alerts raised once, and over once it is not so any more."""

from datetime import date, datetime

from app.adapters.database import transaction
from app.alerts import queries
from app.alerts.rules import Found, Rhythm
from app.alerts.tables import Alert, AlertChoice, ClientLimit
from app.auth.actions import record
from app.contracts.rules import keep
from app.core.errors import refuse
from app.core.money import MAX_CENTS


async def watch(*, on: date, at: datetime) -> int:
    """Raise what is news on a day, and end what is not so any more; gives back how many were
    raised. Run again, or twice at once, it raises nothing twice."""
    found = await queries.found(on)
    there = {(each.kind.value, each.subject) for each in found}
    async with transaction():
        for row in await Alert.select(Alert.id, Alert.kind, Alert.subject).where(
            Alert.over_at.is_null()
        ):
            if (row["kind"], row["subject"]) not in there:
                await Alert.update({Alert.over_at: at}).where(Alert.id == row["id"])
        raised = 0
        for each in found:
            if each.is_fresh(on):
                raised += await _raise(each, at)
    return raised


async def _raise(each: Found, at: datetime) -> int:
    row = Alert(
        kind=each.kind.value,
        subject=each.subject,
        client_id=each.client_id,
        client=each.client,
        said=keep([each.said]),
        href=each.href,
        raised_at=at,
    )
    made = await Alert.insert(row).on_conflict(action="DO NOTHING").returning(Alert.id)
    if not made:
        # It was over and is so again: a payment was taken back, say.
        made = (
            await Alert.update({Alert.over_at: None, Alert.seen_at: None, Alert.seen_by: ""})
            .where(
                Alert.kind == each.kind.value,
                Alert.subject == each.subject,
                Alert.over_at.is_not_null(),
            )
            .returning(Alert.id)
        )
    return len(made)


async def see(alert_id: int, *, at: datetime, by: str) -> None:
    """Take an alert off the first page, for everybody; twice is once."""
    async with transaction() as tx:
        seen = (
            await Alert.update({Alert.seen_at: at, Alert.seen_by: by})
            .where(Alert.id == alert_id, Alert.seen_at.is_null())
            .returning(Alert.client_id, Alert.kind)
        )
        for row in seen:
            await record(
                tx,
                act="alert.seen",
                subject_kind="alert",
                subject_id=alert_id,
                client_id=row["client_id"],
                at=at,
                by=by,
            )


async def choose(rhythm: Rhythm, *, at: datetime, by: str) -> None:
    """Set how often a user (by their own address) is told by e-mail."""
    user_id = await queries.id_of(by)
    if user_id is None:
        raise refuse("auth.unknown_user", "This account does not exist.")
    row = AlertChoice(user_id=user_id, rhythm=rhythm.value, updated_at=at)
    async with transaction():
        await AlertChoice.insert(row).on_conflict(
            target=AlertChoice.user_id,
            action="DO UPDATE",
            values=[AlertChoice.rhythm, AlertChoice.updated_at],
        )


async def set_limit(client_id: int, cents: int | None, *, at: datetime, by: str) -> None:
    """Say how much a client may owe, in cents; None: no limit. Refused: nothing, or less."""
    if cents is not None and not 0 < cents <= MAX_CENTS:
        raise refuse("alerts.limit_none", "The limit is an amount above zero.", "limit")
    async with transaction() as tx:
        if cents is None:
            await ClientLimit.delete().where(ClientLimit.client == client_id)
        else:
            row = ClientLimit(client=client_id, cents=cents, updated_at=at, updated_by=by)
            await ClientLimit.insert(row).on_conflict(
                target=ClientLimit.client,
                action="DO UPDATE",
                values=[ClientLimit.cents, ClientLimit.updated_at, ClientLimit.updated_by],
            )
        await record(
            tx,
            act="client.limited" if cents else "client.unlimited",
            subject_kind="client",
            subject_id=client_id,
            client_id=client_id,
            at=at,
            by=by,
            detail={"amount": cents} if cents else {},
        )
