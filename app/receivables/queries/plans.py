"""Who is sent the statement of account, on which day, and who is owed one now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.clients.queries import address_for, clients
from app.receivables.queries.aging import aging
from app.receivables.rules import EVERYBODY, Due, due, next_day
from app.receivables.tables import AccountStatement, StatementPlan


@dataclass(frozen=True)
class Plan:
    """The day of the month, None for never; `is_own`: set for this client alone."""

    client_id: int
    day: int | None
    set_on: date
    is_own: bool = True

    def next_on(self, on: date) -> date | None:
        """The next day on which it sends, today included."""
        return None if self.day is None else next_day(self.day, self.set_on, on)


@dataclass(frozen=True)
class Owed:
    """A statement to be sent to a client; `to` is "" when there is nowhere to send it."""

    client_id: int
    due: Due
    to: str
    is_own: bool


async def plan_of(client_id: int) -> Plan | None:
    """The plan that holds for a client: its own, else everybody's; None when there is none."""
    plans = await _plans((client_id, EVERYBODY))
    return plans.get(client_id) or plans.get(EVERYBODY)


async def own_plans() -> list[Plan]:
    """The clients that have a plan of their own."""
    return [each for each in (await _plans()).values() if each.client_id != EVERYBODY]


async def plan_days(first: date, last: date) -> list[date]:
    """The first of these days, on which what is late leaves, and each other on which a plan sends
    something."""
    found = {first}
    for plan in (await _plans()).values():
        day = plan.next_on(first)
        while day is not None and day <= last:
            found.add(day)
            day = plan.next_on(day + timedelta(days=1))
    return sorted(found)


async def owed(on: date, also: Collection[int] = ()) -> list[Owed]:
    """Who is to be sent a statement on a day and was not yet, by client: those with a day of their
    own, and, on everybody's day, who owed something on the evening before (`also` will owe)."""
    plans = await _plans()
    wanted = [
        (plan, found)
        for plan in plans.values()
        if plan.client_id != EVERYBODY and (found := _due(plan, on))
    ]
    common = plans.get(EVERYBODY)
    if common and (found := _due(common, on)):
        board = await aging(found.last)
        owing = {row.client_id for row in board.rows if row.owed} | set(also)
        others = [each for each in owing if each not in plans]
        wanted += [(Plan(each, common.day, common.set_on, is_own=False), found) for each in others]
    sent = await _sent({found.cause for _, found in wanted})
    return [
        Owed(plan.client_id, found, await address_for(plan.client_id), plan.is_own)
        for plan, found in sorted(wanted, key=lambda each: each[0].client_id)
        if (plan.client_id, found.cause) not in sent
    ]


async def without_address(on: date) -> list[tuple[int, str]]:
    """Clients by name whom the plan reaches by mail and who have no address: those with a plan of
    their own, and those who owe something today when everybody is sent one."""
    plans = await _plans()
    ids = {each.client_id for each in plans.values() if each.day is not None} - {EVERYBODY}
    common = plans.get(EVERYBODY)
    if common and common.day is not None:
        board = await aging(on)
        ids |= {row.client_id for row in board.rows if row.owed and row.client_id not in plans}
    named = await clients(ids)
    return [
        (each.id, each.name)
        for each in sorted(named.values(), key=lambda one: one.name)
        if not await address_for(each.id)
    ]


def _due(plan: Plan, on: date) -> Due | None:
    return None if plan.day is None else due(plan.day, plan.set_on, on)


async def _plans(only: tuple[int, ...] = ()) -> dict[int, Plan]:
    query = StatementPlan.select().order_by(StatementPlan.client)
    if only:
        query = query.where(StatementPlan.client.is_in(list(only)))
    return {row["client"]: _plan(row) for row in await query}


def _plan(row: dict[str, Any]) -> Plan:
    return Plan(row["client"], row["day"], row["set_on"], row["client"] != EVERYBODY)


async def _sent(causes: set[str]) -> set[tuple[int, str]]:
    if not causes:
        return set()
    rows = await AccountStatement.select(AccountStatement.client, AccountStatement.cause).where(
        AccountStatement.cause.is_in(sorted(causes))
    )
    return {(row["client"], row["cause"]) for row in rows}
