"""What is to be debited: documents that wait to be announced, and debits that were."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.clock import ZONE
from app.debits.rules import Facts
from app.debits.tables import Debit
from app.disputes.queries import IN_DISPUTE, PLANNED
from app.mandates.rules import Recurrence, Scheme, Standing, standing
from app.mandates.tables import DebitChoice
from app.payments.queries import CONTESTED

# In dispute with us, or its payment by card at the client's bank.
_IN_DISPUTE = f"({IN_DISPUTE} OR {CONTESTED} = 'yes')"
_CANDIDATES = f"""
SELECT s.id AS instalment, i.id AS invoice_id, i.number AS number, i.client AS client_id,
  c.name AS client, s.due_on AS due_on, b.open AS open, i.language AS language
FROM balance b JOIN instalment s ON s.id = b.instalment JOIN invoice i ON i.id = s.invoice
JOIN client c ON c.id = i.client
LEFT JOIN debit_choice ci ON ci.subject_kind = 'invoice' AND ci.subject_id = i.id
WHERE b.open <> 0 AND b.open > 0 AND i.state = 'issued' AND i.withdrawn_at IS NULL
  AND NOT {_IN_DISPUTE} AND NOT {PLANNED}
  AND COALESCE(ci.wanted, EXISTS (SELECT 1 FROM schedule_entry e
    JOIN debit_choice cc ON cc.subject_kind = 'contract' AND cc.subject_id = e.contract
    WHERE e.invoice_id = i.id AND cc.wanted))
  AND NOT EXISTS (SELECT 1 FROM debit d WHERE d.instalment = s.id AND d.state <> 'dropped')
ORDER BY s.due_on, s.id
"""
_AGAIN = f"""
SELECT s.id AS instalment, i.id AS invoice_id, i.number AS number, i.client AS client_id,
  c.name AS client, s.due_on AS due_on, b.open AS open, i.language AS language
FROM balance b JOIN instalment s ON s.id = b.instalment JOIN invoice i ON i.id = s.invoice
JOIN client c ON c.id = i.client
WHERE s.id = {{}} AND b.open > 0 AND i.withdrawn_at IS NULL AND NOT {_IN_DISPUTE} AND NOT {PLANNED}
"""
_ANNOUNCED = f"""
SELECT d.id AS id, d.instalment AS instalment, d.attempt AS attempt, d.invoice_id AS invoice_id,
  d.client AS client_id, d.mandate AS mandate_id, d.amount AS amount, d.due_on AS due_on,
  d.collect_on AS collect_on, d.notice_days AS notice_days, d.end_to_end_id AS end_to_end_id,
  d.state AS state, i.number AS number, c.name AS client,
  CASE WHEN {_IN_DISPUTE} THEN 'yes' ELSE 'no' END AS disputed,
  CASE WHEN {PLANNED} THEN 'yes' ELSE 'no' END AS planned,
  c.street AS street, c.postcode AS postcode, c.town AS town, c.country AS country,
  b.open AS open, m.reference AS reference, m.scheme AS scheme, m.recurrence AS recurrence,
  m.name AS name, m.iban AS iban, m.told_iban AS told_iban, m.registered_on AS registered_on,
  m.last_used_on AS last_used_on, m.is_last AS is_last, m.ended_on AS ended_on,
  CASE WHEN m.ending = 'used' AND EXISTS (SELECT 1 FROM debit p WHERE p.mandate = d.mandate
    AND p.instalment = d.instalment AND p.attempt < d.attempt AND p.state = 'returned')
    THEN 'yes' ELSE '' END AS again,
  g.signed_on AS signed_on,
  n.state AS notice_state, n.sent_at AS sent_at
