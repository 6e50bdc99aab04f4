"""VAT of the third quarter of 2026, worked by hand under both regimes.

The hotel is another client: what it buys in October must not be in the quarter.

    2 July    Régie, lift maintenance, services 20 %: 1 000 + 200 = 1 200. 600 paid on 20 July,
              600 on 3 October.
    6 July    Régie, a spare part, goods 20 %: 500 + 100 = 600. Paid in October only.
    9 July    Régie, works: services 10 %, 2 000 + 200, and goods 20 %, 300 + 60 = 2 560. Half of
              it, 1 280, paid on 31 July.
    1 August  Deposit on works of 3 000 + 600: 30 %, 900 + 180 = 1 080; paid on 10 August.
    1 Sept.   The final invoice, 3 600 less 1 080 = 2 520; 1 260 paid on 30 September.
    4 Sept.   Maintenance of 100 + 20 = 120, never paid, credited whole on 5 September.
    8 Sept.   Régie, 200 + 40 = 240, paid on 9 September; of which 60 (50 + 10) credited on 15
              September and paid back on 16 September.

On receipts: 100 (half of the first) + 100 (goods at issue) + 60 (goods) + 100 (half of 200 at 10 %)
  + 180 (deposit paid) + 210 (half of 420) + 0 + 40 - 10 = 780.
  At 20 %: 100 + 100 + 60 + 180 + 210 + 30 = 680 on 500 + 500 + 300 + 900 + 1 050 + 150 = 3 400.
  At 10 %: 100 on 1 000.
On debits: 200 + 100 + 60 + 200 + 180 + 420 + 20 - 20 + 40 - 10 = 1 190.
  At 20 %: 990 on 1 000 + 500 + 300 + 900 + 2 100 + 0 + 150 = 4 950. At 10 %: 200 on 2 000.
"""

from dataclasses import replace
from datetime import date

import pytest

from app.adapters.database import transaction
from app.books.queries import Span, vat_due, vat_in_books
from app.books.rules import Box, Due, boxes
from app.invoices import actions as invoices
from app.invoices.queries import invoice as view_of
from app.invoices.queries import open_credits, originals
from app.invoices.rules import LineDraft
from app.payments import actions as payments
from tests.cast import ODILE, at, hotel, open_shop, regie
from tests.invoices.story import D, drafted, line
from tests.payments.books import instalment_of, paid

QUARTER = Span(date(2026, 7, 1), date(2026, 9, 30))


def goods(euros: int) -> LineDraft:
    return replace(line("Pièce", euros), nature="goods")


async def sold(client: int, on: str, *lines: LineDraft, **more: object) -> int:
    invoice = await drafted(client, *lines, **more)
    await invoices.issue(invoice, on=D(on), at=at(on), by=ODILE)
    return invoice


async def put(client: int, invoice: int, euros: int, on: str) -> None:
    part = (await instalment_of(invoice), euros * 100)
    await paid(client, euros, on, [part])


async def a_quarter() -> None:
    client, other = await regie(), await hotel()
    first = await sold(client, "2026-07-02", line("Entretien", 1_000))
    spare = await sold(client, "2026-07-06", goods(500))
    works = await sold(client, "2026-07-09", line("Travaux", 2_000, 1000), goods(300))
    await put(client, first, 600, "2026-07-20")
    await put(client, works, 1_280, "2026-07-31")
    draft = await drafted(client, line("Chantier", 3_000))
    deposit = await invoices.ask_deposit(
        draft, percent=3_000, amount=None, key="k", at=at("2026-08-01"), by=ODILE
    )
    await invoices.issue(deposit, on=D("2026-08-01"), at=at("2026-08-01"), by=ODILE)
    await put(client, deposit, 1_080, "2026-08-10")
    values = invoices.DraftValues(
        client, (line("Chantier", 3_000),), deductions=((deposit, 108_000),)
    )
    version = (await view_of(draft)).version
    await invoices.edit_draft(draft, values, version=version, at=at("2026-09-01"), by=ODILE)
    await invoices.issue(draft, on=D("2026-09-01"), at=at("2026-09-01"), by=ODILE)
    never = await sold(client, "2026-09-04", line("Entretien", 100))
    await invoices.credit_whole(never, on=D("2026-09-05"), at=at("2026-09-05"), by=ODILE)
    last = await sold(client, "2026-09-08", line("Entretien", 50, many=4))
    await put(client, last, 240, "2026-09-09")
    await credited_and_paid_back(client, last)
    await put(client, draft, 1_260, "2026-09-30")
    await put(client, first, 600, "2026-10-03")
    await put(client, spare, 600, "2026-10-03")
    await sold(other, "2026-10-05", line("Entretien", 900), goods(900))


