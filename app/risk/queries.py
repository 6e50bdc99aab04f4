"""Outcomes of past instalments as of a day, and the scores kept."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.accounting.queries import known_until
from app.clients.tables import Client
from app.core.errors import Finding
from app.invoices.tables import Invoice
from app.risk import rules
from app.risk.rules import Outcome
from app.risk.tables import Score, Watermark

# Money that came on or before the day and was not taken back by then. What a credit note
# settled says nothing of how the client pays, so such instalments are no outcome; nor are
# sales paid on the spot. What is in dispute is told apart; what was written off as a loss was not
# paid. (Not `state = 'issued'`: SQLite would take that for the rarest thing to look for, and read
# every document for the few that are asked for.)
_OUTCOMES = """
SELECT i.client AS client_id, c.kind AS segment, s.due_on AS due_on, i.issued_on AS issued_on,
  s.amount AS amount, COALESCE(p.paid, 0) AS paid, p.paid_on AS paid_on,
  COALESCE(p.credited, 0) AS credited, i.disputed AS disputed, d.returned AS returned
FROM instalment s
JOIN invoice i ON i.id = s.invoice
JOIN client c ON c.id = i.client
LEFT JOIN (
  SELECT a.instalment AS instalment, SUM(a.amount) AS paid, MAX(a.paid_on) AS paid_on,
    SUM(CASE WHEN a.source_kind = 'credit_note' THEN a.amount ELSE 0 END) AS credited
  FROM allocation a
  LEFT JOIN allocation r ON r.reverses = a.id AND r.counts_on <= {} AND r.recorded_at < {}
  WHERE a.reverses IS NULL AND r.id IS NULL AND a.counts_on <= {} AND a.recorded_at < {}
    AND a.source_kind <> 'loss'
  GROUP BY a.instalment
) p ON p.instalment = s.id
LEFT JOIN (
  SELECT d.instalment AS instalment, COUNT(r.id) AS returned
  FROM debit d LEFT JOIN debit_return r
    ON r.debit = d.id AND r.returned_on <= {} AND r.recorded_at < {}
  WHERE d.batch IS NOT NULL AND d.collect_on <= {} AND d.created_at < {}
  GROUP BY d.instalment
) d ON d.instalment = s.id
WHERE i.kind = 'invoice' AND i.state <> 'draft' AND s.due_on <= {}
  AND i.issued_on <= {} AND i.recorded_at < {}
  AND (i.withdrawn_at IS NULL OR i.withdrawn_at >= {})
"""


async def outcomes(
    on: date, client_id: int | None = None, known_on: date | None = None
) -> list[Outcome]:
    """Every instalment of which a day knows whether it is late, with what had become of it by then;
    of one client when asked; as it was known at the end of `known_on` when given."""
    until = known_until(known_on)
    of_one = "" if client_id is None else f" AND i.client = {int(client_id)}"
    asked = (on, until, on, until, on, until, on, until, on, on, until, until)
    rows = await Invoice.raw(_OUTCOMES + of_one, *asked)
    return [found for row in rows if (found := _outcome(row, on)) is not None]


def _outcome(row: Mapping[str, Any], on: date) -> Outcome | None:
    """None when a credit note settled a part, when it was paid on the spot, before it is known to
    be late or not, and while a debit may still bring the money or come back."""
    due_on, issued_on = _day(row["due_on"]), _day(row["issued_on"])
    paid_on = _day(row["paid_on"]) if int(row["paid"]) >= int(row["amount"]) else None
    if int(row["credited"]) or rules.is_on_the_spot(issued_on, due_on, paid_on):
        return None
    found = Outcome(
        int(row["client_id"]),
        row["segment"],
        due_on,
        paid_on,
        issued_on,
        rules.OTHER if row["returned"] is None else rules.DEBIT,
        bool(row["returned"]),
        row["disputed"] != "no",
    )
    is_under_way = found.means == rules.DEBIT and not found.is_returned and paid_on is None
    return None if is_under_way or found.known_on > on else found


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


@dataclass(frozen=True)
class ScoreView:
    """A kept score: probabilities in basis points, the expected delay in tenths of a day, the last
    twelve outcomes as delay classes 0 to 4, oldest first."""

    client_id: int
    day: date
    outcomes: int
    p_late: int | None
    low: int | None
    high: int | None
    expected_delay: int | None
    grade: str | None
    strip: tuple[int, ...]
    said: str
    computed_at: datetime

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """Why, in sentences; read from what was kept when they are shown."""
        return reasons_from(self.said)

    @property
    def percents(self) -> tuple[int, int, int] | None:
        """Probability of paying late and the ends of its 80 % interval, in whole percents."""
        if self.p_late is None or self.low is None or self.high is None:
            return None
        return rules.percent(self.p_late), rules.percent(self.low), rules.percent(self.high)

    @property
    def days_late(self) -> int | None:
        """The expected delay in whole days."""
        return None if self.expected_delay is None else (self.expected_delay + 5) // 10


async def scores(client_ids: Sequence[int] | None = None) -> dict[int, ScoreView]:
    """The kept score of every client that has one, or of these."""
    asked = Score.select()
    if client_ids is not None:
        asked = asked.where(Score.client.is_in(list(client_ids) or [0]))
    return {row["client"]: _view(row) for row in await asked}


async def grades() -> dict[int, str]:
    """The grade of every client that has one."""
    rows = await Score.raw("SELECT client, grade FROM score WHERE grade IS NOT NULL")
    return {row["client"]: row["grade"] for row in rows}


async def score(client_id: int) -> ScoreView | None:
    """The kept score of one client."""
    row = await Score.select().where(Score.client == client_id).first()
    return _view(row) if row else None


def _view(row: dict[str, object]) -> ScoreView:
    kept = {**row, "client_id": row["client"], "said": row["reasons"]}
    kept["strip"] = tuple(int(one) for one in str(row["strip"]))
    return ScoreView(**{name: kept[name] for name in ScoreView.__dataclass_fields__})  # type: ignore[arg-type]


def reasons_to(reasons: tuple[Finding, ...]) -> str:
    """Reasons as the text kept in the row."""
    return json.dumps([[r.code, r.message, dict(r.facts)] for r in reasons])


def reasons_from(text: str) -> tuple[Finding, ...]:
    """Reasons read back from the row."""
    return tuple(Finding(code, message, facts) for code, message, facts in json.loads(text))


async def names() -> dict[int, str]:
    """The name of each client."""
    rows = await Client.select(Client.id, Client.name)
    return {row["id"]: row["name"] for row in rows}


@dataclass(frozen=True)
class Mark:
    """The last allocation and document there are, whether the scores know them, and their day."""

    allocation_id: int
    invoice_id: int
    is_known: bool
    scored_on: date | None


async def changed_since() -> Mark:
    """Whether money moved or a document was issued since the last rescoring, and up to where."""
    rows = await Watermark.raw(
        "SELECT w.allocation_id AS allocation_id, w.invoice_id AS invoice_id,"
        " (SELECT COALESCE(MAX(id), 0) FROM allocation) AS last_allocation,"
        " (SELECT COALESCE(MAX(id), 0) FROM invoice WHERE state = 'issued') AS last_invoice,"
        " (SELECT MAX(day) FROM score) AS scored_on"
        " FROM risk_watermark w WHERE w.id = 1"
    )
    row = rows[0]
    last = (int(row["last_allocation"]), int(row["last_invoice"]))
    known = last == (row["allocation_id"], row["invoice_id"])
    scored_on = row["scored_on"]
    return Mark(*last, known, None if scored_on is None else _day(scored_on))
