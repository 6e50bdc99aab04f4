"""The letter that tells of the end of a trial, when it is not to go after all."""

from datetime import datetime

from app.adapters.database import Tx
from app.contracts.tables import Contract
from app.messages.actions import cancel


async def forget_letter(tx: Tx, contract_id: int, *, at: datetime, by: str) -> None:
    """Step: the client is as if not told; a letter that still waits does not go."""
    row = await Contract.select(Contract.trial_message_id).where(Contract.id == contract_id).first()
    if row and row["trial_message_id"] is not None:
        await cancel(tx, row["trial_message_id"], at=at, by=by)
    await Contract.update({Contract.trial_told_on: None, Contract.trial_message_id: None}).where(
        Contract.id == contract_id
    )
