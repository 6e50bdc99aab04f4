"""The platform of the business, and what platforms said of an invoice; recorded, never altered."""

from dataclasses import dataclass
from datetime import date, datetime

from app.adapters.database import transaction
from app.auth.actions import record
from app.core.errors import refuse
from app.einvoicing.rules.lifecycle import LABELS, Status, judge_status
from app.einvoicing.tables import EInvoicingChoice, InvoiceStatus
from app.invoices.actions.locks import hold_invoices
from app.invoices.tables import Invoice


async def note_platform(name: str, *, at: datetime, by: str) -> None:
    """Keep the name of the approved platform; "" when there is none."""
    async with transaction() as tx:
        await EInvoicingChoice.raw(
            "INSERT INTO einvoicing_choice (id, platform, updated_at, updated_by)"
            " VALUES (1, {}, {}, {}) ON CONFLICT (id) DO UPDATE SET platform = EXCLUDED.platform,"
            " updated_at = EXCLUDED.updated_at, updated_by = EXCLUDED.updated_by",
            name,
            at,
            by,
        )
        await record(
            tx,
            act="business.platform_noted",
            subject_kind="business",
            subject_id=1,
            detail={"name": name} if name else {},
            at=at,
            by=by,
        )


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
            )
        )
        await record(
            tx,
            act="invoice.status_noted",
            subject_kind="invoice",
            subject_id=invoice_id,
            client_id=client_id,
            detail={"status": LABELS[said.status], "on": said.happened_on.isoformat()},
            at=at,
            by=by,
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
