"""What of clients the choice of a plan looks at, read only for the kinds that were chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.reminders.rules import ChoiceKind, PlanChoice, Situation, Traits
from app.reminders.tables import Reminder
from app.risk.queries import grades, segments

# "open <> 0" beside "open > 0": the indexes of what is open are for the former.
_CONTRACTS = """
SELECT DISTINCT b.client_id AS client_id, e.contract AS contract
FROM schedule_entry e JOIN balance b ON b.invoice_id = e.invoice_id
WHERE e.contract IN ({}) AND b.open <> 0 AND b.open > 0
"""


@dataclass(frozen=True)
class Portraits:
    """Grades, segments and contracts of clients, by their id."""

    grades: Mapping[int, str] = field(default_factory=dict)
    segments: Mapping[int, str] = field(default_factory=dict)
    contracts: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def traits(self, of: Situation, group: str, on: date) -> Traits:
        """One client as the choice sees it on a day."""
        late = sum(item.open for item in of.items if item.age(on) > 0)
        return Traits(
            of.client_id,
            group,
            self.grades.get(of.client_id),
            late,
            self.segments.get(of.client_id),
            self.contracts.get(of.client_id, frozenset()),
        )


async def portraits_for(chosen: Iterable[PlanChoice]) -> Portraits:
    """What these choices ask about."""
    kinds = {one.kind for one in chosen}
    found = await segments() if ChoiceKind.SEGMENT in kinds else {}
    contracts = [int(one.value) for one in chosen if one.kind is ChoiceKind.CONTRACT]
    return Portraits(
        await grades() if ChoiceKind.GRADE in kinds else {},
        {client_id: segment.value for client_id, segment in found.items()},
        await _owing(contracts) if contracts else {},
    )


async def _owing(contracts: list[int]) -> dict[int, frozenset[int]]:
    """By client, the contracts among these of which something is open."""
    places = ", ".join("{}" for _ in contracts)
    found: dict[int, set[int]] = {}
    for row in await Reminder.raw(_CONTRACTS.format(places), *contracts):
        found.setdefault(row["client_id"], set()).add(row["contract"])
    return {client_id: frozenset(ids) for client_id, ids in found.items()}
