"""Legal values entered or confirmed by the owner; who did it is noted."""

from dataclasses import dataclass
from datetime import date, datetime

from app.adapters.database import Tx, transaction
from app.auth import actions as auth
from app.core.errors import Finding, Refused, finding, refuse
from app.law import rules
from app.law.queries import one
from app.law.rules import LegalValue as Value
from app.law.tables import LegalValue


@dataclass(frozen=True)
class Wording:
    """What the owner read at the source: where, and the value as it stands there."""

    source: str
    text_fr: str = ""
    text_en: str = ""
    number: int | None = None


async def enter_rate(key: str, rate: int, *, source: str, on: date, at: datetime, by: str) -> int:
    """Enter a rate of the half-year of `on`, basis points; gives back the number kept.

    For late penalties, `rate` is the ECB's refinancing rate on its first day: 10 points are added
    (C. com. L441-10). An unverified row of that half-year is replaced. Refused: a verified one is
    there (law.known), a key that does not live by half-years (law.not_half_yearly).
    """
    if key not in rules.HALF_YEARLY:
        raise refuse("law.not_half_yearly", "This value is not one of a half-year.", key=key)
    first, last = rules.half_year(on)
    number = rate + rules.PENALTY_MARGIN if key == rules.PENALTY_RATE else rate
    async with transaction() as tx:
        await LegalValue.delete().where(
            LegalValue.key == key,
            LegalValue.valid_from == first,
            LegalValue.is_verified.eq(False),
        )
        row = LegalValue(
            key=key,
            number=number,
            valid_from=first,
            valid_to=last,
            source=source,
            is_verified=True,
            read_on=at.date(),
        )
        made = (
            await LegalValue.insert(row).on_conflict(action="DO NOTHING").returning(LegalValue.id)
        )
        if not made:
            raise refuse("law.known", "The rate of this half-year is known and verified already.")
        detail: dict[str, object] = {"key": key, "rate": number}
        await _note(tx, "law.entered", int(made[0]["id"]), at, by, detail)
    return number


async def confirm(value_id: int, wording: Wording, *, at: datetime, by: str) -> None:
    """Confirm a value as it was read at its source, corrected where it differs.

    Refused: there is no such value (law.unknown), it was confirmed meanwhile (law.confirmed), a
    text without the places for the document's facts (law.places), an empty one (law.empty).
    """
    async with transaction() as tx:
        value = await one(value_id)
        if value is None:
            raise refuse("law.unknown", "This legal value does not exist.")
        if value.is_verified:
            raise refuse("law.confirmed", "This has been confirmed meanwhile.")
        found = _faults(value, wording)
        if found:
            raise Refused(found)
        await LegalValue.update(
            {
                LegalValue.is_verified: True,
                LegalValue.source: wording.source,
                LegalValue.text_fr: wording.text_fr,
                LegalValue.text_en: wording.text_en,
                LegalValue.number: wording.number,
                LegalValue.read_on: at.date(),
            }
        ).where(LegalValue.id == value_id, LegalValue.is_verified.eq(False))
        detail: dict[str, object] = {
            "source": wording.source,
            "was": value.text_fr or value.number,
            "is": wording.text_fr or wording.number,
        }
        await _note(tx, "law.confirmed", value_id, at, by, detail)


def _faults(value: Value, wording: Wording) -> list[Finding]:
    if value.number is not None:
        return [] if wording.number is not None else [_empty("number")]
    found = []
    for field in ("text_fr", "text_en"):
        text = getattr(wording, field)
        if not text.strip():
            found.append(_empty(field))
        elif rules.places(text) != value.places:
            found.append(
                finding(
                    "law.places",
                    "Keep the places where facts of the document go: %(places)s, and no other "
                    "percent sign followed by a bracket.",
                    field,
                    places=", ".join(sorted(value.places)) or "–",
                )
            )
    return found


def _empty(field: str) -> Finding:
    return finding("law.empty", "Write what you read at the source.", field)


async def _note(
    tx: Tx, act: str, value_id: int, at: datetime, by: str, detail: dict[str, object]
) -> None:
    await auth.record(
        tx, act=act, subject_kind="legal_value", subject_id=value_id, at=at, by=by, detail=detail
    )
