"""The owner closes the months of the books: nothing is dated there any more, whoever tries.

The hotel owes 1 200 € (1 000 + 200 of VAT) since 5 September and 240 € since 6 October 2026; it
paid 600 € on 20 October.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date

import pytest

from app.accounting import actions, queries
from app.accounting.queries import account_balance, check_chain, clients_balance
from app.accounting.rules import Period, PeriodKind, Totals, following
from app.accounting.tables import Entry, PeriodClosure
from app.adapters.database import transaction
from app.auth.tables import AuditEntry
from app.cli import _run, parser
from app.config import ROOT
from app.core.errors import Refused
from app.core.fiscal_years import FiscalYears
from app.invoices import actions as invoices
from app.invoices.queries import open_instalments
from app.payments import actions as payments
from tests.cast import AMIN, ODILE, at, browser, hotel, open_shop, signed_in
from tests.payments.books import instalment_of, paid, sold

SEP_30, OCT_31, NOV_20 = date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 20)
SEPTEMBER = Period(PeriodKind.MONTH, date(2026, 9, 1), SEP_30)
OCTOBER = Period(PeriodKind.MONTH, date(2026, 10, 1), OCT_31)


async def story() -> tuple[int, int]:
    """(the hotel, its first invoice)."""
    await open_shop()
    client = await hotel()
    invoice = await sold(client, 1200, "2026-09-05", "2026-10-05")
    await sold(client, 240, "2026-10-06", "2026-11-06")
    await paid(client, 600, "2026-10-20")
    return client, invoice


async def closed(until: date = OCT_31) -> list[Period]:
    return await actions.close_until(until, at=at(NOV_20), by=ODILE)


async def sound() -> None:
    for _, check in queries.CHECKS:
        assert await check() == []


async def test_what_a_closed_month_holds(database: None) -> None:
    """September: 1 200 € of debits, 1 000 € of income. October: 240, 600 and 100 € of VAT that
    became due; 940 €, 200 € of income. All ever closed: 2 140 €."""
    await story()
    assert await closed() == [SEPTEMBER, OCTOBER]
    october, september = await queries.period_closures()
    assert (september.totals, september.perpetual) == (Totals(1, 120_000, 100_000, 0), 120_000)
    assert (october.totals, october.perpetual) == (Totals(3, 94_000, 20_000, 0), 214_000)
    assert await queries.closed_until() == OCT_31
    assert await closed() == []
    assert await AuditEntry.count().where(AuditEntry.act == "books.closed_month") == 2
    await sound()


async def test_an_entry_in_a_closed_month_is_refused_by_name(database: None) -> None:
    client, _ = await story()
    await closed()
    before = await Entry.count()
    with pytest.raises(Refused, match="2026-10-31 is in a closed period") as refused:
        await paid(client, 100, "2026-10-31", recorded="2026-11-20")
    assert refused.value.code == "accounting.closed"
    assert refused.value.findings[0].facts["first"] == date(2026, 11, 1)
    with pytest.raises(Refused, match="closed period"):
        await sold(client, 60, "2026-10-20", "2026-11-20")
    with pytest.raises(Exception, match="no entry is dated in a closed period"):
        async with transaction():
            entry = Entry(
                journal="OD",
                day=SEP_30,
                piece="x",
                label="x",
                subject="x:1",
                recorded_at=at(NOV_20),
                recorded_by=ODILE,
            )
            await Entry.insert(entry)
    with pytest.raises(Exception, match="never changed"):
        async with transaction():
            await PeriodClosure.update({PeriodClosure.debit: 1}).where(PeriodClosure.id == 1)
    assert await Entry.count() == before
    # The first open day takes it.
    await paid(client, 100, "2026-11-01", recorded="2026-11-20")
    await sound()


async def test_money_put_on_an_invoice_later_counts_from_the_first_open_day(
    database: None,
) -> None:
    """120 € came in October as credit; in November they are put on an invoice of September: their
    20 € of VAT become due in November."""
    await open_shop()
    client = await hotel()
    invoice = await sold(client, 120, "2026-09-05", "2026-10-05")
    receipt = await paid(client, 120, "2026-10-20", [])
    await closed()
    await payments.allocate_more(
        receipt, [(await instalment_of(invoice), 12_000)], at=at(NOV_20), by=AMIN
    )
    assert await open_instalments(client) == []
    due = [await account_balance("44571", day) for day in (OCT_31, date(2026, 11, 1))]
    assert due == [0, -2_000]
    assert [one.open for one in await open_instalments(client, OCT_31)] == [12_000]
    assert await clients_balance(OCT_31) == 0
    await sound()


async def test_a_mistake_of_a_closed_month_is_corrected_on_an_open_day(database: None) -> None:
    client, invoice = await story()
    await closed()
    await invoices.credit_whole(invoice, on=NOV_20, at=at(NOV_20), by=ODILE)
    with pytest.raises(Refused, match="closed period"):
        await payments.undo(1, on=OCT_31, at=at(NOV_20), by=ODILE)
    await payments.undo(1, on=NOV_20, at=at(NOV_20), by=ODILE)
    assert await clients_balance(OCT_31) == 84_000
    assert await clients_balance(NOV_20) == 24_000
    assert client
    await sound()


async def test_months_follow_each_other_and_a_year_its_months(database: None) -> None:
    """A year in which nothing was sold closes like any other."""
    await story()
    with pytest.raises(Refused, match="one after the other"):
        await actions.close_period(OCTOBER, at=at(NOV_20), by=ODILE)
    with pytest.raises(Refused, match="cannot be closed now"):
        november = Period(PeriodKind.MONTH, date(2026, 11, 1), date(2026, 11, 30))
        await actions.close_period(november, at=at(NOV_20), by=ODILE)
    new_year = at("2028-01-04")
    done = await actions.close_until(date(2027, 12, 31), at=new_year, by=ODILE)
    assert [each.last for each in done if each.kind is PeriodKind.YEAR] == [
        date(2026, 12, 31),
        date(2027, 12, 31),
    ]
    assert len(done) == 4 + 12 + 2
    year, december = (await queries.period_closures())[:2]
    assert (year.period.first, year.totals) == (date(2027, 1, 1), Totals(0, 0, 0, 0))
    assert (year.perpetual, december.perpetual) == (214_000, 214_000)
    assert (await queries.period_closures())[13].totals == Totals(4, 214_000, 120_000, 0)
    await sound()


def test_what_can_be_closed_next() -> None:
    today = date(2027, 1, 1)
    assert following(None, None, None, today, FiscalYears()) == []
    december = Period(PeriodKind.MONTH, date(2026, 12, 1), date(2026, 12, 31))
    assert following(date(2026, 12, 24), None, None, today, FiscalYears()) == [december]
    assert following(date(2026, 12, 24), None, None, date(2026, 12, 31), FiscalYears()) == []
    year = Period(PeriodKind.YEAR, date(2026, 1, 1), date(2026, 12, 31))
    assert following(date(2026, 12, 24), date(2026, 12, 31), None, today, FiscalYears()) == [year]


async def test_closed_once_whoever_is_quick_and_nothing_slips_in(database: None) -> None:
    client, _ = await story()
    done = await asyncio.gather(
        actions.close_period(SEPTEMBER, at=at(NOV_20), by=ODILE),
        actions.close_period(SEPTEMBER, at=at(NOV_20), by=ODILE),
        paid(client, 10, "2026-09-10", recorded="2026-11-20"),
        return_exceptions=True,
    )
    assert done[0] == done[1] == 1
    assert await PeriodClosure.count() == 1
    await sound()


KILLED = """
import asyncio, os, signal
from datetime import date
from app.accounting.actions import close_period_in
from app.core.fiscal_years import FiscalYears
from app.accounting.rules import Period, PeriodKind
from app.adapters.database import open_engine, transaction
from tests.cast import ODILE, at

