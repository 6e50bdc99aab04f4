"""From which certainty on lines are pointed without a person."""

from datetime import datetime

from app.adapters.database import transaction
from app.auth.actions import record
from app.bank.tables import BankChoice, BankPointing
from app.core.errors import refuse

LEAST = 8_000


async def set_choice(threshold: int, automatic: bool, *, at: datetime, by: str) -> None:
    """Keep the owner's choice; `threshold` is a score in basis points. Refused: under 80 %.
    Every line that waits is looked at again."""
    if not LEAST <= threshold <= 9_999:
        raise refuse("bank.threshold", "Choose a certainty between 80 and 99.99 %%.", "threshold")
    async with transaction() as tx:
        await BankChoice.raw(
            "INSERT INTO bank_choice (id, threshold, automatic, updated_at, updated_by)"
            " VALUES (1, {}, {}, {}, {}) ON CONFLICT (id) DO UPDATE SET"
            " threshold = EXCLUDED.threshold, automatic = EXCLUDED.automatic,"
            " updated_at = EXCLUDED.updated_at, updated_by = EXCLUDED.updated_by",
            threshold,
            automatic,
            at,
            by,
        )
        await BankPointing.update({BankPointing.mark: ""}).where(BankPointing.open != 0)
        await record(
            tx,
            act="bank.choice_changed",
            subject_kind="business",
            subject_id=1,
            detail={"threshold": f"{threshold // 100}"} if automatic else {},
            at=at,
            by=by,
        )