async def credited_and_paid_back(client: int, invoice: int) -> None:
    one = next(iter((await originals([invoice]))[invoice].issued.lines))
    day = at("2026-09-15")
    note = await invoices.credit_lines(
        invoice, {one: 10_000}, key="c", on=day.date(), at=day, by=ODILE
    )
    credit = next(each for each in await open_credits(client) if each.invoice_id == note)
    async with transaction() as tx:
        await payments.refund_in(
            tx,
            amount=6_000,
            on=D("2026-09-16"),
            key="back",
            receipt_id=None,
            instalment_id=credit.instalment_id,
            at=at("2026-09-16"),
            by=ODILE,
        )


async def due(span: Span = QUARTER) -> list[Due]:
    return [each async for part in vat_due(span) for each in part]


BY_HAND = {
    "receipts": [
        Box("A1", "Sales and services, without VAT", 440_000),
        Box("08", "Standard rate", 340_000, 68_000, 2000),
        Box("9B", "Reduced rate", 100_000, 10_000, 1000),
        Box("16", "VAT due in all", 440_000, 78_000),
    ],
    "debits": [
        Box("A1", "Sales and services, without VAT", 695_000),
        Box("08", "Standard rate", 495_000, 99_000, 2000),
        Box("9B", "Reduced rate", 200_000, 20_000, 1000),
        Box("16", "VAT due in all", 695_000, 119_000),
    ],
}


@pytest.mark.parametrize("regime", ["receipts", "debits"])
async def test_the_quarter_worked_by_hand(database: None, regime: str) -> None:
    await open_shop(vat_on=regime)
    await a_quarter()
    found = await due()
    assert boxes(found) == BY_HAND[regime]
    assert sum(each.vat for each in found) == await vat_in_books(QUARTER)
    assert "Hôtel Saint-Nizier" not in {each.client for each in found}


@pytest.mark.parametrize("regime", ["receipts", "debits"])
async def test_each_month_is_what_the_ledger_says(database: None, regime: str) -> None:
    await open_shop(vat_on=regime)
    await a_quarter()
    for month in range(6, 12):
        span = Span(date(2026, month, 1), date(2026, month + 1, 1))
        assert sum(each.vat for each in await due(span)) == await vat_in_books(span)


async def test_as_it_was_known(database: None) -> None:
    """On 31 July only July had been recorded: 100 + 100 + 60 + 100 = 360."""
    await open_shop()
    await a_quarter()
    july = Span(QUARTER.first, QUARTER.last, date(2026, 7, 31))
    assert sum(each.vat for each in await due(july)) == 36_000


async def test_a_replaced_invoice_is_due_once(database: None) -> None:
    """Goods of 500 + 100 in July, corrected in September: 100 in July, then 0 and its reverse."""
    await open_shop()
    spare = await sold(await regie(), "2026-07-06", goods(500))
    draft = await invoices.correct(spare, at=at("2026-09-02"), by=ODILE)
    await invoices.issue(draft, on=D("2026-09-02"), at=at("2026-09-02"), by=ODILE)
    found = await due()
    assert sorted((x.day.month, x.vat) for x in found) == [(7, 10_000), (9, -10_000), (9, 10_000)]
    assert sum(each.vat for each in found) == await vat_in_books(QUARTER) == 10_000


async def test_without_vat_there_are_no_rates(database: None) -> None:
    await open_shop(vat_regime="franchise")
    await sold(await regie(), "2026-07-06", replace(line("Entretien", 500), vat_rate=0))
    assert [(each.box, each.base, each.vat) for each in boxes(await due())] == [
        ("A1", 0, None),
        ("E2", 50_000, None),
        ("16", 0, 0),
    ]
