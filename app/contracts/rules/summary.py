"""What a run of billing did."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from app.core.errors import Finding


@dataclass(frozen=True)
class RefusedEntry:
    """An entry that could not be billed: the contract's reference, its period, and why."""

    entry_id: int
    contract: str
    period: str
    findings: tuple[Finding, ...]

    @property
    def reason(self) -> str:
        return "; ".join(str(each) for each in self.findings)


@dataclass(frozen=True)
class BillSummary:
    """How many entries were due, issued (of those `sent` by e-mail), drafted; what was refused.

    The numbers of the issued invoices and the ids of the drafts are in the order of billing.
    """

    on: date
    due: int = 0
    sent: int = 0
    numbers: tuple[str, ...] = ()
    drafts: tuple[int, ...] = ()
    refused: tuple[RefusedEntry, ...] = ()

    @property
    def issued(self) -> int:
        return len(self.numbers)

    @property
    def drafted(self) -> int:
        return len(self.drafts)


@dataclass
class Tally:
    """What has been done so far, batch after batch."""

    due: int = 0
    sent: int = 0
    numbers: list[str] = field(default_factory=list)
    drafts: list[int] = field(default_factory=list)
    refused: list[RefusedEntry] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.due += other.due
        self.sent += other.sent
        self.numbers += other.numbers
        self.drafts += other.drafts
        self.refused += other.refused

    def close(self, on: date) -> BillSummary:
        return BillSummary(
            on,
            self.due,
            self.sent,
            tuple(self.numbers),
            tuple(self.drafts),
            tuple(self.refused),
        )


def source(entry_id: int) -> str:
    """The unique subject of an entry's invoice."""
    return f"entry:{entry_id}"


def period_text(first: date, last: date) -> str:
    """A period as scripts read it: 2026-01-01/2026-01-31."""
    return f"{first.isoformat()}/{last.isoformat()}"


def references(refused: Iterable[RefusedEntry]) -> list[str]:
    """The contracts concerned, each once."""
    return list(dict.fromkeys(each.contract for each in refused))
