"""A mandate as pages and actions see it, one or many."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from app.clock import ZONE
from app.mandates import rules
from app.mandates.rules import Creditor, Ending, Recurrence, Scheme, Standing
from app.mandates.tables import Creditor as CreditorRow
from app.mandates.tables import Mandate
from app.messages.tables import Message

_ROWS = (
    "SELECT m.id AS id, m.client AS client_id, c.name AS client, c.kind AS client_kind,"
    " c.language AS language, m.reference AS reference, m.scheme AS scheme,"
    " m.recurrence AS recurrence, m.name AS name, m.iban AS iban, m.told_iban AS told_iban,"
    " m.notice_days AS notice_days, m.asked_on AS asked_on, m.registered_on AS registered_on,"
    " m.last_used_on AS last_used_on, m.is_last AS is_last, m.ended_on AS ended_on,"
    " m.ending AS ending,"
    " s.way AS way, s.signed_on AS signed_on, s.name AS signed_by, s.place AS place,"
    " s.address AS address, s.agent AS agent, s.sha256 AS sha256, s.media_type AS media_type,"
    " s.recorded_at AS signed_at FROM mandate m JOIN client c ON c.id = m.client"
    " LEFT JOIN mandate_signature s ON s.mandate = m.id"
)
_DAYS = ("asked_on", "registered_on", "last_used_on", "ended_on", "signed_on")


@dataclass(frozen=True)
class MandateView:
    """A mandate with its signature, if any."""

    id: int
    client_id: int
    client: str
    client_kind: str
    language: str
    reference: str
    scheme: Scheme
    recurrence: Recurrence
    name: str
    iban: str
    told_iban: str
    notice_days: int
    asked_on: date | None
    registered_on: date | None
    last_used_on: date | None
    is_last: bool
    ended_on: date | None
    ending: Ending | None
    way: str | None
    signed_on: date | None
    signed_by: str | None
    place: str | None
    address: str | None
    agent: str | None
    sha256: str | None
    media_type: str | None
    signed_at: datetime | None

    def standing(self, on: date) -> Standing:
        """How it stands on a day."""
        return rules.standing(
            on,
            scheme=self.scheme,
            signed_on=self.signed_on,
            last_used_on=self.last_used_on,
            registered_on=self.registered_on,
            ended_on=self.ended_on,
        )

    @property
    def lapses_on(self) -> date | None:
        """The day on which it lapses if it is not used before."""
        return rules.lapses_on(self.signed_on, self.last_used_on) if self.signed_on else None

    def lapses_soon(self, on: date) -> bool:
        """Whether it lapses within three months."""
        last = self.lapses_on
        return last is not None and on < last <= on + timedelta(days=92)

    @property
    def short_iban(self) -> str:
        """Enough of the account to know it by."""
        return f"{self.iban[:4]} … {self.iban[-4:]}" if self.iban else ""


async def creditor() -> Creditor:
    """The business as a creditor; nothing but defaults before it was typed."""
    row = await CreditorRow.select().where(CreditorRow.id == 1).first()
    return (
        Creditor(**{each.name: row[each.name] for each in fields(Creditor)}) if row else Creditor()
    )


async def maybe_mandate(mandate_id: int) -> MandateView | None:
    """One mandate; None when there is none."""
    found = await _select(" WHERE m.id = {}", mandate_id)
    return found[0] if found else None


async def of_client(client_id: int) -> list[MandateView]:
    """The mandates of a client, newest first."""
    return await _select(" WHERE m.client = {} ORDER BY m.id DESC", client_id)


async def in_force(client_id: int, on: date) -> MandateView | None:
    """The newest mandate of a client that can be used on a day."""
    for each in await of_client(client_id):
        if each.standing(on) is Standing.ACTIVE:
            return each
    return None


async def list_mandates(limit: int = 500) -> list[MandateView]:
    """Every mandate, newest first."""
    return await _select(" ORDER BY m.id DESC LIMIT {}", limit)


async def to_chase(on: date) -> list[MandateView]:
    """Unsigned mandates that were asked for at least so many days ago as the first chase wants."""
    return await _select(
        " WHERE s.id IS NULL AND m.ended_on IS NULL AND m.asked_on <= {} ORDER BY m.id",
        on - timedelta(days=rules.CHASE_DAYS[0]),
    )


async def chased(mandate_id: int, asked_on: date) -> set[int]:
    """The chases of a mandate that were owed already since it was last asked for, from 0."""
    start = f"mandate:{mandate_id}:chase:{asked_on.isoformat()}:"
    rows = await Message.select(Message.subject_key).where(Message.subject_key.like(f"{start}%"))
    return {int(row["subject_key"].removeprefix(start)) for row in rows}


async def waiting(on: date) -> int:
    """How many mandates ask for somebody: long unsigned, to be registered, about to lapse."""
    count = 0
    for each in await list_mandates():
        stands = each.standing(on)
        late = each.asked_on is None or each.asked_on <= on - timedelta(days=rules.CHASE_DAYS[1])
        count += stands is Standing.UNREGISTERED
        count += stands is Standing.UNSIGNED and late
        count += stands is Standing.ACTIVE and each.lapses_soon(on)
    return count


async def _select(where: str, *values: Any) -> list[MandateView]:
    return [_view(row) for row in await Mandate.raw(_ROWS + where, *values)]


def _view(row: Mapping[str, Any]) -> MandateView:
    known = {each.name: row[each.name] for each in fields(MandateView)}
    known |= {name: _day(row[name]) for name in _DAYS}
    signed_at = row["signed_at"]
    if isinstance(signed_at, str):
        signed_at = datetime.fromisoformat(signed_at)
    known |= {
        "scheme": Scheme(row["scheme"]),
        "recurrence": Recurrence(row["recurrence"]),
        "is_last": bool(row["is_last"]),
        "ending": Ending(row["ending"]) if row["ending"] else None,
        "signed_at": signed_at.astimezone(ZONE) if signed_at else None,
    }
    return MandateView(**known)


def _day(value: object) -> date | None:
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value))
