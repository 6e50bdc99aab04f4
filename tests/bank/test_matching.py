"""Lines of the bank go where they belong, by themselves when that is sure; the books follow."""

import asyncio
from datetime import date

import pytest

from app.accounting import actions as books
from app.accounting.queries import account_balance, balances_by_client
from app.bank import actions, queries
from app.bank.rules.deals import (
    AlreadyRecorded,
    Foreign,
    PaidBack,
    PartKind,
    Reason,
    Returned,
    Share,
)
from app.bank.rules.matching import digest
from app.bank.tables import BankMatch
from app.core.errors import Refused
from app.invoices import actions as invoices
from app.invoices.queries import open_credits
from app.invoices.tables import Allocation
from app.payments import actions as payments
from app.payments import queries as receipts
from app.payments.rules import Method
from tests.bank.lines import BY, NOW, done_with, left, line, nothing_wrong, swept
from tests.cast import AMIN, ODILE, at, hotel, mme_perrin, open_shop, regie
from tests.invoices.story import line as invoice_line
from tests.invoices.test_making import drafted
from tests.payments.books import instalment_of, open_now, paid, sold

NOV_26 = date(2026, 11, 26)


async def point(line_id: int, *deals: object, key: str = "form") -> int:
    return await actions.point(line_id, deals, key=key, at=NOW, by=AMIN)  # type: ignore[arg-type]


async def test_a_line_that_cites_an_invoice_settles_it_by_itself(database: None) -> None:
    await open_shop()
    client, other = await regie(), await hotel()
    await sold(client, 1200, "2026-10-01", "2026-10-31")
    await sold(other, 1200, "2026-10-01", "2026-10-31")
    cited = await line(120_000, "VIR F2026-000001", "REGIE BELLECOUR")
    told = await swept()
    assert (told.pointed, told.is_done) == (1, True)
    assert await open_now(client) == {}
    assert await open_now(other) == {"F2026-000002": 120_000}
    assert await account_balance("512", NOV_26) == 120_000
    [match] = await done_with(cited)
    assert match.automatic and match.recorded_by == BY
    assert [(part.kind, part.amount, part.client) for part in match.parts] == [
        (PartKind.RECEIPT, 120_000, "Régie Bellecour")
    ]
    [receipt] = [part.receipt_id for part in match.parts]
    view = await receipts.receipt(receipt or 0)
    assert (view.method, view.received_on) == (Method.TRANSFER, date(2026, 11, 20))
    assert (await swept()).looked == 0
    await nothing_wrong()


async def test_twins_are_asked_until_a_person_says_which(database: None) -> None:
    await open_shop()
    client = await regie()
    await sold(client, 120, "2026-09-01", "2026-09-30")
    await sold(client, 120, "2026-10-01", "2026-10-31")
    asked = await line(12_000, "VIREMENT", "REGIE BELLECOUR")
    assert (await swept()).pointed == 0
    [waiting] = await queries.waiting()
    assert {each.numbers for each in waiting.verdict.candidates[:2]} == {
        ("F2026-000001",),
        ("F2026-000002",),
    }
    assert [each.code for each in waiting.verdict.doubts] == ["rival"]
    chosen = next(c for c in waiting.verdict.candidates if c.numbers == ("F2026-000002",))
    await actions.accept(asked, digest(chosen), key="tap", at=NOW, by=AMIN)
    assert await open_now(client) == {"F2026-000001": 12_000}
    assert await left(asked) == 0
    with pytest.raises(Refused, match="already"):
        await actions.accept(asked, digest(chosen), key="other tap", at=NOW, by=ODILE)
    again = await actions.accept(asked, digest(chosen), key="tap", at=NOW, by=AMIN)
    assert again == (await done_with(asked))[0].id
    await nothing_wrong()


async def test_when_one_twin_is_paid_the_other_line_is_sure(database: None) -> None:
    await open_shop()
    client = await regie()
    await sold(client, 120, "2026-09-01", "2026-09-30")
    await sold(client, 120, "2026-10-01", "2026-10-31")
    first = await line(12_000, "VIREMENT", "REGIE BELLECOUR")
    await line(12_000, "F2026-000002", "REGIE BELLECOUR")
    assert (await swept()).pointed == 2
    assert await open_now(client) == {}
    [match] = await done_with(first)
    assert match.automatic
    await nothing_wrong()


