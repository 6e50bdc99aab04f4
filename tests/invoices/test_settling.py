"""Money and credit notes on documents: what is open, the day it counts, the VAT it makes due."""

import pytest

from app.adapters.database import transaction
from app.core.errors import Refused
from app.invoices import actions, queries
from app.invoices.rules import LineDraft, Situation
from app.invoices.tables import Allocation, Balance, Instalment, Invoice
from tests.cast import hotel, open_shop, regie
from tests.invoices.story import BY, WHEN, D, balances, entry, issued, line, paid, taken_off


async def credited(invoice_id: int, on: str = "2026-11-25") -> int:
    return await actions.credit_whole(invoice_id, on=D(on), at=WHEN, by=BY)


async def open_of(invoice_id: int) -> int:
    return (await queries.invoice(invoice_id)).open


async def test_two_parts_make_the_whole_vat_due_to_the_cent(database: None) -> None:
    await open_shop()
    # 83.35 net, VAT 16.67, total 100.02. First 33.34: 16.67 x 33.34 / 100.02 = 5.5567 -> 5.56
    invoice_id = await issued(await regie(), LineDraft("Réglage", 10_000, 83_350_000, 2000))
    first = await paid(invoice_id, 3_334)
    assert await entry(f"vat:allocation:{first}") == [("44587", 556, 0), ("44571", 0, 556)]
    second = await paid(invoice_id, 6_668, on="2026-12-02")
    assert await entry(f"vat:allocation:{second}") == [("44587", 1_111, 0), ("44571", 0, 1_111)]
    assert await balances() == {"411": 10_002, "706": -8_335, "44571": -1_667}
    view = await queries.invoice(invoice_id)
    assert (view.open, view.settled_on) == (0, D("2026-12-02"))
    assert view.situation(D("2027-02-01")) is Situation.PAID


async def test_undoing_a_part_gives_back_exactly_its_vat(database: None) -> None:
    await open_shop()
    invoice_id = await issued(await regie(), LineDraft("Réglage", 10_000, 83_350_000, 2000))
    first = await paid(invoice_id, 3_334)
    await paid(invoice_id, 6_668)
    await taken_off(first)
    # 66.68 is left on it: 16.67 x 66.68 / 100.02 = 11.1133 -> 11.11
    assert (await balances())["44571"] == -1_111
    view = await queries.invoice(invoice_id)
    assert (view.open, view.settled_on) == (3_334, None)
    again = await paid(invoice_id, 3_334, on="2026-12-10")
    assert again
    assert (await balances())["44571"] == -1_667


async def test_money_before_the_invoice_counts_from_the_invoice(database: None) -> None:
    await open_shop()
    invoice_id = await issued(await regie(), on="2026-11-21")
    allocation = await paid(invoice_id, 12_000, on="2026-11-03")
    row = await Allocation.select().where(Allocation.id == allocation).first()
    assert (row["paid_on"], row["counts_on"]) == (D("2026-11-03"), D("2026-11-21"))
    assert (await queries.invoice(invoice_id)).settled_on == D("2026-11-03")


async def test_more_than_is_open_the_wrong_sign_and_nothing_are_refused(database: None) -> None:
    await open_shop()
    invoice_id = await issued(await regie())
    for cents in (12_001, -1, 0):
        with pytest.raises(Refused) as refused:
            await paid(invoice_id, cents)
        assert refused.value.code == "invoices.more_than_open"
    await paid(invoice_id, 12_000)
    with pytest.raises(Refused):
        await paid(invoice_id, 1)
    assert await open_of(invoice_id) == 0


async def test_taking_off_twice_or_a_reversal_is_refused(database: None) -> None:
    await open_shop()
    invoice_id = await issued(await regie())
    allocation = await paid(invoice_id, 12_000)
    await taken_off(allocation)
    with pytest.raises(Refused) as refused:
        await taken_off(allocation)
    assert refused.value.code == "invoices.reversed_already"
    reversal = await Allocation.select().where(Allocation.reverses == allocation).first()
    with pytest.raises(Refused):
        await taken_off(reversal["id"])
    assert await open_of(invoice_id) == 12_000


