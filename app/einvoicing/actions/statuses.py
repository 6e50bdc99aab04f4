"""What platforms and the client said of an invoice; recorded, never altered."""

from dataclasses import dataclass
from datetime import date, datetime

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.core.errors import refuse
from app.einvoicing.queries.cashed import Received
from app.einvoicing.rules.handing import State
from app.einvoicing.rules.lifecycle import LABELS, Status, Told, judge_status
from app.einvoicing.tables import InvoiceStatus, PlatformFile
from app.invoices.actions.locks import hold_invoices
from app.invoices.tables import Invoice


@dataclass(frozen=True)
class Said:
    """What a platform or the client said of an invoice on a day; `amount` is the cents received, of
    a cashed one alone; `key` is the form that tells it: the same twice is one."""

    status: Status
    happened_on: date
    key: str
    reason: str = ""
    note: str = ""
    amount: int | None = None


async def note_status(invoice_id: int, said: Said, *, today: date, at: datetime, by: str) -> None:
    """Record what became of an issued invoice. Refused: not an issued document of ours, and what
    `judge_status` refuses."""
    async with transaction() as tx:
        await note_in(tx, invoice_id, said, today=today, at=at, by=by)


async def note_in(
    tx: Tx,
    invoice_id: int,
    said: Said,
    *,
    today: date,
    at: datetime,
    by: str,
    source: Told = Told.HAND,
) -> None:
    """Step: the same, by whom it is said."""
    await hold_invoices(tx, [invoice_id])
    if await InvoiceStatus.exists().where(InvoiceStatus.key == said.key):
        return
    client_id = await _refuse_unfit(invoice_id, said, today)
    await InvoiceStatus.insert(
        InvoiceStatus(
            invoice=invoice_id,
            key=said.key,
            code=said.status.value,
            happened_on=said.happened_on,
            reason=said.reason,
            note=said.note,
            amount=said.amount if said.status is Status.CASHED else None,
            recorded_at=at,
            recorded_by=by,
            source=source.value,
        )
    )
    await _arrived(invoice_id, at)
    await record(
        tx,
        act="invoice.status_noted",
        subject_kind="invoice",
        subject_id=invoice_id,
        client_id=client_id,
        detail={"status": [LABELS[said.status]], "on": said.happened_on.isoformat()},
        at=at,
        by=by,
    )


async def note_received(tx: Tx, received: Received, *, at: datetime) -> None:
    """Step: what was received of an invoice as “Encaissée”, once."""
    await hold_invoices(tx, [received.invoice_id])
    await InvoiceStatus.insert(
        InvoiceStatus(
            invoice=received.invoice_id,
            key=received.key,
            code=Status.CASHED.value,
            happened_on=received.on,
            reason="",
            note="",
            amount=received.amount,
            recorded_at=at,
            recorded_by="echeance",
            source=Told.PAYMENT.value,
        )
    ).on_conflict(action="DO NOTHING")


async def _arrived(invoice_id: int, at: datetime) -> None:
    """Where a document has a status, it is: what was owed or in doubt is not handed over again."""
    await PlatformFile.update(
        {PlatformFile.state: State.DONE.value, PlatformFile.done_at: at, PlatformFile.error: ""}
    ).where(
        PlatformFile.invoice == invoice_id,
        PlatformFile.state.is_in([State.OWED.value, State.UNCERTAIN.value]),
    )


async def _refuse_unfit(invoice_id: int, said: Said, today: date) -> int:
    row = (
        await Invoice.select(Invoice.issued_on, Invoice.client)
        .where(Invoice.id == invoice_id, Invoice.state == "issued", Invoice.origin == "own")
        .first()
    )
    if row is None:
        raise refuse("invoices.status_draft", "Only an issued document has a status.")
    known = await InvoiceStatus.select(InvoiceStatus.code).where(
        InvoiceStatus.invoice == invoice_id
    )
    judge_status(
        said.status,
        said.happened_on,
        said.reason,
        said.amount,
        issued_on=row["issued_on"],
        today=today,
        before={Status(each["code"]) for each in known},
    )
    return int(row["client"])