async def test_a_line_for_several_invoices_and_several_lines_for_one(database: None) -> None:
    await open_shop()
    client = await hotel()
    ids = [await sold(client, euros, "2026-10-01", "2026-10-31") for euros in (100, 250, 900)]
    await line(35_000, "F2026-000001 + F2026-000002", "HOTEL ST NIZIER")
    await line(40_000, "ACOMPTE F2026-000003", "HOTEL ST NIZIER", on="2026-11-18")
    await line(50_000, "SOLDE F2026-000003", "HOTEL ST NIZIER", on="2026-11-21")
    assert (await swept()).pointed == 3
    assert await open_now(client) == {}
    assert await balances_by_client(NOV_26) == {}
    assert len(ids) == 3
    await nothing_wrong()


async def test_a_line_is_split_and_undone_in_parts(database: None) -> None:
    """One transfer of 500: 300 for the Régie, 150 for the hotel, 50 that are nobody's."""
    await open_shop()
    client, other = await regie(), await hotel()
    first = await instalment_of(await sold(client, 300, "2026-10-01", "2026-10-31"))
    second = await instalment_of(await sold(other, 200, "2026-10-01", "2026-10-31"))
    split = await line(50_000, "VIREMENT GROUPE", "HOLDING")
    one = await point(split, Share(client, 30_000, ((first, 30_000),)), key="a")
    assert await left(split) == 20_000
    with pytest.raises(Refused, match="more than the 20000"):
        await point(split, Share(other, 20_001, ((second, 20_000),)), key="b")
    await point(
        split,
        Share(other, 15_000, ((second, 15_000),)),
        Foreign(5_000, Reason.OTHER, "758", "arrondi"),
        key="c",
    )
    assert await left(split) == 0
    assert await open_now(other) == {"F2026-000002": 5_000}
    assert await account_balance("758", NOV_26) == -5_000
    assert await account_balance("512", NOV_26) == 50_000
    await nothing_wrong()
    await actions.unpoint(one, on=NOV_26, at=NOW, by=ODILE)
    assert await left(split) == 30_000
    assert await open_now(client) == {"F2026-000001": 30_000}
    with pytest.raises(Refused, match="undone already"):
        await actions.unpoint(one, on=NOV_26, at=NOW, by=ODILE)
    await nothing_wrong()


async def test_the_fee_that_the_bank_kept_is_a_cost(database: None) -> None:
    await open_shop()
    client = await hotel(name="Müller GmbH")
    await sold(client, 1850, "2026-10-01", "2026-10-31")
    label = "F2026-000001 /OCMT/EUR1850,00//CHGS/EUR15,00/"
    short = await line(183_500, label, "MUELLER GMBH")
    assert (await swept()).pointed == 1
    assert await open_now(client) == {}
    assert await account_balance("627", NOV_26) == 1_500
    assert await account_balance("512", NOV_26) == 183_500
    [match] = await done_with(short)
    assert [part.amount for part in match.parts] == [185_000, -1_500]
    await actions.unpoint(match.id, on=NOV_26, at=NOW, by=ODILE)
    assert await account_balance("627", NOV_26) == 0
    assert await account_balance("512", NOV_26) == 0
    assert await open_now(client) == {"F2026-000001": 185_000}
    assert (await swept()).pointed == 0
    await nothing_wrong()


async def test_too_much_is_the_clients_credit_and_is_paid_back(database: None) -> None:
    await open_shop()
    client = await hotel()
    await sold(client, 100, "2026-10-01", "2026-10-31")
    await line(13_000, "F2026-000001", "HOTEL SAINT NIZIER")
    assert (await swept()).pointed == 1
    [credit] = await receipts.unallocated(client)
    assert credit.open == 3_000
    back = await line(-3_000, "VIR TROP PERCU", "HOTEL SAINT NIZIER", on="2026-11-22")
    assert (await swept()).pointed == 0
    [waiting] = await queries.waiting()
    best = waiting.verdict.best
    assert best is not None and [b.code for b in waiting.verdict.doubts] == ["money_out"]
    match = await actions.accept(back, digest(best), key="back", at=NOW, by=ODILE)
    assert await receipts.unallocated(client) == []
    assert await balances_by_client(NOV_26) == {}
    assert await account_balance("512", NOV_26) == 10_000
    await nothing_wrong()
    await actions.unpoint(match, on=NOV_26, at=NOW, by=ODILE)
    assert await balances_by_client(NOV_26) == {client: -3_000}
    await nothing_wrong()


async def test_a_credit_note_is_paid_back_by_hand(database: None) -> None:
    await open_shop()
    client = await mme_perrin()
    invoice = await sold(client, 60, "2026-10-01", "2026-11-01")
    await paid(client, 60, "2026-10-20", method=Method.CASH)
    await invoices.credit_whole(invoice, on=date(2026, 11, 2), at=at("2026-11-02"), by=ODILE)
    [note] = await open_credits(client)
    out = await line(-6_000, "VIR MME PERRIN")
    await point(out, PaidBack(client, 6_000, instalment_id=note.instalment_id))
    assert await balances_by_client(NOV_26) == {}
    assert await account_balance("512", NOV_26) == -6_000
    await nothing_wrong()


