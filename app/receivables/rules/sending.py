"""When a statement of account is due, and how it is kept. Pure."""

import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from app.core.calendar import add_months
from app.receivables.rules.aging import Age, OpenItem, Sums
from app.receivables.rules.statement import Kind, Move, Statement

EVERYBODY = 0
# What could not leave for so long is not sent any more: the next one tells more.
PATIENCE = timedelta(days=10)


@dataclass(frozen=True)
class Due:
    """A statement that the plan owes: its month, and the days it covers, both included."""

    cause: str
    first: date
    last: date


def due(day: int, set_on: date, on: date) -> Due | None:
    """What a plan on a day of the month owes on a day: the month that ended the evening before.

    None until the first such day after the plan was set, and from ten days after it on.
    """
    fallen = on.replace(day=day)
    if fallen > on:
        fallen = add_months(fallen, -1)
    if fallen < set_on or on - fallen > PATIENCE:
        return None
    return Due(f"{fallen:%Y-%m}", add_months(fallen, -1), fallen - timedelta(days=1))


def next_day(day: int, set_on: date, on: date) -> date:
    """The next day on which a plan sends, today included."""
    fallen = on.replace(day=day)
    return fallen if fallen >= max(on, set_on) else add_months(fallen, 1)


def to_json(statement: Statement) -> str:
    """A statement as the text that is kept."""
    return json.dumps(asdict(statement), default=str, sort_keys=True, ensure_ascii=False)


def from_json(text: str) -> Statement:
    """A statement read back as it was sent."""
    kept = json.loads(text)
    return Statement(
        first=date.fromisoformat(kept["first"]),
        last=date.fromisoformat(kept["last"]),
        opening=kept["opening"],
        moves=tuple(_move(each) for each in kept["moves"]),
        open=tuple(_open(each) for each in kept["open"]),
        ages=Sums(**kept["ages"]),
    )


def _move(kept: dict[str, Any]) -> Move:
    due_on = kept["due_on"]
    days = {
        "day": date.fromisoformat(kept["day"]),
        "due_on": date.fromisoformat(due_on) if due_on else None,
    }
    return Move(**(kept | days | {"kind": Kind(kept["kind"])}))


def _open(kept: dict[str, Any]) -> OpenItem:
    days = {name: date.fromisoformat(kept[name]) for name in ("issued_on", "due_on")}
    return OpenItem(**(kept | days | {"age": Age(kept["age"])}))
