"""How long money takes over a year, and on how few clients what is owed depends; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.money import basis_points
from app.receivables.rules.aging import Row

WIDTH, HEIGHT = 720, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 112, 12, 14, 34


@dataclass(frozen=True)
class Month:
    """The end of a month (or today): days outstanding in tenths, simple and by counting back; the
    mean delay of what was paid within the month, weighted by amount, and those cents."""

    ends_on: date
    simple: int | None
    count_back: int | None
    mean_delay: int | None
    paid: int


@dataclass(frozen=True)
class Weight:
    """A client's part of what is owed (cents, credits left aside), alone and with those above it,
    in basis points."""

    client_id: int
    client: str
    owed: int
    late: int
    part: int
    so_far: int


def concentration(rows: Iterable[Row], most: int = 10) -> list[Weight]:
    """The clients that owe most, the largest first; by name where they owe the same."""
    owing = sorted((row for row in rows if row.owed > 0), key=lambda row: -row.owed)
    total, above, found = sum(row.owed for row in owing), 0, []
    for row in owing[:most]:
        above += row.owed
        found.append(
            Weight(
                row.client_id,
                row.client,
                row.owed,
                row.late,
                basis_points(row.owed, total),
                basis_points(above, total),
            )
        )
    return found


@dataclass(frozen=True)
class Trend:
    """Lines of SVG: days across (y, days), months below (x, day), the points of each line."""

    across: list[tuple[int, int]]
    below: list[tuple[int, date]]
    count_back: str
    simple: str


def trend(months: Sequence[Month]) -> Trend | None:
    """The days outstanding of a year as two lines, oldest first; None where nothing is known."""
    known = [days for one in months for days in (one.simple, one.count_back) if days is not None]
    if not known:
        return None
    step = next(each for each in (10, 20, 30, 60, 120, 365, 3650) if max(known) <= 40 * each)
    most = -(-max(known) // (10 * step)) * step or step
    last = max(1, len(months) - 1)

    def x(at: int) -> int:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * at // last

    def y(tenths: int) -> int:
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * tenths // (10 * most)

    def line(values: Sequence[int | None]) -> str:
        return " ".join(f"{x(at)},{y(v)}" for at, v in enumerate(values) if v is not None)

    return Trend(
        [(y(10 * days), days) for days in range(0, most + 1, step)],
        [(x(at), one.ends_on) for at, one in enumerate(months) if at % 3 == 1],
        line([one.count_back for one in months]),
        line([one.simple for one in months]),
    )