async def test_a_credit_note_that_the_client_took_off_is_put_on_the_invoice(
    database: None,
) -> None:
    await open_shop()
    client = await hotel()
    invoice = await sold(client, 500, "2026-10-01", "2026-10-31")
    other = await sold(client, 80, "2026-10-01", "2026-10-31")
    await paid(client, 80, "2026-10-20", [(await instalment_of(other), 8_000)])
    await invoices.credit_whole(other, on=date(2026, 11, 2), at=at("2026-11-02"), by=ODILE)
    netted = await line(42_000, "F2026-000001 MOINS A2026-000001", "HOTEL SAINT NIZIER")
    assert (await swept()).pointed == 1
    assert await open_now(client) == {}
    [match] = await done_with(netted)
    assert [(part.kind, part.amount) for part in match.parts] == [
        (PartKind.CREDIT, 0),
        (PartKind.RECEIPT, 42_000),
    ]
    await nothing_wrong()
    await actions.unpoint(match.id, on=NOV_26, at=NOW, by=ODILE)
    assert await open_now(client) == {"F2026-000001": 50_000, "A2026-000001": -8_000}
    assert invoice
    await nothing_wrong()


async def test_what_was_recorded_by_hand_is_not_received_twice(database: None) -> None:
    await open_shop()
    client = await regie()
    await sold(client, 240, "2026-09-01", "2026-09-30")
    await sold(client, 240, "2026-10-01", "2026-10-31")
    by_hand = await paid(client, 240, "2026-11-19")
    there = await line(24_000, "VIREMENT", "REGIE BELLECOUR")
    assert (await swept()).pointed == 1
    [match] = await done_with(there)
    assert [(p.kind, p.receipt_id) for p in match.parts] == [(PartKind.RECORDED, by_hand)]
    assert await open_now(client) == {"F2026-000002": 24_000}
    assert await account_balance("512", NOV_26) == 24_000
    second = await line(24_000, "VIREMENT BIS", "REGIE BELLECOUR", on="2026-11-24")
    with pytest.raises(Refused, match="Another line"):
        await point(second, AlreadyRecorded(by_hand))
    await nothing_wrong()


async def test_a_cheque_underway_comes_to_the_bank(database: None) -> None:
    await open_shop()
    client = await mme_perrin()
    await sold(client, 60, "2026-10-01", "2026-10-31")
    cheque = await paid(client, 60, "2026-11-10", method=Method.CHEQUE)
    slip = await line(6_000, "REMISE CHEQUES")
    assert (await swept()).pointed == 0
    assert await account_balance("5112", NOV_26) == 6_000
    match = await point(slip, AlreadyRecorded(cheque))
    assert await account_balance("5112", NOV_26) == 0
    assert await account_balance("512", NOV_26) == 6_000
    await actions.unpoint(match, on=NOV_26, at=NOW, by=ODILE)
    assert await account_balance("5112", NOV_26) == 6_000
    await nothing_wrong()


async def test_a_returned_debit_opens_the_debt_again_with_the_right_sign(database: None) -> None:
    await open_shop()
    client, other = await regie(), await hotel()
    await sold(client, 89, "2026-10-01", "2026-10-31")
    await sold(other, 89, "2026-10-01", "2026-10-31")
    code = "PMNT/RDDT/ESDD"
    came = await line(
        8_900, "PRLV F2026-000001", "REGIE BELLECOUR", end_to_end_id="E1", transaction_code=code
    )
    await swept()
    assert await open_now(client) == {}
    back = await line(
        -8_900, "REJET PRLV", end_to_end_id="E1", return_reason="AM04", on="2026-11-24"
    )
    assert (await swept()).pointed == 1
    assert await open_now(client) == {"F2026-000001": 8_900}
    assert await balances_by_client(NOV_26) == {client: 8_900, other: 8_900}
    assert await account_balance("512", NOV_26) == 0
    [match] = await done_with(back)
    assert [(part.kind, part.amount) for part in match.parts] == [(PartKind.RETURN, -8_900)]
    [first] = await done_with(came)
    with pytest.raises(Refused, match="undo that one first"):
        await actions.unpoint(first.id, on=NOV_26, at=NOW, by=ODILE)
    await nothing_wrong()
    await actions.unpoint(match.id, on=NOV_26, at=NOW, by=ODILE)
    assert await open_now(client) == {}
    assert await balances_by_client(NOV_26) == {other: 8_900}
    await nothing_wrong()


