"""The file of entries leaves for Claire by itself: each period once, whatever happens meanwhile.

The hotel owes 1 200 € since 5 September and 240 € since 6 October 2026; it paid 600 € on
20 October, of which 100 € of VAT.
"""

import asyncio
import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest

from app.accounting import actions as accounting
from app.adapters import files
from app.books import actions, queries
from app.books.rules import Layout
from app.books.rules.sending import Every, Plan, next_on, periods_owed
from app.core.errors import Refused
from app.core.fiscal_years import FiscalYear, FiscalYears
from app.messages.tables import Attachment, Message
from tests.accounting.test_closures import story
from tests.books.fec_checker import judge
from tests.cast import ODILE, at, browser, signed_in
from tests.payments.books import paid

D = date.fromisoformat
CIVIL = FiscalYears()


def owed(every: Every, day: int | None, set_on: str, on: str, closed: str = "") -> list[str]:
    plan = Plan(every, day, D(set_on))
    found = periods_owed(plan, D(on), D(closed) if closed else None, CIVIL)
    return [f"{first} {last}" for first, last in found]


def test_a_month_leaves_on_its_day_and_a_missed_one_is_made_up_for() -> None:
    assert owed(Every.MONTH, 5, "2026-09-10", "2026-10-04") == []
    assert owed(Every.MONTH, 5, "2026-09-10", "2026-10-05") == ["2026-09-01 2026-09-30"]
    # The machine was off for two months: every month is there, none from before the plan.
    assert owed(Every.MONTH, 5, "2026-09-10", "2026-12-24") == [
        "2026-09-01 2026-09-30",
        "2026-10-01 2026-10-31",
        "2026-11-01 2026-11-30",
    ]


def test_a_quarter_and_never() -> None:
    assert owed(Every.QUARTER, 28, "2026-09-10", "2026-10-28") == ["2026-07-01 2026-09-30"]
    assert owed(Every.NEVER, 1, "2026-09-10", "2027-10-28") == []


def test_a_period_that_waits_to_be_closed() -> None:
    assert owed(Every.MONTH, None, "2026-09-10", "2026-12-24") == []
    assert owed(Every.MONTH, None, "2026-09-10", "2026-12-24", closed="2026-10-31") == [
        "2026-09-01 2026-09-30",
        "2026-10-01 2026-10-31",
    ]


def test_a_quarter_across_two_fiscal_years_is_two_files() -> None:
    years = FiscalYears([FiscalYear(D("2025-09-01"), D("2026-08-31"))])
    plan = Plan(Every.QUARTER, 1, D("2026-07-01"))
    assert periods_owed(plan, D("2026-10-01"), None, years) == [
        (D("2026-07-01"), D("2026-08-31")),
        (D("2026-09-01"), D("2026-09-30")),
    ]


def test_the_next_day_is_told() -> None:
    plan = Plan(Every.MONTH, 5, D("2026-09-10"))
    assert next_on(plan, D("2026-10-04")) == D("2026-10-05")
    assert next_on(plan, D("2026-10-05")) == D("2026-11-05")
    assert next_on(Plan(Every.MONTH, None, D("2026-09-10")), D("2026-10-05")) is None


async def planned(
    every: Every = Every.MONTH, day: int | None = 5, to: str = "c@cabinet.test"
) -> None:
    await actions.plan_sending(
        every, day, Layout.FEC, to, on=D("2026-09-10"), at=at("2026-09-10"), by=ODILE
    )


async def sent_files() -> list[tuple[str, bytes]]:
    """(subject, zip) of each message to the accountant."""
    rows = await Attachment.raw(
        "SELECT m.subject AS subject, a.sha256 AS sha256 FROM message m"
        " JOIN message_attachment a ON a.message = m.id"
        " WHERE m.cause_kind = 'entries' ORDER BY m.id"
    )
    return [(row["subject"], files.read(row["sha256"])) for row in rows]


