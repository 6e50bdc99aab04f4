"""Interest and indemnity of one invoice given up, and taken up again."""

from datetime import date, datetime

from app.adapters.database import transaction
from app.auth.actions import record
from app.core.errors import refuse
from app.invoices.actions.locks import hold_invoices
from app.lateness.queries import late_invoices
from app.lateness.rules import Decision
from app.lateness.tables import LateClaim


async def waive(invoice_id: int, *, reason: str, on: date, at: datetime, by: str) -> None:
    """Give up the indemnity and the interest up to `on`, known or not; what comes later is not.

    Refused: an invoice that is not late (lateness.not_late), or of which nothing is left to decide
    (lateness.decided).
    """
    async with transaction() as tx:
        await hold_invoices(tx, [invoice_id])
        found = (await late_invoices([invoice_id], on)).get(invoice_id)
        if found is None or not found.lateness.days:
            raise refuse("lateness.not_late", "This invoice is not late.")
        if found.lateness.due == 0:
            raise refuse("lateness.decided", "Nothing is left to decide for this invoice today.")
        interest, indemnity = found.lateness.interest or 0, found.lateness.indemnity
        row = LateClaim(
            client=found.client_id,
            invoice_id=invoice_id,
            decision=Decision.WAIVED.value,
            interest=interest,
            indemnity=indemnity,
            until_on=on,
            reason=reason,
            recorded_at=at,
            recorded_by=by,
        )
        await LateClaim.insert(row)
        await record(
            tx,
            act="lateness.waived",
            subject_kind="invoice",
            subject_id=invoice_id,
            client_id=found.client_id,
            at=at,
            by=by,
            detail={"amount": interest + indemnity, "reason": reason, "until": on},
        )


async def take_up_again(claim_id: int, *, at: datetime, by: str) -> None:
    """Undo a waiver; undoing it twice is undoing it once. What was invoiced is undone by a credit
    note only."""
    async with transaction() as tx:
        rows = (
            await LateClaim.update({LateClaim.undone_at: at})
            .where(
                LateClaim.id == claim_id,
                LateClaim.decision == Decision.WAIVED.value,
                LateClaim.undone_at.is_null(),
            )
            .returning(LateClaim.client, LateClaim.invoice_id)
        )
        for row in rows:
            await record(
                tx,
                act="lateness.taken_up",
                subject_kind="invoice",
                subject_id=row["invoice_id"],
                client_id=row["client"],
                at=at,
                by=by,
            )
