"""What the writing of every kind of file shares: who imports, and what the file said so far."""

from dataclasses import dataclass, field
from datetime import date, datetime

from app.core.errors import refuse
from app.imports.rules import Columns


@dataclass
class Work:
    """One import under way. `run_id` is None in a dry run, which writes nothing."""

    columns: Columns
    on: date
    at: datetime
    by: str
    run_id: int | None
    seen: dict[bytes, tuple[bytes, int]] = field(default_factory=dict)
    newcomers: set[str] = field(default_factory=set)

    def is_repeated(self, key: bytes, facts: bytes, line: int, what: str) -> bool:
        """Whether an earlier line of the file said the same; refused when it said otherwise."""
        said, earlier = self.seen.setdefault(key, (facts, line))
        if earlier == line:
            return False
        if said != facts:
            raise refuse(
                "imports.double",
                "Line %(earlier)s of this file says something else about %(what)s.",
                earlier=earlier,
                what=what,
            )
        return True
