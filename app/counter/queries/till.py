"""Closings of the till, and the proofs that they hold."""

from dataclasses import dataclass
from datetime import date, datetime

from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located
from app.counter.tables import TillClosing

_CLOSING = """
SELECT t.id AS id, t.day AS day, t.expected AS expected, t.counted AS counted,
  t.banked AS banked, t.reason AS reason, t.recorded_at AS recorded_at,
  t.recorded_by AS recorded_by, c.cash AS cash, c.card AS card, c.cheque AS cheque,
  c.perpetual AS perpetual
FROM till_closing t JOIN closure c ON c.id = t.closure_id
"""


@dataclass(frozen=True)
class ClosingView:
    """One closing: cents. `cash`, `card` and `cheque` came in since the closing before it;
    `perpetual` is all that ever came in by these."""

    id: int
    day: date
    expected: int
    counted: int
    banked: int
    reason: str
    recorded_at: datetime
    recorded_by: str
    cash: int
    card: int
    cheque: int
    perpetual: int

    @property
    def difference(self) -> int:
        return self.counted - self.expected

    @property
    def left(self) -> int:
        """What stays in the till for the next day."""
        return self.counted - self.banked


async def closing_of(day: date) -> ClosingView | None:
    """The closing of one day."""
    rows = await TillClosing.raw(f"{_CLOSING} WHERE t.day = {{}}", day)
    return ClosingView(**rows[0]) if rows else None


async def closings(limit: int = 31) -> list[ClosingView]:
    """The last closings, the newest first."""
    rows = await TillClosing.raw(f"{_CLOSING} ORDER BY t.day DESC LIMIT {{}}", limit)
    return [ClosingView(**row) for row in rows]


async def check_till() -> list[Finding]:
    """Closings after which account 530 does not hold, for their day, what was left in the till."""
    rows = await TillClosing.raw(
        "SELECT * FROM (SELECT t.id AS closing, t.day AS day, t.counted - t.banked AS kept,"
        " (SELECT CAST(COALESCE(SUM(l.debit - l.credit), 0) AS BIGINT) FROM entry_line l"
        " JOIN entry e ON e.id = l.entry WHERE l.account = '530' AND e.day <= t.day) AS booked"
        " FROM till_closing t) AS held WHERE kept <> booked ORDER BY closing"
    )
    message = N_("closing %(closing)s of %(day)s: %(kept)s left, %(booked)s in the books")
    return located(message, rows, cents=("kept", "booked"))


CHECKS: list[IntegrityCheck] = [("till closings", check_till)]
