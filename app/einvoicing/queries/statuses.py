"""What became of invoices on their way, and those that ask for somebody."""

from dataclasses import dataclass
from datetime import date

from app.core.errors import Message
from app.einvoicing.queries.folders import Handing, stuck
from app.einvoicing.rules.handing import State
from app.einvoicing.rules.lifecycle import LABELS, REASONS, Status, Told
from app.einvoicing.tables import InvoiceStatus


@dataclass(frozen=True)
class StatusView:
    """A status of an invoice as it was recorded; `amount` in cents."""

    status: Status
    happened_on: date
    reason: str
    note: str
    amount: int | None
    by: str
    source: Told


@dataclass(frozen=True)
class Returned:
    """An invoice that was refused or rejected, why, and nothing was done about it since."""

    invoice_id: int
    number: str
    client: str
    label: Message
    reason: Message | None
    on: date


@dataclass(frozen=True)
class Asking:
    """What of electronic invoicing asks for somebody."""

    returned: list[Returned]
    stuck: list[Handing]
    uncertain: list[Handing]


async def statuses(invoice_id: int) -> list[StatusView]:
    """What became of an invoice, oldest first."""
    rows = (
        await InvoiceStatus.select()
        .where(InvoiceStatus.invoice == invoice_id)
        .order_by(InvoiceStatus.happened_on)
        .order_by(InvoiceStatus.id)
    )
    return [
        StatusView(
            Status(row["code"]),
            row["happened_on"],
            row["reason"],
            row["note"],
            row["amount"],
            row["recorded_by"],
            Told(row["source"]),
        )
        for row in rows
    ]


async def asking() -> Asking:
    """Invoices that came back and are neither credited nor replaced; files that do not arrive."""
    rows = await InvoiceStatus.raw(
        "SELECT s.code AS code, s.reason AS reason, s.happened_on AS happened_on,"
        " i.id AS invoice_id, i.number AS number, c.name AS client"
        " FROM invoice_status s JOIN invoice i ON i.id = s.invoice JOIN client c ON c.id = i.client"
        f" WHERE s.code IN ({Status.REFUSED.value}, {Status.REJECTED.value}) AND NOT EXISTS"
        " (SELECT 1 FROM invoice x WHERE x.state = 'issued'"
        " AND (x.credits = i.id OR x.corrects = i.id)) ORDER BY s.happened_on, s.id"
    )
    returned = [
        Returned(
            row["invoice_id"],
            row["number"],
            row["client"],
            Message(LABELS[Status(row["code"])]),
            Message(REASONS[row["reason"]]) if row["reason"] in REASONS else None,
            row["happened_on"],
        )
        for row in rows
    ]
    waiting = await stuck()
    return Asking(
        returned,
        [each for each in waiting if each.state is not State.UNCERTAIN],
        [each for each in waiting if each.state is State.UNCERTAIN],
    )