async def test_the_fee_of_a_return_is_a_cost_and_asked(database: None) -> None:
    await open_shop()
    client = await regie()
    await sold(client, 89, "2026-10-01", "2026-10-31")
    await line(8_900, "F2026-000001", "REGIE BELLECOUR")
    await swept()
    [receipt] = (await receipts.list_receipts(receipts.Filters())).receipts
    back = await line(-9_500, "REJET F2026-000001 DONT FRAIS 6,00", return_reason="AC04")
    assert (await swept()).pointed == 0
    await point(back, Returned(receipt.id, 600))
    assert await account_balance("627", NOV_26) == 600
    assert await open_now(client) == {"F2026-000001": 8_900}
    assert await account_balance("512", NOV_26) == -600
    await nothing_wrong()


async def test_what_is_no_clients_is_put_aside_with_a_reason(database: None) -> None:
    await open_shop()
    client = await regie()
    await sold(client, 120, "2026-10-01", "2026-10-31")
    rent = await line(-90_000, "LOYER NOVEMBRE", "SCI DES ACACIAS")
    fees = await line(-1_250, "FRAIS TENUE DE COMPTE")
    assert (await swept()).pointed == 0
    await point(rent, Foreign(-90_000, Reason.RENT), key="rent")
    await point(fees, Foreign(-1_250, Reason.FEE, "627"), key="fees")
    assert await account_balance("613", NOV_26) == 0
    assert await account_balance("627", NOV_26) == 1_250
    assert await account_balance("512", NOV_26) == -1_250
    assert (await balances_by_client(NOV_26)) == {client: 12_000}
    for account in ("411", "4161", "512", "12345678910", "x"):
        again = await line(-100)
        with pytest.raises(Refused):
            await point(again, Foreign(-100, Reason.OTHER, account), key=account)
        assert await left(again) == -100 if await _known(again) else True
    await nothing_wrong()


async def _known(line_id: int) -> bool:
    return any(each.line.id == line_id for each in await queries.waiting())


async def test_the_iban_is_learnt_and_forgotten(database: None) -> None:
    await open_shop()
    client = await mme_perrin()
    await sold(client, 60, "2026-09-01", "2026-09-30")
    first = await sold(client, 75, "2026-10-01", "2026-10-31")
    iban = "FR7630006000011234567890189"
    unknown = await line(6_000, "VIR", "STE DURAND", payer_iban=iban)
    assert (await swept()).pointed == 0
    older = await instalment_of(first) - 1
    match = await point(unknown, Share(client, 6_000, ((older, 6_000),)))
    later = await line(7_500, "VIR", "STE DURAND", payer_iban=iban, on="2026-11-22")
    await swept()
    [waiting] = [each for each in await queries.waiting() if each.line.id == later]
    best = waiting.verdict.best
    assert best is not None and best.client_id == client
    assert "iban_habit" in [reason.code for reason in best.reasons]
    await actions.unpoint(match, on=NOV_26, at=NOW, by=ODILE)
    await swept()
    [waiting] = [each for each in await queries.waiting() if each.line.id == later]
    told = [r.code for each in waiting.verdict.candidates for r in each.reasons]
    assert "iban_habit" not in told


async def test_what_a_person_has_undone_is_not_done_again(database: None) -> None:
    await open_shop()
    client = await regie()
    await sold(client, 120, "2026-10-01", "2026-10-31")
    cited = await line(12_000, "F2026-000001", "REGIE BELLECOUR")
    await swept()
    [match] = await done_with(cited)
    await actions.unpoint(match.id, on=NOV_26, at=NOW, by=ODILE)
    assert (await swept()).pointed == 0
    assert await open_now(client) == {"F2026-000001": 12_000}
    [waiting] = await queries.waiting()
    assert waiting.verdict.is_sure(9_500) and not waiting.is_untouched


async def test_a_payment_undone_elsewhere_opens_its_line_again(database: None) -> None:
    await open_shop()
    client = await regie()
    await sold(client, 120, "2026-10-01", "2026-10-31")
    cited = await line(12_000, "F2026-000001", "REGIE BELLECOUR")
    await swept()
    [match] = await done_with(cited)
    receipt = match.parts[0].receipt_id or 0
    await payments.undo(receipt, on=NOV_26, at=NOW, by=ODILE)
    await swept()
    assert await left(cited) == 12_000
    assert await done_with(cited) == []
    await nothing_wrong()


