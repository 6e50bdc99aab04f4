"""Payments by card that the client contests at their bank, until that is over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.clock import ZONE
from app.payments.tables import CardBack

_HELD = "k.why = 'contested' AND k.state = 'taken' AND k.over_at IS NULL"
# Of an invoice `i`, "yes" or "no".
CONTESTED = f"""(CASE WHEN i.id IN (SELECT q.invoice FROM card_back k
  JOIN card_checkout q ON q.id = k.checkout WHERE {_HELD}) THEN 'yes' ELSE 'no' END)"""


@dataclass(frozen=True)
class Contest:
    """A contested payment: cents that the client's bank took back, and since when."""

    id: int
    invoice_id: int
    client_id: int
    amount: int
    since: date


_ROWS = """SELECT k.id AS id, q.invoice AS invoice_id, i.client AS client_id, k.amount AS amount,
  k.recorded_at AS recorded_at FROM card_back k JOIN card_checkout q ON q.id = k.checkout
  JOIN invoice i ON i.id = q.invoice"""


async def contests_of(invoice_id: int) -> list[Contest]:
    """Those of an invoice that are not over, the oldest first."""
    rows = await CardBack.raw(
        f"{_ROWS} WHERE q.invoice = {{}} AND {_HELD} ORDER BY k.id", invoice_id
    )
    return [_contest(row) for row in rows]


async def contest_of(back_id: int) -> Contest:
    """One that there is."""
    return _contest((await CardBack.raw(f"{_ROWS} WHERE k.id = {{}}", back_id))[0])


def _contest(row: Mapping[str, Any]) -> Contest:
    told = row["recorded_at"]
    moment = datetime.fromisoformat(told) if isinstance(told, str) else told
    return Contest(
        row["id"],
        row["invoice_id"],
        row["client_id"],
        int(row["amount"]),
        moment.astimezone(ZONE).date(),
    )
