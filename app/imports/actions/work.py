"""What the writing of every kind of file shares: who imports, and what the file said so far."""

from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b

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

    def is_repeated(self, key: str, facts: str, line: int, what: str) -> bool:
        """Whether an earlier line of the file said the same; refused when it said otherwise."""
        mark = _digest(facts)
        said, earlier = self.seen.setdefault(_digest(key), (mark, line))
        if earlier == line:
            return False
        if said != mark:
            raise refuse(
                "imports.double",
                "Line %(earlier)s of this file says something else about %(what)s.",
                earlier=earlier,
                what=what,
            )
        return True


def _digest(text: str) -> bytes:
    """Ten bytes in place of a text: 50,000 of them are kept."""
    return blake2b(text.encode(), digest_size=10).digest()
