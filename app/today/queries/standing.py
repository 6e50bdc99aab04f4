"""The forecast that stands, what the owner said of it, and what became of earlier ones."""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Any

from app.clients.tables import Client
from app.invoices.tables import Allocation
from app.today import tables
from app.today.rules import Judged, Opening, Outflow, Outgo, Scenario, Twist, Week

# What came in by the end of a week of what was known on the day: issued by then, or to be billed by
# a contract that there was. Taken back, it is negative; a credit note or a loss brings no money.
_ACTUAL = """
SELECT CAST(COALESCE(SUM(a.amount), 0) AS BIGINT) AS cents
FROM allocation a JOIN instalment s ON s.id = a.instalment JOIN invoice i ON i.id = s.invoice
LEFT JOIN schedule_entry e ON e.invoice_id = i.id LEFT JOIN contract c ON c.id = e.contract
WHERE a.paid_on > {} AND a.paid_on <= {} AND a.source_kind IN ('receipt', 'opening')
  AND ((i.issued_on <= {} AND i.recorded_at <= {}) OR c.created_at <= {})
"""


@dataclass(frozen=True)
class Standing:
    """A forecast as it was made."""

    made_on: date
    made_at: datetime
    opening: Opening
    weeks: list[Week]


@dataclass(frozen=True)
class ScenarioView:
    """A scenario with the name of its client ("" for all)."""

    id: int
    scenario: Scenario
    client: str


async def standing(scenario_id: int = 0) -> Standing | None:
    """The forecast that stands, or that of a scenario; None before it was made."""
    row = await tables.Forecast.select().where(tables.Forecast.scenario_id == scenario_id).first()
    if row is None:
        return None
    opening = Opening(row["bank"], row["bank_on"], row["since"])
    return Standing(row["made_on"], row["made_at"], opening, weeks_from(row["weeks"]))


def weeks_to(weeks: Sequence[Week]) -> str:
    """Weeks as the text kept in the row."""
    return json.dumps([astuple(week) for week in weeks])


def weeks_from(text: str) -> list[Week]:
    """Weeks read back from the row."""
    return [Week(*each) for each in json.loads(text)]


async def outflows() -> list[tuple[int, Outflow]]:
    """What goes out, the earliest begun first, each with its id."""
    rows = await tables.Outflow.select().order_by(tables.Outflow.first_on, tables.Outflow.id)
    return [(row["id"], _outflow(row)) for row in rows]


def _outflow(row: dict[str, Any]) -> Outflow:
    return Outflow(
        Outgo(row["kind"]),
        row["label"],
        row["amount"],
        row["first_on"],
        row["months"],
        row["until_on"],
    )


async def scenarios() -> list[ScenarioView]:
    """Every scenario, in the order in which they were made."""
    rows = await tables.Scenario.select().order_by(tables.Scenario.id)
    ids = [row["client_id"] for row in rows if row["client_id"]]
    of = await Client.select(Client.id, Client.name).where(Client.id.is_in(ids or [0]))
    names = {row["id"]: row["name"] for row in of}
    return [
        ScenarioView(
            row["id"],
            Scenario(
                Twist(row["twist"]),
                row["client_id"],
                row["days"],
                row["amount"],
                row["day"],
                row["label"],
            ),
            names.get(row["client_id"], ""),
        )
        for row in rows
    ]


async def judged() -> list[Judged]:
    """Every earlier forecast of a week that is past, the latest first."""
    rows = (
        await tables.ForecastWeek.select()
        .where(tables.ForecastWeek.actual.is_not_null())
        .order_by(tables.ForecastWeek.made_on, tables.ForecastWeek.ends_on, ascending=False)
        .limit(2_000)
    )
    return [
        Judged(*(row[name] for name in ("made_on", "ends_on", "low", "mid", "high", "actual")))
        for row in rows
    ]


@dataclass(frozen=True)
class Unjudged:
    """A week of an earlier forecast that is past and not judged yet."""

    id: int
    made_on: date
    ends_on: date
    made_at: datetime


async def unjudged(on: date) -> list[Unjudged]:
    """Weeks that ended before a day: of the day itself money may still be recorded."""
    columns = [tables.ForecastWeek._meta.get_column_by_name(n) for n in Unjudged.__annotations__]
    rows = (
        await tables.ForecastWeek.select(*columns)
        .where(tables.ForecastWeek.actual.is_null(), tables.ForecastWeek.ends_on < on)
        .order_by(tables.ForecastWeek.id)
    )
    return [Unjudged(**row) for row in rows]


async def came(week: Unjudged) -> int:
    """Cents that came in by its end, of what was known when it was made."""
    known = (week.made_on, week.made_at, week.made_at)
    rows = await Allocation.raw(_ACTUAL, week.made_on, week.ends_on, *known)
    return int(rows[0]["cents"])


async def recorded_since(monday: date) -> bool:
    """Whether a forecast was kept on that day or later."""
    return bool(await tables.ForecastWeek.exists().where(tables.ForecastWeek.made_on >= monday))
