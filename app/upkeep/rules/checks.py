"""What a run of the integrity checks says, and how it is kept: with types, in no language."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.core.errors import Finding
from app.core.money import Euros

# A row keeps the first findings of a check, and how many there were.
KEPT = 100
OVERDUE = timedelta(hours=48)
# A worker that starts again does not run what the night ran.
FRESH = timedelta(hours=20)
_PAGES = (
    ("invoice", "/invoices/"),
    ("receipt", "/payments/"),
    ("message", "/messages/"),
    ("reminder", "/reminders/"),
    ("contract", "/contracts/"),
    ("client", "/clients/"),
)


@dataclass(frozen=True)
class Check:
    """One integrity check by its name, and what it found: nothing, when all is well.

    `problem` is why it could not run: then it is not checked, and neither well nor wrong.
    """

    name: str
    findings: tuple[Finding, ...] = ()
    problem: str = ""
    count: int = 0

    @property
    def ok(self) -> bool:
        return not self.findings and not self.problem

    @property
    def said(self) -> list[str]:
        """What scripts are told, in English and in cents; what was not checked says so."""
        told = [str(each) for each in self.findings]
        return [*told, f"not checked: {self.problem}"] if self.problem else told


@dataclass(frozen=True)
class Told:
    """What one check of a restored copy said, as another process told it."""

    name: str
    findings: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.findings


@dataclass(frozen=True)
class Run:
    """One run of every check: when, by whom, and what each said."""

    at: datetime
    by: str
    checks: tuple[Check, ...]

    @property
    def findings(self) -> int:
        return sum(check.count for check in self.checks)

    @property
    def not_checked(self) -> int:
        return sum(bool(check.problem) for check in self.checks)

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)


def page_of(finding: Finding) -> str | None:
    """The address of the document that a finding is about; None when it names none."""
    for name, path in _PAGES:
        if isinstance(found := finding.facts.get(name), int):
            return f"{path}{found}"
    return None


def keep(checks: Sequence[Check]) -> str:
    """Checks as JSON; of each, the first findings."""
    return json.dumps(
        [
            {
                "name": check.name,
                "problem": check.problem,
                "count": check.count,
                "findings": [
                    [each.message, {name: _kept(fact) for name, fact in each.facts.items()}]
                    for each in check.findings[:KEPT]
                ],
            }
            for check in checks
        ],
        ensure_ascii=False,
    )


def kept(text: str) -> tuple[Check, ...]:
    """The checks of a run, read back."""
    return tuple(
        Check(
            each["name"],
            tuple(_finding(message, facts) for message, facts in each["findings"]),
            each["problem"],
            each["count"],
        )
        for each in json.loads(text)
    )


def _finding(message: str, facts: Mapping[str, Any]) -> Finding:
    return Finding("check", message, {name: _fact(value) for name, value in facts.items()})


def _kept(value: object) -> object:
    if isinstance(value, Euros):
        return {"cents": int(value)}
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value if isinstance(value, int) else str(value)


def _fact(value: Any) -> object:
    if not isinstance(value, dict):
        return value
    if "cents" in value:
        return Euros(value["cents"])
    if "at" in value:
        return datetime.fromisoformat(value["at"])
    return date.fromisoformat(value["day"])
