"""What the stories about contracts share: a lift looked after, and its schedule as one reads it."""

from dataclasses import replace
from datetime import date
from typing import Any

from app.contracts import actions
from app.contracts.rules import Billing, ContractValues, Frequency, Line, Mode
from app.contracts.tables import ScheduleEntry
from app.invoices.tables import Invoice
from tests.cast import ODILE, at

LIFT = Line("Entretien de l’ascenseur, {period}", 10_000, 120_000_000, 2000)


async def lift(client_id: int, *lines: Line, on: str = "2026-01-05", **changes: Any) -> int:
    """A monthly contract in advance from 1 January 2026 at 120 €, issued; or changed."""
    values = ContractValues(
        client_id,
        "Entretien ascenseur",
        Frequency.MONTHLY,
        Billing.ADVANCE,
        date(2026, 1, 1),
        Mode.ISSUE,
    )
    for name in ("start_on", "end_on", "bill_from"):
        if isinstance(changes.get(name), str):
            changes[name] = date.fromisoformat(changes[name])
    return await actions.create(
        replace(values, **changes),
        lines or (LIFT,),
        on=date.fromisoformat(on),
        at=at(on),
        by=ODILE,
    )


async def bill(on: str, **more: Any) -> Any:
    """What the worker does on a day."""
    return await actions.bill(on=date.fromisoformat(on), at=at(on), by="echeance", **more)


async def rows(contract_id: int) -> list[dict[str, Any]]:
    return (
        await ScheduleEntry.select()
        .where(ScheduleEntry.contract == contract_id)
        .order_by(ScheduleEntry.n)
    )


async def states(contract_id: int, first: int = 6) -> str:
    """The states of the first entries as initials: "bbp" is billed, billed, planned."""
    letters = {"planned": "p", "paused": "h", "skipped": "s", "billed": "b"}
    return "".join(letters[row["state"]] for row in (await rows(contract_id))[:first])


async def entry(contract_id: int, n: int) -> int:
    return int((await rows(contract_id))[n - 1]["id"])


async def invoices() -> list[dict[str, Any]]:
    """Every document, in the order of their making."""
    return await Invoice.select().order_by(Invoice.id)
