"""Shapes worked out in Python because a page holds no arithmetic and no inline style."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

WIDTH = 1000
_GAP = 3
_LEAST = 5


@dataclass(frozen=True)
class Part:
    """One piece of a bar: which amount it stands for, where it begins and how wide it is."""

    index: int
    x: int
    width: int


def bar(amounts: Sequence[int]) -> list[Part]:
    """Pieces in proportion on a width of 1000, gaps included; what is 0 or less has none.

    A piece is never too thin to be seen, and the last one ends at the edge.
    """
    shown = [(index, amount) for index, amount in enumerate(amounts) if amount > 0]
    total = sum(amount for _, amount in shown)
    room = WIDTH - (_GAP + _LEAST) * len(shown) + _GAP
    parts: list[Part] = []
    x = 0
    for position, (index, amount) in enumerate(shown):
        last = position == len(shown) - 1
        width = WIDTH - x if last else _LEAST + room * amount // total
        parts.append(Part(index, x, width))
        x += width + _GAP
    return parts


def strip(delays: Sequence[int]) -> Markup:
    """The marks of a client's last payments, oldest first: each its class of delay."""
    return Markup("".join(f'<i class="d{delay:d}"></i>' for delay in delays))


FAN_WIDTH, FAN_HEIGHT = 720, 300
# On the left stand the amounts of the lines across, in letters large enough for a phone.
LABELS_END, _ROOM_LEFT, _ROOM_RIGHT, _ROOM_BELOW, _ROOM_ABOVE = 104, 112, 10, 34, 16


@dataclass(frozen=True)
class Fan:
    """A band over weeks as points of SVG: its outline, the line in its middle, another line beside
    it ("" for none); lines across (y, whole euros), where months begin (x), and the names of every
    second one (x, day), which fit beside each other on a phone."""

    band: str
    mid: str
    other: str
    across: list[tuple[int, int]]
    ticks: list[int]
    months: list[tuple[int, date]]
    zero: int | None


def fan(
    days: Sequence[date],
    low: Sequence[int],
    mid: Sequence[int],
    high: Sequence[int],
    other: Sequence[int] = (),
) -> Fan:
    """The shapes of a band; every sequence of cents is as long as `days`."""
    bottom, top = min(*low, *other, *mid), max(*high, *other, *mid)
    step = _step(max(1, top - bottom))
    least, most = bottom // step * step, -(-top // step) * step
    span = max(step, most - least)
    plot = FAN_HEIGHT - _ROOM_ABOVE - _ROOM_BELOW
    last = max(1, len(days) - 1)

    def x(at: int) -> int:
        return _ROOM_LEFT + (FAN_WIDTH - _ROOM_LEFT - _ROOM_RIGHT) * at // last

    def y(cents: int) -> int:
        return _ROOM_ABOVE + plot - plot * (cents - least) // span

    def points(of: Sequence[int]) -> list[str]:
        return [f"{x(at)},{y(cents)}" for at, cents in enumerate(of)]

    begins = [
        (x(at), day)
        for at, day in enumerate(days)
        if at and day.month != days[at - 1].month and at < last
    ]
    return Fan(
        " ".join([*points(high), *reversed(points(low))]),
        " ".join(points(mid)),
        " ".join(points(other)),
        [(y(cents), cents // 100) for cents in range(least, least + span + 1, step)],
        [x for x, _ in begins],
        begins[::2],
        y(0) if least <= 0 <= most else None,
    )


def _step(span: int) -> int:
    """1, 2 or 5 times a power of ten, so that three to six lines lie across; whole euros."""
    power = 100
    while True:
        for times in (1, 2, 5):
            if span <= 5 * times * power:
                return times * power
        power *= 10


COLUMNS_WIDTH, COLUMNS_HEIGHT = 720, 220


@dataclass(frozen=True)
class Column:
    """One column: its corner and size, and the day below it (None where there is no room)."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    day: date | None


@dataclass(frozen=True)
class Columns:
    """Columns side by side, and lines across (y, whole euros)."""

    columns: list[Column]
    across: list[tuple[int, int]]


def columns(amounts: Sequence[int], days: Sequence[date]) -> Columns:
    """One column for each amount (cents, 0 or more); every third has its day below."""
    step = _step(max(1, *amounts))
    most = -(-max(1, *amounts) // step) * step
    plot = COLUMNS_HEIGHT - _ROOM_ABOVE - _ROOM_BELOW
    floor = _ROOM_ABOVE + plot
    room = (COLUMNS_WIDTH - _ROOM_LEFT - _ROOM_RIGHT) // len(amounts)
    found = []
    for at, (cents, day) in enumerate(zip(amounts, days, strict=True)):
        height, x = plot * cents // most, _ROOM_LEFT + room * at
        width = room * 7 // 10
        found.append(
            Column(x, floor - height, width, height, x + width // 2, day if at % 3 == 1 else None)
        )
    return Columns(
        found, [(floor - plot * cents // most, cents // 100) for cents in range(0, most + 1, step)]
    )