FROM debit d JOIN invoice i ON i.id = d.invoice_id JOIN client c ON c.id = d.client
JOIN balance b ON b.instalment = d.instalment JOIN mandate m ON m.id = d.mandate
LEFT JOIN mandate_signature g ON g.mandate = m.id
LEFT JOIN message n ON n.subject_key = 'debit:' || d.id || ':notice'
WHERE d.state = 'announced'
"""


@dataclass(frozen=True)
class Candidate:
    """An instalment that is to be debited and that nobody was told of yet."""

    instalment: int
    invoice_id: int
    number: str
    client_id: int
    client: str
    due_on: date
    open: int
    language: str


@dataclass(frozen=True)
class ToHand:
    """An announced debit with all that a file says of it."""

    id: int
    instalment: int
    attempt: int
    invoice_id: int
    number: str
    client_id: int
    client: str
    mandate_id: int
    reference: str
    scheme: Scheme
    recurrence: Recurrence
    name: str
    iban: str
    told_iban: str
    is_used: bool
    is_last: bool
    signed_on: date | None
    due_on: date
    end_to_end_id: str
    place: tuple[str, str, str, str]
    facts: Facts


async def candidates() -> list[Candidate]:
    """What is to be debited by choice and is in no debit yet, earliest due first."""
    return [
        Candidate(**{**row, "due_on": day(row["due_on"])}) for row in await Debit.raw(_CANDIDATES)
    ]


async def candidate_of(instalment: int) -> Candidate | None:
    """An instalment whose debit came back, to be announced once more; None when it is settled, or
    in dispute."""
    rows = await Debit.raw(_AGAIN, instalment)
    return Candidate(**{**rows[0], "due_on": day(rows[0]["due_on"])}) if rows else None


async def end_to_end_ids() -> dict[int, list[str]]:
    """The ids under which instalments were asked for, of debits that wait for their money."""
    rows = await Debit.select(Debit.instalment, Debit.end_to_end_id).where(Debit.state == "handed")
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row["instalment"], []).append(row["end_to_end_id"])
    return found


async def announced(on: date, only: Sequence[int] | None = None) -> list[ToHand]:
    """The announced debits (or `only` these) as they stand on a day."""
    narrowed = ""
    if only is not None:
        narrowed = f" AND d.id IN ({', '.join(str(int(each)) for each in only) or '0'})"
    rows = await Debit.raw(f"{_ANNOUNCED}{narrowed} ORDER BY d.collect_on, d.id")
    return [_to_hand(row, on) for row in rows]


def _to_hand(row: Mapping[str, Any], on: date) -> ToHand:
    stands = standing(
        on,
        scheme=Scheme(row["scheme"]),
        signed_on=day(row["signed_on"]),
        last_used_on=day(row["last_used_on"]),
        registered_on=day(row["registered_on"]),
        # Ended with the debit that came back, and which is presented anew.
        ended_on=None if row["again"] else day(row["ended_on"]),
    )
    facts = Facts(
        amount=int(row["amount"]),
        open=int(row["open"]),
        is_disputed=row["disputed"] == "yes",
        is_mandate_active=stands is Standing.ACTIVE,
        noticed_on=_sent_on(row),
        notice_state=row["notice_state"] or "",
        notice_days=int(row["notice_days"]),
        collect_on=_known(row["collect_on"]),
        is_planned=row["planned"] == "yes",
    )
    plain = ("id", "instalment", "attempt", "invoice_id", "number", "client_id", "client")
    told = ("mandate_id", "reference", "name", "iban", "told_iban", "end_to_end_id")
    return ToHand(
        **{name: row[name] for name in (*plain, *told)},
        scheme=Scheme(row["scheme"]),
        recurrence=Recurrence(row["recurrence"]),
        is_used=row["last_used_on"] is not None,
        is_last=bool(row["is_last"]),
        signed_on=day(row["signed_on"]),
        due_on=_known(row["due_on"]),
        place=(row["street"], row["postcode"], row["town"], row["country"]),
        facts=facts,
    )


def _sent_on(row: Mapping[str, Any]) -> date | None:
    moment = row["sent_at"]
    if row["notice_state"] != "sent" or moment is None:
        return None
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    found: date = moment.astimezone(ZONE).date()
    return found


async def choice_of(kind: str, subject_id: int) -> bool | None:
    """Whether a contract or an invoice is to be debited; None when nobody said."""
    row = (
        await DebitChoice.select(DebitChoice.wanted)
        .where(DebitChoice.subject_kind == kind, DebitChoice.subject_id == subject_id)
        .first()
    )
    return bool(row["wanted"]) if row else None


async def next_attempt(instalment: int) -> int:
    """The number of the next debit of an instalment, from 1."""
    row = (
        await Debit.select(Debit.attempt)
        .where(Debit.instalment == instalment)
        .order_by(Debit.attempt, ascending=False)
        .first()
    )
    return int(row["attempt"]) + 1 if row else 1


async def live_days() -> dict[int, date]:
    """The instalments that a debit is on its way for, and its day."""
    rows = await Debit.select(Debit.instalment, Debit.collect_on).where(
        Debit.state.is_in(["announced", "handed"])
    )
    return {row["instalment"]: row["collect_on"] for row in rows}


def _known(value: object) -> date:
    found: date = day(value)
    return found


def day(value: object) -> Any:
    """A day out of a raw row: text on SQLite."""
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value))