async def test_as_of_a_past_day_the_invoice_is_open_again(database: None) -> None:
    await open_shop()
    client = await regie()
    invoice_id = await issued(client, on="2026-11-01")
    allocation = await paid(invoice_id, 5_000, on="2026-11-10")
    await taken_off(allocation, on="2026-11-20")

    async def open_on(day: str) -> list[int]:
        return [one.open for one in await queries.open_instalments(client, D(day))]

    assert await open_on("2026-10-31") == []
    assert await open_on("2026-11-01") == [12_000]
    assert await open_on("2026-11-10") == [7_000]
    assert await open_on("2026-11-20") == [12_000]
    # All of it was recorded on the 21st: nobody knew it the evening before.
    assert await queries.open_instalments(client, D("2026-11-20"), D("2026-11-20")) == []


async def test_a_credit_note_on_an_unpaid_invoice_makes_no_vat_due(database: None) -> None:
    await open_shop()
    invoice_id = await issued(await regie())
    credit_id = await credited(invoice_id)

    credit = await queries.invoice(credit_id)
    assert credit.number == "A2026-000001"
    assert (credit.net, credit.vat, credit.total, credit.open) == (-10_000, -2_000, -12_000, 0)
    assert credit.credits and credit.credits.number == "F2026-000001"
    assert credit.mentions[0] == "Avoir sur la facture F2026-000001 du 21\u00a0novembre 2026"
    assert await entry(f"invoice:{credit_id}") == [
        ("411", 0, 12_000),
        ("706", 10_000, 0),
        ("44587", 2_000, 0),
    ]
    assert await balances() == {}
    invoice = await queries.invoice(invoice_id)
    assert (invoice.open, invoice.situation(D("2027-02-01"))) == (0, Situation.CREDITED)


async def test_a_credit_note_on_a_part_paid_invoice_leaves_that_part_as_credit(
    database: None,
) -> None:
    await open_shop()
    client = await regie()
    invoice_id = await issued(client)
    await paid(invoice_id, 3_000)
    credit_id = await credited(invoice_id)

    assert await open_of(invoice_id) == 0
    assert [one.open for one in await queries.open_credits(client)] == [-3_000]
    # 30.00 were received and are the client's: 5.00 of VAT stays due until they are used.
    # (411 has no receipt here: 120 - 120.)
    assert await balances() == {"44571": -500, "44587": 500}

    # The 30.00 pay part of another invoice (90.00 left of 120.00): its VAT is due instead.
    other = await issued(client, on="2026-11-26")
    instalment = (await queries.invoice(other)).instalments[0]
    async with transaction() as tx:
        await actions.put_credit(
            tx,
            credit_note_id=credit_id,
            instalment_id=instalment.id,
            amount=3_000,
            on=D("2026-11-27"),
            at=WHEN,
            by=BY,
        )
    assert await open_of(other) == 9_000
    # Due: 5.00 by the first payment, +5.00 by the new invoice, -5.00 by the credit note used.
    assert await balances() == {"411": 12_000, "706": -10_000, "44571": -500, "44587": -1_500}


async def test_a_credit_note_of_a_paid_invoice_is_the_clients_credit(database: None) -> None:
    await open_shop()
    client = await regie()
    invoice_id = await issued(client)
    await paid(invoice_id, 12_000)
    credit_id = await credited(invoice_id)
    view = await queries.invoice(credit_id)
    assert (view.open, view.situation(D("2026-12-01"))) == (-12_000, Situation.CREDIT)


