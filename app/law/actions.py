"""Legal values entered or confirmed by the owner; who did it is noted."""

from datetime import date, datetime

from app.adapters.database import Tx, transaction
from app.auth import actions as auth
from app.core.errors import refuse
from app.law import rules
from app.law.tables import LegalValue


async def enter_penalty_rate(ecb_rate: int, *, source: str, on: date, at: datetime, by: str) -> int:
    """Enter the late-penalty rate of the half-year of `on`; gives back the rate kept.

    `ecb_rate` is the ECB's refinancing rate on its first day, in basis points; 10 points are
    added (C. com. L441-10). An unverified row of that half-year is replaced. Refused: a verified
    one is there (law.known).
    """
    first, last = rules.half_year(on)
    rate = ecb_rate + rules.PENALTY_MARGIN
    async with transaction() as tx:
        await LegalValue.delete().where(
            LegalValue.key == rules.PENALTY_RATE,
            LegalValue.valid_from == first,
            LegalValue.is_verified.eq(False),
        )
        row = LegalValue(
            key=rules.PENALTY_RATE,
            number=rate,
            valid_from=first,
            valid_to=last,
            source=source,
            is_verified=True,
        )
        made = (
            await LegalValue.insert(row).on_conflict(action="DO NOTHING").returning(LegalValue.id)
        )
        if not made:
            raise refuse("law.known", "The rate of this half-year is known and verified already.")
        await _note(tx, "law.entered", int(made[0]["id"]), at, by, {"rate": rate})
    return rate


async def confirm(value_id: int, *, source: str, at: datetime, by: str) -> None:
    """Mark a value as read at its source. Refused: there is no such value (law.unknown)."""
    async with transaction() as tx:
        done = (
            await LegalValue.update({LegalValue.is_verified: True, LegalValue.source: source})
            .where(LegalValue.id == value_id)
            .returning(LegalValue.id)
        )
        if not done:
            raise refuse("law.unknown", "This legal value does not exist.")
        await _note(tx, "law.confirmed", value_id, at, by, {"source": source})


async def _note(
    tx: Tx, act: str, value_id: int, at: datetime, by: str, detail: dict[str, object]
) -> None:
    await auth.record(
        tx, act=act, subject_kind="legal_value", subject_id=value_id, at=at, by=by, detail=detail
    )
