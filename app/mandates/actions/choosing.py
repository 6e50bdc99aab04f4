"""Which contracts and invoices are paid by direct debit."""

from datetime import datetime

from app.adapters.database import transaction
from app.auth.actions import record
from app.mandates.tables import DebitChoice


async def choose(
    kind: str, subject_id: int, wanted: bool, *, client_id: int, at: datetime, by: str
) -> None:
    """A contract, or an invoice, is to be debited from now on, or is not."""
    async with transaction() as tx:
        row = DebitChoice(
            subject_kind=kind, subject_id=subject_id, wanted=wanted, updated_at=at, updated_by=by
        )
        made = (
            await DebitChoice.insert(row).on_conflict(action="DO NOTHING").returning(DebitChoice.id)
        )
        if not made:
            await DebitChoice.update(
                {
                    DebitChoice.wanted: wanted,
                    DebitChoice.updated_at: at,
                    DebitChoice.updated_by: by,
                }
            ).where(DebitChoice.subject_kind == kind, DebitChoice.subject_id == subject_id)
        await record(
            tx,
            act="debit.wanted" if wanted else "debit.unwanted",
            subject_kind=kind,
            subject_id=subject_id,
            client_id=client_id,
            at=at,
            by=by,
        )
