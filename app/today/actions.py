"""The forecast made and judged; what goes out and scenarios, said by the owner."""

import asyncio
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.core.errors import Finding, Refused, refuse
from app.today import queries, rules, tables
from app.today.queries import Facts
from app.today.rules import Outflow, Scenario, Twist, Week

Later = tuple[int | None, int]
_MOST_SCENARIOS, _MOST_OUTFLOWS = 12, 200


async def make_forecast(*, on: date, at: datetime) -> None:
    """Draw what is expected, and each scenario in which clients pay later; the same facts give the
    same figures. The first of a calendar week is kept to be judged, and what is past is judged."""
    facts = await queries.facts(on)
    later: dict[int, Later | None] = {0: None}
    for view in await queries.scenarios():
        if view.scenario.twist is Twist.LATER:
            later[view.id] = (view.scenario.client_id, view.scenario.days)
    # Seconds of arithmetic for a large business: pages are answered meanwhile.
    drawn = await asyncio.to_thread(_drawn, facts, later, on)
    past = [(week.id, await queries.came(week)) for week in await queries.unjudged(on)]
    monday = on - timedelta(days=on.weekday())
    async with transaction() as tx:
        await tables.Forecast.delete(force=True)
        for scenario_id, weeks in drawn.items():
            await tables.Forecast.insert(_row(scenario_id, weeks, facts, on, at))
        if not await queries.recorded_since(monday):
            await _keep(tx, drawn[0], on, at)
        for week_id, actual in past:
            await tables.ForecastWeek.update({tables.ForecastWeek.actual: actual}).where(
                tables.ForecastWeek.id == week_id, tables.ForecastWeek.actual.is_null()
            )


def _drawn(facts: Facts, later: Mapping[int, Later | None], on: date) -> dict[int, list[Week]]:
    return {
        each: rules.simulate(facts.debts, facts.habits, on, vat=facts.vat, later=twist)
        for each, twist in later.items()
    }


def _row(
    scenario_id: int, weeks: list[Week], facts: Facts, on: date, at: datetime
) -> tables.Forecast:
    return tables.Forecast(
        scenario_id=scenario_id,
        made_on=on,
        bank=facts.opening.bank,
        bank_on=facts.opening.bank_on,
        since=facts.opening.since,
        weeks=queries.weeks_to(weeks),
        made_at=at,
    )


async def _keep(tx: Tx, weeks: list[Week], on: date, at: datetime) -> None:
    rows = [
        tables.ForecastWeek(
            made_on=on,
            ends_on=on + timedelta(days=7 * n),
            low=week.in_low,
            mid=week.in_mid,
            high=week.in_high,
            made_at=at,
        )
        for n, week in enumerate(weeks, 1)
    ]
    await tables.ForecastWeek.insert(*rows)


async def add_outflow(outflow: Outflow, *, at: datetime, by: str) -> int:
    """Say what goes out. Refused: an amount of nothing, an end before the beginning."""
    _judge(list(rules.judge_outflow(outflow)))
    async with transaction() as tx:
        if await tables.Outflow.count() >= _MOST_OUTFLOWS:
            raise refuse("today.many", "There are too many already: remove one first.")
        [row] = await tables.Outflow.insert(
            tables.Outflow(
                kind=outflow.kind.value,
                label=outflow.label,
                amount=outflow.cents,
                first_on=outflow.first_on,
                months=outflow.months,
                until_on=outflow.until_on,
                recorded_at=at,
                recorded_by=by,
            )
        )
        await _note(tx, "outflow.added", row["id"], outflow.cents, at, by)
    return int(row["id"])


async def remove_outflow(outflow_id: int, *, at: datetime, by: str) -> None:
    """Take it out again; one that is gone stays gone."""
    async with transaction() as tx:
        gone = (
            await tables.Outflow.delete()
            .where(tables.Outflow.id == outflow_id)
            .returning(tables.Outflow.amount)
        )
        for row in gone:
            await _note(tx, "outflow.removed", outflow_id, row["amount"], at, by)


async def add_scenario(scenario: Scenario, *, at: datetime, by: str) -> int:
    """Keep a scenario; the next forecast draws it."""
    _judge(list(rules.judge_scenario(scenario)))
    async with transaction() as tx:
        if await tables.Scenario.count() >= _MOST_SCENARIOS:
            raise refuse("today.many", "There are too many already: remove one first.")
        [row] = await tables.Scenario.insert(
            tables.Scenario(
                twist=scenario.twist.value,
                label=scenario.label,
                client_id=scenario.client_id,
                days=scenario.days,
                amount=scenario.cents,
                day=scenario.day,
                recorded_at=at,
                recorded_by=by,
            )
        )
        await _note(tx, "scenario.added", row["id"], scenario.cents, at, by)
    return int(row["id"])


async def remove_scenario(scenario_id: int, *, at: datetime, by: str) -> None:
    """Take it out again, with what was drawn of it."""
    async with transaction() as tx:
        await tables.Forecast.delete().where(
            tables.Forecast.scenario_id == scenario_id, tables.Forecast.scenario_id != 0
        )
        gone = (
            await tables.Scenario.delete()
            .where(tables.Scenario.id == scenario_id)
            .returning(tables.Scenario.amount)
        )
        for row in gone:
            await _note(tx, "scenario.removed", scenario_id, row["amount"], at, by)


def _judge(findings: list[Finding]) -> None:
    if findings:
        raise Refused(findings)


async def _note(tx: Tx, act: str, subject_id: int, cents: int, at: datetime, by: str) -> None:
    kind = act.split(".")[0]
    await record(
        tx,
        act=act,
        subject_kind=kind,
        subject_id=subject_id,
        at=at,
        by=by,
        detail={"amount": cents},
    )