async def test_the_owner_says_from_which_certainty_on(database: None) -> None:
    await open_shop()
    client = await regie()
    await sold(client, 120, "2026-10-01", "2026-10-31")
    await actions.set_choice(9_900, False, at=NOW, by=ODILE)
    await line(12_000, "F2026-000001", "REGIE BELLECOUR")
    assert (await swept()).pointed == 0
    with pytest.raises(Refused, match="between 80"):
        await actions.set_choice(7_000, True, at=NOW, by=ODILE)
    await actions.set_choice(9_900, True, at=NOW, by=ODILE)
    assert (await swept()).pointed == 1
    assert await queries.choice() == queries.Choice(9_900, True)


async def test_an_early_payer_is_granted_the_discount_by_a_person(database: None) -> None:
    """1 200 € less 2 % within ten days is 1 176 €: accepting also makes the credit note."""
    await open_shop()
    client = await hotel()
    draft = await drafted(client, invoice_line(euros=1_000), discount_rate=200, discount_days=10)
    await invoices.issue(draft, on=date(2026, 11, 15), at=at("2026-11-15"), by=ODILE)
    less = await line(117_600, "F2026-000001", "HOTEL SAINT NIZIER")
    assert (await swept()).pointed == 0
    [waiting] = await queries.waiting()
    best = waiting.verdict.best
    assert best is not None and best.discounted == (draft,)
    assert "discount_person" in [each.code for each in waiting.verdict.doubts]
    await actions.accept(less, digest(best), key="tap", at=NOW, by=ODILE)
    assert await open_now(client) == {}
    assert await account_balance("665", NOV_26) == 2_000
    assert await balances_by_client(NOV_26) == {}
    await nothing_wrong()


async def test_two_people_who_confirm_one_line_at_once_confirm_it_once(database: None) -> None:
    await open_shop()
    client = await regie()
    item = await instalment_of(await sold(client, 120, "2026-10-01", "2026-10-31"))
    other = await instalment_of(await sold(client, 120, "2026-10-01", "2026-10-31"))
    there = await line(12_000, "VIREMENT", "REGIE BELLECOUR")
    outcomes = await asyncio.gather(
        point(there, Share(client, 12_000, ((item, 12_000),)), key="amin"),
        point(there, Share(client, 12_000, ((other, 12_000),)), key="odile"),
        return_exceptions=True,
    )
    assert sorted(isinstance(each, Refused) for each in outcomes) == [False, True]
    assert sum((await open_now(client)).values()) == 12_000
    await nothing_wrong()


async def test_two_workers_at_once_point_each_line_once(database: None) -> None:
    await open_shop()
    client = await regie()
    for n in range(1, 13):
        await sold(client, 100 + n, "2026-10-01", "2026-10-31")
        await line(10_000 + 100 * n, f"F2026-{n:06}", "REGIE BELLECOUR")
    await asyncio.gather(swept(), swept())
    await swept()
    assert await open_now(client) == {}
    assert await balances_by_client(NOV_26) == {}
    assert await BankMatch.count() == 12
    await nothing_wrong()


async def test_what_the_bank_dates_in_a_closed_month_is_booked_on_the_first_open_day(
    database: None,
) -> None:
    """October is closed, then its last lines come in: money, a fee and the rent of the 28th. The
    books take them on 1 November; the client was not late for that."""
    await open_shop()
    client = await regie()
    await sold(client, 1200, "2026-10-01", "2026-10-31")
    await books.close_until(date(2026, 10, 31), at=NOW, by=ODILE)
    then = {"on": "2026-10-28"}
    money = await line(120_000, "VIR F2026-000001", "REGIE BELLECOUR", **then)
    rent = await line(-80_000, "LOYER OCTOBRE", **then)
    assert (await swept()).pointed == 1
    await point(rent, Foreign(-80_000, Reason.RENT, "613"))
    assert await left(money) == await left(rent) == 0
    assert await account_balance("512", date(2026, 10, 31)) == 0
    assert await account_balance("512", date(2026, 11, 1)) == 40_000
    assert await open_now(client) == {}
    [match] = await done_with(money)
    view = await receipts.receipt(match.parts[0].receipt_id or 0)
    assert view.received_on == date(2026, 11, 1)
    [put] = await Allocation.select(Allocation.paid_on, Allocation.counts_on)
    assert (put["paid_on"], put["counts_on"]) == (date(2026, 10, 28), date(2026, 11, 1))
    await nothing_wrong()
    # Undone, both entries stand, on open days.
    await actions.unpoint(match.id, on=NOV_26, at=NOW, by=ODILE)
    assert await open_now(client) == {"F2026-000001": 120_000}
    await nothing_wrong()