async def test_a_cheque_that_bounces_after_the_credit_note_can_be_put_right(
    database: None,
) -> None:
    await open_shop()
    client = await regie()
    invoice_id = await issued(client)
    cheque = await paid(invoice_id, 12_000)
    credit_id = await credited(invoice_id)
    await taken_off(cheque)
    assert (await open_of(invoice_id), await open_of(credit_id)) == (12_000, -12_000)
    instalment = (await queries.invoice(invoice_id)).instalments[0]
    async with transaction() as tx:
        await actions.put_credit(
            tx,
            credit_note_id=credit_id,
            instalment_id=instalment.id,
            amount=12_000,
            on=D("2026-12-01"),
            at=WHEN,
            by=BY,
        )
    # Nothing was sold and nothing received: nothing is due.
    assert await balances() == {}


async def test_taking_a_credit_note_off_takes_both_sides_off(database: None) -> None:
    await open_shop()
    client = await regie()
    invoice_id = await issued(client)
    credit_id = await credited(invoice_id)
    on_invoice, _ = await queries.allocations_of("credit_note", credit_id)
    await taken_off(on_invoice.id)
    assert (await open_of(invoice_id), await open_of(credit_id)) == (12_000, -12_000)
    assert await Allocation.count() == 4


async def test_a_second_credit_note_is_the_first_one(database: None) -> None:
    await open_shop()
    invoice_id = await issued(await regie())
    assert await credited(invoice_id) == await credited(invoice_id)
    assert await Invoice.count().where(Invoice.kind == "credit_note") == 1


async def test_what_cannot_be_credited_is_refused(database: None) -> None:
    await open_shop()
    client = await regie()
    invoice_id = await issued(client, on="2026-11-21")
    with pytest.raises(Refused) as refused:
        await credited(invoice_id, on="2026-11-20")
    assert refused.value.code == "invoices.credit_before"
    credit_id = await credited(invoice_id)
    with pytest.raises(Refused) as refused:
        await credited(credit_id)
    assert refused.value.code == "invoices.not_creditable"


async def test_a_price_with_vat_is_credited_to_the_same_cent(database: None) -> None:
    await open_shop()
    ticket = LineDraft("Ampoule", 10_000, 0, 2000)
    invoice_id = await issued(await regie(), ticket, grosses=[999])
    credit = await queries.invoice(await credited(invoice_id))
    assert (credit.net, credit.vat, credit.rounding, credit.payable) == (-833, -167, 1, -999)
    assert await balances() == {}


async def test_a_credit_note_of_another_client_is_refused(database: None) -> None:
    await open_shop()
    mine, theirs = await issued(await regie()), await issued(await hotel())
    await paid(mine, 12_000)
    credit_id = await credited(mine)
    instalment = (await queries.invoice(theirs)).instalments[0]
    with pytest.raises(Refused) as refused:
        async with transaction() as tx:
            await actions.put_credit(
                tx,
                credit_note_id=credit_id,
                instalment_id=instalment.id,
                amount=1_000,
                on=D("2026-12-01"),
                at=WHEN,
                by=BY,
            )
    assert refused.value.code == "invoices.other_client"


async def test_a_credit_note_refused_half_way_leaves_nothing(database: None) -> None:
    await open_shop()
    client = await regie()
    first = await issued(client, on="2026-11-21")
    await credited(first, on="2026-11-25")
    second = await issued(client, on="2026-11-22")
    with pytest.raises(Refused) as refused:
        await credited(second, on="2026-11-24")
    assert refused.value.code == "invoices.date_before"
    assert await Invoice.count().where(Invoice.kind == "credit_note") == 1
    assert await Instalment.count() == await Balance.count() == 3
    assert (await queries.invoice(await credited(second, on="2026-11-25"))).number == (
        "A2026-000002"
    )


async def test_goods_owe_no_vat_by_being_paid(database: None) -> None:
    await open_shop(activity="goods")
    await paid(await issued(await regie(), line()), 12_000)
    assert await balances() == {"411": 12_000, "707": -10_000, "44571": -2_000}
