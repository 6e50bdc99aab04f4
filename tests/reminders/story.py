"""Words of the stories about reminders: an invoice that is late, what waits, what left."""

from datetime import date, datetime
from typing import Any

from app.clients.tables import Client
from app.messages.tables import Message
from app.reminders import actions, queries
from app.reminders.tables import PlanStep
from tests.cast import ODILE, at
from tests.payments.books import sold

D = date.fromisoformat
MONDAY = "2026-11-23"


async def late(client_id: int, euros: int = 540, due: str = "2026-11-10") -> int:
    """An invoice of whole euros issued a month before its due day; its id."""
    return await sold(client_id, euros, "2026-10-10", due)


async def vanished(client_id: int) -> int:
    """Nobody knows any more how to reach a client: no e-mail, no phone, no street; its id."""
    nowhere: dict[Any, Any] = {Client.email: "", Client.phone: "", Client.street: ""}
    await Client.update(nowhere).where(Client.id == client_id)
    return client_id


async def proposed(on: str = MONDAY, hour: int = 8) -> actions.Proposed:
    """The sweep of a morning."""
    return await actions.propose(on=D(on), at=at(on, hour))


async def approved(on: str = MONDAY, hour: int = 8, minute: int = 30) -> None:
    """Odile approves all that waits."""
    ids = [view.id for view in await queries.open_reminders()]
    await actions.approve_all(ids, at=at(on, hour, minute), by=ODILE)


async def left(moment: datetime) -> list[tuple[str, str]]:
    """(to, subject) of what leaves at a moment, and only then."""
    ids = await actions.send_approved(at=moment)
    rows = (
        await Message.select(Message.to_address, Message.subject)
        .where(Message.id.is_in(ids or [0]))
        .order_by(Message.id)
    )
    return [(row["to_address"], row["subject"]) for row in rows]


async def waiting() -> list[tuple[str, str, int]]:
    """(client, step, cents) of what waits to be decided or to leave."""
    return [
        (view.client_name, view.name_fr, view.amount) for view in await queries.open_reminders()
    ]


async def made_automatic(position: int) -> None:
    """The owner lets a step of the usual plan (the first is 1) go by itself."""
    step = (await PlanStep.select().where(PlanStep.plan_id == 1).order_by(PlanStep.days))[
        position - 1
    ]
    names = actions.StepValues.__dataclass_fields__
    values: dict[str, Any] = {name: step[name] for name in names} | {"is_automatic": True}
    await actions.edit_step(step["id"], actions.StepValues(**values), at=at(MONDAY, 7), by=ODILE)
