"""Insolvency proceedings of clients."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.errors import refuse
from app.doubtful import rules
from app.doubtful.rules import Proceedings
from app.doubtful.tables import Insolvency

_ALL = """
SELECT p.id AS id, p.client AS client_id, c.name AS client, p.kind AS kind,
  p.opened_on AS opened_on, p.published_on AS published_on, p.note AS note,
  p.recorded_by AS recorded_by, e.ended_on AS ended_on
FROM insolvency p JOIN client c ON c.id = p.client
LEFT JOIN insolvency_end e ON e.insolvency = p.id
"""


@dataclass(frozen=True)
class ProceedingsView:
    """Proceedings of a client; `ended_on` is the day from which they are over."""

    id: int
    client_id: int
    client: str
    kind: Proceedings
    opened_on: date
    published_on: date | None
    note: str
    recorded_by: str
    ended_on: date | None

    @property
    def claim_until(self) -> date | None:
        """The last day to declare what is owed; None while the publication is not known."""
        return rules.claim_until(self.published_on) if self.published_on else None


async def proceedings_of(client_id: int) -> list[ProceedingsView]:
    """All there ever were against a client, the newest first."""
    return await _read("WHERE p.client = {} ORDER BY p.opened_on DESC, p.id DESC", client_id)


async def proceedings(proceedings_id: int) -> ProceedingsView:
    """One; refused when there is none."""
    found = await _read("WHERE p.id = {}", proceedings_id)
    if not found:
        raise refuse("doubtful.no_proceedings", "There are no such proceedings.")
    return found[0]


async def proceedings_by_key(key: str) -> ProceedingsView | None:
    """What a form has recorded already."""
    return next(iter(await _read("WHERE p.key = {}", key)), None)


async def in_course(on: date) -> dict[int, list[ProceedingsView]]:
    """Of each client, the proceedings that are not over on a day."""
    rows = await _read(
        "WHERE p.opened_on <= {} AND (e.ended_on IS NULL OR e.ended_on > {}) ORDER BY p.id", on, on
    )
    found: dict[int, list[ProceedingsView]] = {}
    for row in rows:
        found.setdefault(row.client_id, []).append(row)
    return found


async def _read(where: str, *values: Any) -> list[ProceedingsView]:
    return [_view(row) for row in await Insolvency.raw(_ALL + where, *values)]


def _view(row: Mapping[str, Any]) -> ProceedingsView:
    return ProceedingsView(**{**row, "kind": Proceedings(row["kind"])})
