"""Everything the rules need to know of the clients who owe something, in a few queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from app.bank.queries import known_until
from app.clock import ZONE
from app.debits.queries import live_days
from app.disputes.queries import DISPUTED, plans_by_day, promises_by_day, unread_mail
from app.messages.queries import refusing_addresses
from app.payments.queries import CONTESTED
from app.reminders.queries.gone import LEFT
from app.reminders.queries.limits import the_limits
from app.reminders.queries.pauses import Peace, pauses_by_day
from app.reminders.queries.people import people_of
from app.reminders.queries.plan import choices, gaps
from app.reminders.queries.portraits import Portraits, portraits_for
from app.reminders.rules import OpenItem, PlanChoice, Situation, choose
from app.reminders.tables import Reminder

# "open <> 0" beside "open > 0": the indexes of what is open are for the former. "NOT due_on >" is
# no range to SQLite, which would else read every instalment of a client up to that day.
_ITEMS = f"""
SELECT b.instalment AS instalment_id, b.invoice_id, b.client_id, b.issued_on, b.due_on, b.open,
  i.number, {DISPUTED} AS disputed, {CONTESTED} AS contested, COALESCE(d.done, 0) AS done
FROM balance b
JOIN invoice i ON i.id = b.invoice_id
LEFT JOIN (
  SELECT x.instalment_id, MAX(s.position) AS done
  FROM reminder_item x
  JOIN reminder r ON r.id = x.reminder AND r.state <> 'proposed'%s
  JOIN plan_step s ON s.id = x.step
  WHERE x.is_active GROUP BY x.instalment_id
) d ON d.instalment_id = b.instalment
WHERE b.open <> 0 AND b.open > 0 AND i.withdrawn_at IS NULL
  AND b.issued_on <= {{}} AND NOT b.due_on > {{}}%s
ORDER BY b.due_on, b.instalment
"""
_OWING = """
SELECT DISTINCT b.client_id AS client_id FROM balance b JOIN invoice i ON i.id = b.invoice_id
WHERE b.open <> 0 AND b.open > 0 AND i.withdrawn_at IS NULL
  AND b.issued_on <= {} AND NOT b.due_on > {}
ORDER BY b.client_id
"""
# The person to chase is the contact for chasing, else the one for billing, else the client.
ADDRESS = """COALESCE(
  (SELECT email FROM contact WHERE client = c.id AND role = 'chasing' AND email <> ''
   ORDER BY id LIMIT 1),
  (SELECT email FROM contact WHERE client = c.id AND role = 'billing' AND email <> ''
   ORDER BY id LIMIT 1), c.email)"""
_CLIENTS = f"""
SELECT c.id AS id, c.name, c.kind, c.language, c.group_name, {ADDRESS} AS email, c.phone,
  c.street, c.postcode, c.town,
  (SELECT MAX(r.sent_at) FROM reminder r WHERE r.client = c.id AND {LEFT}%s) AS contacted
