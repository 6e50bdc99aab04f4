"""Sure lines are pointed some dozens at a time: each is its own match all the same."""

from datetime import date

import pytest

from app.accounting.queries import account_balance, balances_by_client
from app.accounting.tables import ChainLink
from app.auth.tables import AuditEntry
from app.bank import actions
from app.bank.actions import sweeping
from app.bank.tables import BankMatch
from app.invoices.tables import Allocation
from app.payments.tables import Receipt
from tests.bank.lines import BY, NOW, done_with, left, line, nothing_wrong, swept
from tests.cast import hotel, mairie, open_shop, regie
from tests.payments.books import instalment_of, open_now, paid, sold

NOV_26 = date(2026, 11, 26)


@pytest.fixture(params=["together", "one by one"])
def manner(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways must come to the same: the figures below are worked by hand, for either."""
    if request.param == "one by one":
        monkeypatch.setattr(sweeping, "plain", lambda deals: ())
    return str(request.param)


async def test_lines_made_together_are_matches_of_their_own(database: None, manner: str) -> None:
    """Four invoices with VAT on receipts, five lines: one for one, one for two, two for one, and
    one with what the bank kept."""
    await open_shop()
    one, two, three = await regie(), await hotel(), await mairie()
    await sold(one, 1200, "2026-10-01", "2026-10-31")
    await sold(two, 100, "2026-10-01", "2026-10-31")
    await sold(two, 250, "2026-10-01", "2026-10-31")
    await sold(three, 500, "2026-10-01", "2026-10-31")
    await sold(one, 60, "2026-10-01", "2026-10-31")
    lines = [
        await line(120_000, "VIR F2026-000001", "REGIE BELLECOUR"),
        await line(35_000, "F2026-000002 + F2026-000003", "HOTEL ST NIZIER"),
        await line(20_000, "ACOMPTE F2026-000004", "MAIRIE D OULLINS", on="2026-11-12"),
        await line(30_000, "SOLDE F2026-000004", "MAIRIE D OULLINS", on="2026-11-21"),
        await line(5_580, "F2026-000005 FRAIS 4,20 EUR", "REGIE BELLECOUR"),
    ]
    assert (await swept()).pointed == 5
    assert [await left(each) for each in lines] == [0] * 5
    assert [len(await done_with(each)) for each in lines] == [1] * 5
    assert await balances_by_client(NOV_26) == {}
    # What came is what the bank says; 4,20 stayed with it.
    assert await account_balance("512", NOV_26) == 120_000 + 35_000 + 20_000 + 30_000 + 5_580
    assert await account_balance("627", NOV_26) == 420
    # 200,00 + 16,67 + 41,67 + 83,33 + 10,00 of VAT are due, none waits any more.
    assert await account_balance("44571", NOV_26) == -35_167
    assert await account_balance("44587", NOV_26) == 0
    rows = await AuditEntry.select(AuditEntry.subject_id, AuditEntry.client_id).where(
        AuditEntry.act == "bank.matched_alone"
    )
    expected = list(zip(lines, [one, two, three, three, one], strict=True))
    assert sorted((r["subject_id"], r["client_id"]) for r in rows) == sorted(expected)
    assert await AuditEntry.count().where(AuditEntry.act == "payment.recorded") == 5
    assert await ChainLink.count().where(ChainLink.subject_kind == "receipt") == 5
    await nothing_wrong()


async def test_the_second_part_pays_what_the_first_has_left(database: None, manner: str) -> None:
    """500 with VAT: 200 make 33,33 due, the 300 behind them in the same transaction 50,00."""
    await open_shop()
    client = await mairie()
    await sold(client, 500, "2026-10-01", "2026-10-31")
    await line(20_000, "ACOMPTE F2026-000001", "MAIRIE D OULLINS", on="2026-11-12")
    await line(30_000, "SOLDE F2026-000001", "MAIRIE D OULLINS", on="2026-11-21")
    assert (await swept()).pointed == 2
    assert await account_balance("44571", date(2026, 11, 12)) == -3_333
    assert await account_balance("44571", date(2026, 11, 21)) == -8_333
    days = await Allocation.select(Allocation.counts_on).order_by(Allocation.counts_on)
    assert [row["counts_on"] for row in days] == [date(2026, 11, 12), date(2026, 11, 21)]
    await nothing_wrong()


async def test_each_of_them_is_undone_alone(database: None, manner: str) -> None:
    await open_shop()
    one, two = await regie(), await hotel()
    await sold(one, 120, "2026-10-01", "2026-10-31")
    await sold(two, 240, "2026-10-01", "2026-10-31")
    first = await line(12_000, "F2026-000001", "REGIE BELLECOUR")
    second = await line(24_000, "F2026-000002", "HOTEL ST NIZIER")
    assert (await swept()).pointed == 2
    [match] = await done_with(first)
    await actions.unpoint(match.id, on=NOV_26, at=NOW, by=BY)
    assert await open_now(one) == {"F2026-000001": 12_000}
    assert await open_now(two) == {}
    assert (await left(first), await left(second)) == (12_000, 0)
    assert (await swept()).pointed == 0
    await nothing_wrong()


async def test_one_that_is_refused_does_not_keep_the_others(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the act somebody is paid in cash, and the world is not looked at again:
    the invoice has nothing open any more. The other line is pointed, this one says why not."""
    await open_shop()
    one, two = await regie(), await hotel()
    invoice = await sold(one, 120, "2026-10-01", "2026-10-31")
    await sold(two, 240, "2026-10-01", "2026-10-31")
    late = await line(12_000, "F2026-000001", "REGIE BELLECOUR")
    fine = await line(24_000, "F2026-000002", "HOTEL ST NIZIER")

    async def looked(*asked: object) -> sweeping.Look | None:
        found = await look(*asked)
        if found is not None and not await Receipt.exists():
            await paid(one, 120, "2026-11-25", [(await instalment_of(invoice), 12_000)])
            found.mark = await sweeping.queries.mark()
        return found

    look = sweeping._look
    monkeypatch.setattr(sweeping, "_look", looked)
    await swept()
    assert (await left(late), await left(fine)) == (12_000, 0)
    assert await BankMatch.count() == 1
    assert await open_now(two) == {}
    await nothing_wrong()