async def test_each_month_leaves_once_with_a_file_that_the_law_takes(database: None) -> None:
    await story()
    await planned()
    assert await actions.send_entries(at("2026-10-04")) == 0
    assert await actions.send_entries(at("2026-11-20")) == 2
    assert await actions.send_entries(at("2026-11-20")) == 0
    (subject, september), _ = await sent_files()
    assert subject.replace("\u00a0", " ") == "Écritures septembre 2026 – Atelier Vauban"
    with zipfile.ZipFile(io.BytesIO(september)) as held:
        name = next(each for each in held.namelist() if "description" not in each)
        assert judge(name, held.read(name), "20261231") == []
        # 1 200 € on the debit of the hotel's account, and nothing of October.
        assert b"1200,00" in held.read(name) and b"20261006" not in held.read(name)
    text = (await Message.select(Message.text).order_by(Message.id))[0]["text"]
    assert "débit = crédit = 1 200,00 €" in text.replace("\u202f", " ").replace("\u00a0", " ")
    assert [each.entries for each in await queries.sendings()] == [3, 1]


async def test_what_came_into_a_month_that_left_is_told_in_the_next(database: None) -> None:
    client, _ = await story()
    await planned()
    await actions.send_entries(at("2026-10-05"))
    await paid(client, 60, "2026-09-30")
    [since] = await queries.changed_since()
    assert [each.cents for each in since.added] == [1_000, 6_000]
    await actions.send_entries(at("2026-11-05"))
    text = (await Message.select(Message.text).order_by(Message.id))[1]["text"]
    assert "Enregistrées depuis" in text and "septembre 2026" in text.replace("\u00a0", " ")


async def test_closed_first_then_sent(database: None) -> None:
    await story()
    await planned(day=None)
    assert await actions.send_entries(at("2026-11-20")) == 0
    await accounting.close_until(D("2026-09-30"), at=at("2026-11-20"), by=ODILE)
    assert await actions.send_entries(at("2026-11-20")) == 1
    assert [each.last for each in await queries.sendings()] == [D("2026-09-30")]


async def test_too_large_a_file_is_to_be_fetched(database: None) -> None:
    await story()
    await planned()
    assert await actions.send_entries(at("2026-10-05"), most=100) == 1
    assert await sent_files() == []
    [left] = await queries.sendings()
    assert not left.is_attached
    assert "/books/export" in (await Message.select(Message.text))[0]["text"]


@pytest.mark.parametrize("steps", [1, 4, 12, 30, 60, 120, 250])
async def test_broken_off_anywhere_it_leaves_once(database: None, steps: int) -> None:
    await story()
    await planned()
    task = asyncio.create_task(actions.send_entries(at("2026-10-05")))
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await actions.send_entries(at("2026-10-05"))
    assert len(await sent_files()) == len(await queries.sendings()) == 1


async def test_two_workers_send_it_once(database: None) -> None:
    await story()
    await planned()
    done = await asyncio.gather(*(actions.send_entries(at("2026-10-05")) for _ in range(3)))
    assert sum(done) == len(await sent_files()) == 1


async def test_refused_by_name(database: None) -> None:
    await story()
    with pytest.raises(Refused) as day:
        await planned(day=31)
    assert day.value.code == "core.day_of_month"
    with pytest.raises(Refused) as address:
        await planned(to="claire(at)cabinet")
    assert address.value.code == "messages.address"


async def test_the_owner_sets_it_and_the_accountant_sees_it(
    database: None, at: Callable[[str], None]
) -> None:
    at("2026-11-20T10:00")
    await story()
    path, typed = "/books/sending", {"every": "month", "day": "5", "layout": "sage"}
    async with browser() as client:
        odile = await signed_in(client, "odile")
        # Claire, who has an account, is the one proposed.
        assert "claire" in (await odile.get(path)).text
        none = await odile.post(path, data=typed | {"recipients": ""})
        assert none.status_code == 422
        done = await odile.post(path, data=typed | {"recipients": "claire@cabinet.test"})
        assert done.status_code == 303
        page = (await odile.get(path)).text.replace("\u00a0", " ")
        assert "Le prochain part le 5 décembre 2026" in page
    async with browser() as client:
        claire = await signed_in(client, "claire")
        assert (await claire.get(path)).status_code == 200
        assert (await claire.post(path, data=typed)).status_code == 403
