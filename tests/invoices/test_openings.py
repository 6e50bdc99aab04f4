"""Documents of before: their own numbers, the opening journal, thousands in seconds."""

from datetime import date, timedelta

import pytest

from app.accounting import queries as books
from app.adapters.database import transaction
from app.core.errors import Refused
from app.invoices import actions, queries
from app.invoices.rules import Opening, Situation
from app.invoices.tables import Allocation, Invoice, Rendering, SeriesCounter
from tests.cast import hotel, open_shop, regie
from tests.invoices.story import BY, WHEN, D, balances, entry, issued


async def taken_over(*rows: Opening) -> list[int]:
    async with transaction() as tx:
        return await actions.record_openings(tx, rows, import_id=7, at=WHEN, by=BY)


async def test_an_open_a_part_paid_and_a_paid_one(database: None) -> None:
    await open_shop()
    client = await regie()
    issued_on, due_on = D("2025-05-02"), D("2025-06-01")
    open_one, part, whole = await taken_over(
        Opening(client, "117", issued_on, due_on, 48_000),
        Opening(client, "118", issued_on, due_on, 30_000, D("2025-07-10"), 10_000),
        Opening(client, "119", issued_on, due_on, 12_000, D("2025-05-20")),
    )
    views = [await queries.invoice(each) for each in (open_one, part, whole)]
    assert [view.open for view in views] == [48_000, 20_000, 0]
    assert [view.situation(D("2026-01-01")) for view in views] == [
        Situation.LATE,
        Situation.LATE,
        Situation.PAID,
    ]
    assert views[2].settled_on == D("2025-05-20")
    assert await entry(f"opening:{part}") == [("411", 30_000, 0), ("890", 0, 30_000)]
    assert await entry(f"opening-paid:{part}") == [("890", 10_000, 0), ("411", 0, 10_000)]
    assert await balances() == {"411": 68_000, "890": -68_000}
    # As of the end of May only the 120.00 were paid.
    assert await books.clients_balance(D("2025-05-31")) == 78_000
    found = await queries.open_instalments(client, D("2025-05-31"))
    assert [(one.number, one.open) for one in found] == [("117", 48_000), ("118", 30_000)]


async def test_they_touch_neither_our_series_nor_the_pdfs(database: None) -> None:
    await open_shop()
    client = await regie()
    today = D("2026-11-21")
    await taken_over(Opening(client, "F2026-000001", today, today, 100))
    assert await SeriesCounter.count() == await Rendering.count() == 0
    own = await issued(client)
    assert (await queries.invoice(own)).number == "F2026-000001"
    assert (await queries.by_number("F2026-000001")).id == own


async def test_a_negative_one_is_a_credit_note(database: None) -> None:
    await open_shop()
    client = await regie()
    day = D("2025-05-02")
    (credit_id,) = await taken_over(Opening(client, "A12", day, day, -5_000))
    view = await queries.invoice(credit_id)
    assert (view.kind, view.open) == ("credit_note", -5_000)
    assert await entry(f"opening:{credit_id}") == [("411", 0, 5_000), ("890", 5_000, 0)]
    assert [one.open for one in await queries.open_credits(client)] == [-5_000]


async def test_money_before_its_document_counts_from_the_document(database: None) -> None:
    await open_shop()
    day = D("2025-05-02")
    await taken_over(Opening(await regie(), "1", day, day, 100, D("2025-04-01")))
    row = await Allocation.select().first()
    assert (row["paid_on"], row["counts_on"]) == (D("2025-04-01"), day)
    assert await books.clients_balance(D("2025-05-01")) == 0


async def test_every_fault_is_named_and_nothing_is_taken_over(database: None) -> None:
    await open_shop()
    client = await regie()
    day = D("2025-05-02")
    with pytest.raises(Refused) as refused:
        await taken_over(
            Opening(client, "1", day, day, 100),
            Opening(client, " ", day, day, 100),
            Opening(client, "3", day, day, 0),
            Opening(client, "4", day, day, 100, day, 101),
            Opening(client, "5", day, day, 100, day, -1),
            Opening(client, "6", day, day, 100, None, 50),
            Opening(client, "1", day, day, 200),
        )
    assert [each.code for each in refused.value.findings] == [
        "invoices.opening_number",
        "invoices.opening_amount",
        "invoices.opening_paid",
        "invoices.opening_paid",
        "invoices.opening_paid_on",
        "invoices.opening_double",
    ]
    assert await Invoice.count() == 0


async def test_the_same_number_again_is_refused_but_another_client_may_have_it(
    database: None,
) -> None:
    await open_shop()
    day = D("2025-05-02")
    bellecour, nizier = await regie(), await hotel()
    await taken_over(Opening(bellecour, "1", day, day, 100))
    with pytest.raises(Refused) as refused:
        await taken_over(Opening(bellecour, "1", day, day, 100))
    assert refused.value.code == "invoices.opening_double"
    await taken_over(Opening(nizier, "1", day, day, 100))
    with pytest.raises(Refused) as refused:
        await queries.by_number("1")
    assert refused.value.code == "invoices.unknown_number"


async def test_two_thousand_add_up_and_the_checks_agree(database: None) -> None:
    await open_shop()
    clients = [await regie(), await hotel()]
    first = date(2024, 1, 1)
    rows = [
        Opening(
            clients[n % 2],
            f"H{n:05}",
            first + timedelta(days=n % 600),
            first + timedelta(days=n % 600 + 30),
            10_000 + n,
            first + timedelta(days=n % 600 + 40) if n % 4 else None,
        )
        for n in range(2_000)
    ]
    ids = await taken_over(*rows)
    assert len(set(ids)) == 2_000
    # Open: n = 0, 4, … 1996: 500 x 100.00 + (0 + 4 + … + 1996 = 499 000 cents) = 54 990.00
    assert await books.clients_balance(D("2027-01-01")) == 5_499_000
    for name, check in [*books.CHECKS, *queries.CHECKS]:
        assert await check() == [], name