FROM client c
WHERE (c.id IN (SELECT client_id FROM balance WHERE open <> 0 AND open > 0)%s)%s
"""
_MONEY = """
SELECT client_id, CAST(SUM(money) AS BIGINT) AS money FROM (
  SELECT client_id, open AS money FROM receipt_balance WHERE open <> 0 AND open > 0
  UNION ALL SELECT client_id, -open AS money FROM balance WHERE open <> 0 AND open < 0
) m GROUP BY client_id
"""


@dataclass(frozen=True)
class Addressed:
    """A situation with the language the client is written to in, and its group, by which a plan may
    be chosen."""

    situation: Situation
    language: str
    group: str = ""


async def owing(on: date, lead_days: int = 31) -> list[int]:
    """The clients of whom `situations` would tell, without telling it."""
    rows = await Reminder.raw(_OWING, on, on + timedelta(days=lead_days))
    return [row["client_id"] for row in rows]


async def situations(
    on: date,
    lead_days: int = 31,
    in_hand: Sequence[int] = (),
    only: Sequence[int] | None = None,
    also: Collection[int] = (),
) -> dict[int, Addressed]:
    """The situation of every client (or `only` these) who owes something due by `on` + `lead_days`,
    and of those of `also`, whatever they owe.

    The steps taken by the reminders `in_hand` (about to be sent) do not count as taken yet.
    """
    items: dict[int, list[OpenItem]] = {}
    peace, limits, read_until = await peace_on(on), await the_limits(), await known_until()
    portraits, own_gaps = await portraits_for(chosen := await choices()), await gaps()
    handed = f" AND r.id NOT IN ({_ids(in_hand)})" if in_hand else ""
    # Only their reminders: else each batch of a sweep would read those of everybody.
    query = _ITEMS % (handed + _among("r.client", only), _among("b.client_id", only))
    debits, refusing, wrote = await live_days(), await refusing_addresses(), await unread_mail()
    people = await people_of(only, refusing)
    for row in await Reminder.raw(query, on, on + timedelta(days=lead_days)):
        items.setdefault(row["client_id"], []).append(_item(row, debits))
    money = {row["client_id"]: int(row["money"]) for row in await Reminder.raw(_MONEY)}
    found = {}
    of_also = f" OR c.id IN ({_ids(sorted(also))})" if also else ""
    for row in await Reminder.raw(_CLIENTS % (handed, of_also, _among("c.id", only))):
        if row["id"] in items or row["id"] in also:
            made = replace(
                _situation(row, items.get(row["id"], ()), money.get(row["id"], 0)),
                limits=limits,
                read_until=read_until,
                wrote_on=wrote.get(row["id"]),
                is_refused=row["email"].strip().casefold() in refusing,
                people=people.get(row["id"], {}),
            )
            to = Addressed(made, row["language"], row["group_name"])
            found[row["id"]] = as_of(to, on, peace, portraits, chosen, own_gaps)
    return found


async def peace_on(on: date) -> Peace:
    """Who and what is left in peace on a day, by a pause, a promise or a plan of payments."""
    return (await peace_by_day([on]))[on]


async def peace_by_day(days: Sequence[date]) -> dict[date, Peace]:
    """The same of each of several days, read once."""
    found, promised = await pauses_by_day(days), await promises_by_day(days)
    planned = await plans_by_day(days)
    for day, peace in found.items():
        peace.invoice_promises |= promised[day]
        peace.invoice_plans |= planned[day]
    return found


def as_of(
    to: Addressed,
    on: date,
    peace: Peace,
    portraits: Portraits,
    chosen: Sequence[PlanChoice],
    own_gaps: Mapping[int, int],
) -> Addressed:
    """The same client on a day: left in peace or not, by which plan, and how often by it."""
    made = to.situation
    plan_id, why = choose(portraits.traits(made, to.group, on), chosen)
    made = replace(
        made,
        items=tuple(_item_as_of(item, peace) for item in made.items),
        is_paused=made.client_id in peace.clients,
        is_insolvent=made.client_id in peace.insolvent,
        promised_on=peace.client_promises.get(made.client_id),
        plan_id=plan_id,
        plan_why=why,
        own_gap=own_gaps.get(plan_id),
    )
    return replace(to, situation=made)


def _item_as_of(item: OpenItem, peace: Peace) -> OpenItem:
    is_paused = item.invoice_id in peace.invoices
    promised_on = peace.invoice_promises.get(item.invoice_id)
    planned_on = peace.invoice_plans.get(item.invoice_id)
    known = (item.is_paused, item.promised_on, item.planned_on)
    if known == (is_paused, promised_on, planned_on):
        return item
    return replace(item, is_paused=is_paused, promised_on=promised_on, planned_on=planned_on)


def _situation(row: dict[str, Any], items: Sequence[OpenItem], unallocated: int) -> Situation:
    return Situation(
        client_id=row["id"],
        name=row["name"],
        kind=row["kind"],
        email=row["email"],
        items=tuple(items),
        unallocated=unallocated,
        last_contact_on=_day(row["contacted"]),
        phone=row["phone"],
        has_post=bool(row["street"] and row["postcode"] and row["town"]),
    )


def _among(column: str, only: Sequence[int] | None) -> str:
    return f" AND {column} IN ({_ids(only)})" if only is not None else ""


def _ids(ids: Sequence[int]) -> str:
    return ", ".join(str(int(each)) for each in ids) or "0"


def _item(row: dict[str, object], debits: Mapping[int, date]) -> OpenItem:
    return OpenItem(
        instalment_id=int(str(row["instalment_id"])),
        invoice_id=int(str(row["invoice_id"])),
        number=str(row["number"]),
        issued_on=row["issued_on"],  # type: ignore[arg-type]
        due_on=row["due_on"],  # type: ignore[arg-type]
        open=int(str(row["open"])),
        step_done=int(str(row["done"])),
        is_disputed=row["disputed"] == "yes",
        is_contested=row["contested"] == "yes",
        debit_on=debits.get(int(str(row["instalment_id"]))),
    )


def _day(moment: object) -> date | None:
    """The civil day of a moment out of an aggregate: text on SQLite, a datetime on PostgreSQL."""
    if moment is None:
        return None
    found = moment if isinstance(moment, datetime) else datetime.fromisoformat(str(moment))
    return found.astimezone(ZONE).date()
