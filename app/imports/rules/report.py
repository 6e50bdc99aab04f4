"""What an import did, line by line where it refused."""

from dataclasses import dataclass, field

from app.core.errors import Finding, Refused
from app.imports.rules.columns import Columns
from app.imports.rules.refusals import reason, titles


@dataclass(frozen=True)
class RefusedLine:
    """A line that was not taken: its number in the file and every reason, in the file's words."""

    line: int
    findings: tuple[Finding, ...]


@dataclass
class Tally:
    """Counts of lines, and of what they brought: `more` is by name ("receipts": 3)."""

    read: int = 0
    added: int = 0
    unchanged: int = 0
    refused: list[RefusedLine] = field(default_factory=list)
    more: dict[str, int] = field(default_factory=dict)

    def refuse(self, line: int, refused: Refused) -> None:
        """Count a line as refused."""
        self.refused.append(RefusedLine(line, refused.findings))

    def count(self, name: str, number: int = 1) -> None:
        """Count something that was brought."""
        self.more[name] = self.more.get(name, 0) + number

    def add(self, other: "Tally") -> None:
        """Take over the counts of a batch."""
        self.read += other.read
        self.added += other.added
        self.unchanged += other.unchanged
        self.refused += other.refused
        for name, number in other.more.items():
            self.count(name, number)


@dataclass(frozen=True)
class Report:
    """The whole of it: `is_dry` when nothing was written; how the file was understood."""

    kind: str
    filename: str
    is_dry: bool
    encoding: str
    separator: str
    columns: Columns
    tally: Tally
    import_id: int | None = None

    @property
    def nothing_taken(self) -> bool:
        """Whether every line was refused."""
        return bool(self.tally.refused) and not (self.tally.added or self.tally.unchanged)

    @property
    def noted(self) -> list[str]:
        """The columns that were kept as notes."""
        return [self.columns.header[place] for place in self.columns.notes]

    def refusals(self) -> list[dict[str, object]]:
        """The refused lines for a command: number, titles of the columns at fault, reason."""
        return [
            {
                "line": each.line,
                "columns": titles(each.findings, self.columns),
                "reason": reason(each.findings, self.columns, "en", "; "),
            }
            for each in self.tally.refused
        ]

    def as_json(self) -> dict[str, object]:
        """The stable form of the command line."""
        return {
            "kind": self.kind,
            "file": self.filename,
            "dry_run": self.is_dry,
            "encoding": self.encoding,
            "separator": self.separator,
            "noted": self.noted,
            "read": self.tally.read,
            "added": self.tally.added,
            "unchanged": self.tally.unchanged,
            **self.tally.more,
            "refused": self.refusals(),
        }