async def half():
    await open_engine()
    september = Period(PeriodKind.MONTH, date(2026, 9, 1), date(2026, 9, 30))
    async with transaction() as tx:
        await close_period_in(tx, september, at=at("2026-11-20"), by=ODILE)
        print("closing", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(half())
"""


async def test_a_month_half_closed_when_the_power_goes(database: None) -> None:
    """Nothing of it is there; it takes entries; closed again, it holds them."""
    client, _ = await story()
    ended = subprocess.run(
        [sys.executable, "-c", KILLED], cwd=ROOT, env=dict(os.environ), capture_output=True
    )
    assert (ended.stdout, ended.returncode) == (b"closing\n", -signal.SIGKILL), ended.stderr
    assert await queries.closed_until() is None
    assert await AuditEntry.count().where(AuditEntry.act == "books.closed_month") == 0
    assert await check_chain() == []
    await paid(client, 10, "2026-09-10", recorded="2026-11-20")
    assert await closed() == [SEPTEMBER, OCTOBER]
    assert (await queries.period_closures())[1].totals.entries == 3
    await sound()


async def test_on_the_page_and_the_command_line(
    database: None, at: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    at("2026-11-20T10:00")
    await story()
    async with browser() as odile:
        await signed_in(odile)
        page = (await odile.get("/books/closures")).text
        assert "septembre 2026" in page and "novembre 2026" not in page
        wrong = await odile.post("/books/closures", data={"until": "2026-11-30"})
        assert wrong.status_code == 422 and "encore ouvert" in wrong.text
        done = await odile.post(
            "/books/closures", data={"until": "2026-09-30"}, follow_redirects=True
        )
        assert "Les comptes sont clôturés au 30" in done.text
        assert "1 200,00" in " ".join(done.text.split())
    async with browser() as amin:
        await signed_in(amin, "amin")
        assert "C’est le propriétaire" in (await amin.get("/books/closures")).text
        refused = await amin.post("/books/closures", data={"until": "2026-10-31"})
        assert refused.status_code == 403
        form = {"client": "1", "amount": "10", "received_on": "12/09/2026", "method": "transfer"}
        late = await amin.post("/payments", data=form | {"key": "k"})
        assert late.status_code == 422 and "période clôturée" in late.text
    assert await queries.closed_until() == SEP_30
    for words in ("--dry-run", "--format=json"):
        await _run(parser().parse_args(["close", "--until", "2026-12", words]))
    told = capsys.readouterr().out
    assert (
        told.startswith("month 2026-10-01 – 2026-10-31") and '"closed_until": "2026-10-31"' in told
    )
    assert await queries.closed_until() == OCT_31
