"""What a file brought, or would bring: account by account, statement by statement."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Doubtful:
    """A movement that looks like a kept line: the same day and amount, another text or number.
    `line` is that line's id, 0 when it is one of the same file."""

    place: int
    booked_on: date
    amount_cents: int
    label: str
    line: int
    other_label: str


@dataclass(frozen=True)
class StatementOutcome:
    """One statement: `added` of its lines are new, `again` were there."""

    number: str
    format: str
    from_on: date | None
    to_on: date | None
    opening_cents: int | None
    closing_cents: int | None
    lines: int
    added: int
    again: int


@dataclass
class AccountOutcome:
    """One account: `is_new` when it was not known, `gaps` the days between which something is
    missing, each with the two balances that do not meet."""

    key: str
    iban: str
    name: str
    is_new: bool
    statements: list[StatementOutcome] = field(default_factory=list)
    gaps: list[tuple[date, date, int, int]] = field(default_factory=list)


@dataclass
class Outcome:
    """A file as a whole. `doubtful` are the first of those that somebody has to decide about,
    `undecided` how many there are. Of a table, `columns` are the titles by field, `decimal` and
    `days` how it was read."""

    format: str
    accounts: list[AccountOutcome] = field(default_factory=list)
    read: int = 0
    added: int = 0
    unchanged: int = 0
    undecided: int = 0
    doubtful: list[Doubtful] = field(default_factory=list)
    pending: int = 0
    passed_over: int = 0
    left_out: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    decimal: str = ""
    days: str = ""

    @property
    def at_most_new(self) -> int:
        """How many lines it may bring: the new ones, and those about which nobody has said."""
        return self.added + self.undecided

    def kept(self) -> str:
        """As it is kept with its file."""
        return json.dumps(asdict(self), ensure_ascii=False, default=date.isoformat)

    def as_json(self) -> dict[str, Any]:
        """The stable form of the command line: cents and ISO dates."""
        told: dict[str, Any] = json.loads(self.kept())
        for account in told["accounts"]:
            account["gaps"] = [
                {
                    "after": gap[0],
                    "before": gap[1],
                    "closing_cents": gap[2],
                    "opening_cents": gap[3],
                }
                for gap in account["gaps"]
            ]
        return told


def outcome(text: str) -> Outcome | None:
    """The outcome that was kept; None when there is none yet."""
    if not text:
        return None
    told = json.loads(text)
    told["accounts"] = [_account(each) for each in told["accounts"]]
    told["doubtful"] = [Doubtful(**_days(each, "booked_on")) for each in told["doubtful"]]
    return Outcome(**told)


def _account(told: dict[str, Any]) -> AccountOutcome:
    told["statements"] = [
        StatementOutcome(**_days(each, "from_on", "to_on")) for each in told["statements"]
    ]
    told["gaps"] = [_gap(each) for each in told["gaps"]]
    return AccountOutcome(**told)


def _gap(told: Sequence[Any]) -> tuple[date, date, int, int]:
    after, before, closing, opening = told
    return date.fromisoformat(after), date.fromisoformat(before), closing, opening


def _days(told: dict[str, Any], *names: str) -> dict[str, Any]:
    days = {name: date.fromisoformat(told[name]) for name in names if told[name]}
    return told | days
