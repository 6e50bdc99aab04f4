"""Documents made from others: parts, deposits, corrections, discounts; the books by hand."""

from collections.abc import Awaitable
from datetime import date

import pytest

from app.accounting.queries import check_balanced, check_chain, clients_balance
from app.adapters.database import transaction
from app.core.errors import Refused
from app.invoices import actions, queries, rules
from app.invoices.rules import AdjustmentDraft, AdjustmentKind, LineDraft
from app.invoices.tables import Instalment, Invoice
from app.receivables.queries import aging
from tests.cast import hotel, open_shop, regie
from tests.invoices.story import BY, WHEN, D, balances, entry, issued, line, paid

ON = D("2026-11-25")


async def credited(invoice_id: int, chosen: dict[int, int], key: str = "k", on: date = ON) -> int:
    return await actions.credit_lines(invoice_id, chosen, key=key, on=on, at=WHEN, by=BY)


async def line_ids(invoice_id: int) -> list[int]:
    return list((await queries.originals([invoice_id]))[invoice_id].issued.lines)


async def code(act: Awaitable[object]) -> str:
    with pytest.raises(Refused) as refused:
        await act
    return refused.value.code


async def sound() -> None:
    checks = [check_balanced, check_chain, *(check for _, check in queries.CHECKS)]
    assert [await check() for check in checks] == [[]] * len(checks)
    for day in ("2026-11-21", "2026-11-25", "2026-12-31"):
        board = await aging(D(day))
        assert board.total.total == await clients_balance(D(day))


async def drafted(client_id: int, *lines: LineDraft, **more: object) -> int:
    values = actions.DraftValues(client_id, lines or (line(),), **more)  # type: ignore[arg-type]
    return await actions.create_draft(values, at=WHEN, by=BY)


async def issue(invoice_id: int, on: date = ON) -> queries.InvoiceView:
    await actions.issue(invoice_id, on=on, at=WHEN, by=BY)
    return await queries.invoice(invoice_id)


async def test_a_part_of_a_line_is_credited_and_settles_what_is_open(database: None) -> None:
    await open_shop()
    # Ten hours at 50.00 and a part at 20.00: 520.00, VAT 104.00.
    invoice_id = await issued(await regie(), line("Heure", 50, many=10), line("Pièce", 20))
    hours, _ = await line_ids(invoice_id)
    note = await queries.invoice(await credited(invoice_id, {hours: 30_000}))
    assert (note.net, note.vat, note.payable, note.open) == (-15_000, -3_000, -18_000, 0)
    assert note.lines[0].quantity == -30_000 and note.credits and not note.is_whole
    assert (await queries.invoice(invoice_id)).open == 44_400
    # Nothing was paid: no VAT is due by either.
    assert await balances() == {"411": 44_400, "706": -37_000, "44587": -7_400}
    await sound()


async def test_never_more_than_is_left_of_a_line(database: None) -> None:
    await open_shop()
    invoice_id = await issued(await regie(), line("Heure", 50, many=10))
    [hours] = await line_ids(invoice_id)
    await credited(invoice_id, {hours: 70_000}, "a")
    assert await code(credited(invoice_id, {hours: 40_000}, "b")) == "invoices.credit_too_much"
    assert await code(credited(invoice_id, {hours: -10_000}, "c")) == "invoices.credit_too_much"
    assert await code(credited(invoice_id, {}, "d")) == "invoices.nothing_chosen"
    await credited(invoice_id, {hours: 30_000}, "e")
    assert await code(credited(invoice_id, {hours: 1}, "f")) == "invoices.nothing_to_credit"
    assert await balances() == {}


async def test_the_same_form_twice_is_one_credit_note(database: None) -> None:
    await open_shop()
    invoice_id = await issued(await regie(), line("Heure", 50, many=10))
    [hours] = await line_ids(invoice_id)
    first = await credited(invoice_id, {hours: 10_000}, "same")
    assert await credited(invoice_id, {hours: 10_000}, "same") == first
    assert await Invoice.count().where(Invoice.kind == "credit_note") == 1


async def test_parts_whose_cents_do_not_divide_come_to_the_whole(database: None) -> None:
    await open_shop()
    # 3 x 0.33 = 0.99, VAT 0.20 (0.198). By thirds: 0.33 + VAT 0.07 each, 0.21 in all: the last
    # one is rounded off by a cent.
    invoice_id = await issued(await regie(), LineDraft("Vis", 30_000, 330_000, 2000))
    [screws] = await line_ids(invoice_id)
    notes = [
        await queries.invoice(await credited(invoice_id, {screws: 10_000}, key)) for key in "abc"
    ]
    assert [(x.net, x.vat, x.rounding) for x in notes] == [(-33, -7, 0), (-33, -7, 0), (-33, -7, 1)]
    assert sum(note.payable for note in notes) == -119
    assert (await queries.invoice(invoice_id)).open == 0
    await sound()


async def test_an_allowance_follows_its_lines_and_carriage_stays(database: None) -> None:
    await open_shop()
    off = AdjustmentDraft(AdjustmentKind.ALLOWANCE, "Remise", percent=1_000)
    port = AdjustmentDraft(AdjustmentKind.CHARGE, "Port", amount=1_000, vat_rate=2000)
    draft = await drafted(
        await regie(), line("Un", 100), line("Deux", 100), adjustments=(off, port)
    )
    await issue(draft)
    first, _ = await line_ids(draft)
    # 100.00 less 10 %: 90.00 and VAT 18.00; the carriage is not given back.
    note = await queries.invoice(await credited(draft, {first: 10_000}))
    assert (note.allowances, note.charges, note.net, note.vat) == (-1_000, 0, -9_000, -1_800)
    rest = await queries.invoice(await actions.credit_whole(draft, on=ON, at=WHEN, by=BY))
    # 90.00 and the carriage of 10.00, VAT 20.00.
    assert (rest.charges, rest.net, rest.payable) == (-1_000, -10_000, -12_000)
    assert await balances() == {}
    await sound()


async def deposit_of(draft: int, percent: int = 3_000) -> queries.InvoiceView:
    deposit_id = await actions.ask_deposit(
        draft, percent=percent, amount=None, key="k", at=WHEN, by=BY
    )
    return await issue(deposit_id, D("2026-11-21"))


async def test_a_deposit_and_the_final_invoice_worked_by_hand(database: None) -> None:
    """3 000.00 + VAT 600.00; 30 % is asked: 900.00 + 180.00 = 1 080.00."""
    await open_shop()
    client = await regie()
    draft = await drafted(client, line("Chantier", 3_000))
    deposit = await deposit_of(draft)
    assert (deposit.net, deposit.vat, deposit.total) == (90_000, 18_000, 108_000)
    assert (deposit.purpose.value, deposit.lines[0].label) == ("deposit", "Acompte de 30\u00a0%")
    assert await entry(f"invoice:{deposit.id}") == [
        ("411", 108_000, 0),
        ("4191", 0, 90_000),
        ("44587", 0, 18_000),
    ]
    await paid(deposit.id, 108_000, on="2026-11-22")
    # VAT of a deposit is due when it is collected.
    books = await balances()
    assert (books["4191"], books["44571"]) == (-90_000, -18_000) and "44587" not in books
    final = await with_deposit(client, draft, deposit.id, 108_000)
    assert (final.total, final.prepaid, final.payable, final.open) == (
        360_000,
        108_000,
        252_000,
        252_000,
    )
    # What is left to pay, 4191 taken back, the whole sale, the rest of its VAT.
    assert await entry(f"invoice:{draft}") == [
        ("411", 252_000, 0),
        ("4191", 90_000, 0),
        ("706", 0, 300_000),
        ("44587", 0, 42_000),
    ]
    await paid(draft, 252_000, on="2026-11-28", receipt=2)
    assert (await balances())["44571"] == -60_000
    assert "44587" not in await balances() and "4191" not in await balances()
    assert [await check() for _, check in queries.CHECKS] == [[]] * len(queries.CHECKS)


async def with_deposit(
    client: int, draft: int, deposit: int, cents: int, euros: int = 3_000
) -> queries.InvoiceView:
    view = await queries.invoice(draft)
    values = actions.DraftValues(client, (line("Chantier", euros),), deductions=((deposit, cents),))
    await actions.edit_draft(draft, values, version=view.version, at=WHEN, by=BY)
    return await issue(draft)


async def test_a_deposit_is_taken_off_once_and_only_when_it_is_paid(database: None) -> None:
    await open_shop()
    client = await regie()
    draft = await drafted(client, line("Chantier", 3_000))
    deposit = await deposit_of(draft)
    assert await code(with_deposit(client, draft, deposit.id, 108_000)) == "invoices.deposit_unpaid"
    await paid(deposit.id, 108_000)
    small = await drafted(client, line("Autre", 50))
    assert (
        await code(with_deposit(client, small, deposit.id, 108_000, 50))
        == "invoices.deposits_too_much"
    )
    second = await drafted(client, line("Autre", 3_000))
    assert await code(with_deposit(client, second, deposit.id, 108_001)) == "invoices.deposit_left"
    await issue(draft)
    assert await code(with_deposit(client, second, deposit.id, 1)) == "invoices.deposit_left"
    other = await drafted(await hotel(), line("Autre", 2_000))
    stranger = (await queries.invoice(other)).client_id
    assert await code(with_deposit(stranger, other, deposit.id, 1)) == "invoices.deposit_other"


async def test_crediting_a_final_invoice_frees_its_deposit(database: None) -> None:
    await open_shop()
    client = await regie()
    draft = await drafted(client, line("Chantier", 3_000))
    deposit = await deposit_of(draft)
    await paid(deposit.id, 108_000)
    await with_deposit(client, draft, deposit.id, 108_000)
    assert (
        await code(actions.credit_whole(deposit.id, on=ON, at=WHEN, by=BY))
        == "invoices.credit_more_than_left"
    )
    note = await queries.invoice(await actions.credit_whole(draft, on=ON, at=WHEN, by=BY))
    assert (note.total, note.prepaid, note.payable) == (-360_000, -108_000, -252_000)
    [left] = await queries.deposits_left(client)
    assert (left.id, left.total, left.vat) == (deposit.id, 108_000, 18_000)
    # The deposit is an advance again, its VAT due.
    found = await balances()
    assert (found["4191"], found["44571"]) == (-90_000, -18_000) and "706" not in found
    await actions.credit_whole(deposit.id, on=ON, at=WHEN, by=BY)
    assert await queries.deposits_left(client) == []


async def test_deposits_asked_by_amount_or_not_at_all(database: None) -> None:
    await open_shop()
    draft = await drafted(await regie(), line("Chantier", 3_000))

    async def ask(key: str, percent: int | None, amount: int | None) -> int:
        return await actions.ask_deposit(
            draft, percent=percent, amount=amount, key=key, at=WHEN, by=BY
        )

    # 500.00 with VAT at 20 %: 416.67 + 83.33
    view = await queries.invoice(await ask("a", None, 50_000))
    assert (view.net, view.vat, view.total) == (41_667, 8_333, 50_000)
    assert await ask("a", None, 50_000) == view.id
    assert await code(ask("b", 1_000, 100)) == "invoices.deposit_amount"
    assert await code(ask("c", None, None)) == "invoices.deposit_amount"
    assert await code(ask("d", None, 360_001)) == "invoices.deposit_size"
    assert await code(ask("e", 0, None)) == "invoices.deposit_size"


async def corrected(
    invoice_id: int, client: int, *lines: LineDraft, on: date = ON
) -> queries.InvoiceView:
    draft = await actions.correct(invoice_id, at=WHEN, by=BY)
    assert draft == await actions.correct(invoice_id, at=WHEN, by=BY)
    view = await queries.invoice(draft)
    values = actions.DraftValues(client, lines)
    await actions.edit_draft(draft, values, version=view.version, at=WHEN, by=BY)
    return await issue(draft)


async def test_a_corrected_invoice_takes_the_place_of_the_first(database: None) -> None:
    """120.00 wrongly invoiced, half paid; it should have been 180.00."""
    await open_shop()
    client = await regie()
    wrong = await issued(client)
    await paid(wrong, 6_000, on="2026-11-23")
    right = await corrected(wrong, client, line(euros=150))
    first = await queries.invoice(wrong)
    assert (first.open, first.situation(ON).value) == (0, "credited")
    assert first.corrected_by and first.corrected_by.number == right.number == "F2026-000002"
    assert right.corrects and right.corrects.number == "F2026-000001"
    assert any("annule et remplace la facture F2026-000001" in each for each in right.mentions)
    # What was paid moved with its day; VAT of the right invoice is due by its share: 10.00.
    assert (right.total, right.open) == (18_000, 12_000)
    assert await entry(f"corrected:{wrong}") == [
        ("411", 0, 12_000),
        ("706", 10_000, 0),
        ("44587", 2_000, 0),
    ]
    found = await balances()
    assert (found["706"], found["44571"], found["44587"]) == (-15_000, -1_000, -2_000)


async def test_a_correction_keeps_the_deposit_that_was_taken_off(database: None) -> None:
    await open_shop()
    client = await regie()
    draft = await drafted(client, line("Chantier", 3_000))
    deposit = await deposit_of(draft)
    await paid(deposit.id, 108_000)
    await with_deposit(client, draft, deposit.id, 108_000)
    again = await actions.correct(draft, at=WHEN, by=BY)
    right = await issue(again)
    assert (right.prepaid, right.open) == (108_000, 252_000)
    assert await queries.deposits_left(client) == []
    assert (await balances())["706"] == -300_000


async def test_what_cannot_be_corrected_is_refused(database: None) -> None:
    await open_shop()
    client = await regie()
    dear = await issued(client)
    await paid(dear, 12_000)
    assert await code(corrected(dear, client, line(euros=50))) == "invoices.correct_paid"
    assert await code(corrected(dear, await hotel(), line())) == "invoices.correct_client"
    part = await issued(client)
    [hours] = await line_ids(part)
    await credited(part, {hours: 5_000})
    assert await code(actions.correct(part, at=WHEN, by=BY)) == "invoices.correct_credited"
    right = await corrected(dear, client, line(euros=200))
    assert (
        await code(actions.credit_whole(dear, on=ON, at=WHEN, by=BY)) == "invoices.replaced_already"
    )
    note = await queries.allocations_on(dear)
    settled = next(each for each in note if each.source_id == right.id)
    async with transaction() as tx:
        assert (
            await code(actions.reverse_allocation(tx, settled.id, on=ON, at=WHEN, by=BY))
            == "invoices.replaced_for_good"
        )
    # The correction itself can be corrected, and credited.
    last = await corrected(right.id, client, line(euros=210))
    assert (await queries.invoice(right.id)).open == 0
    await actions.credit_whole(last.id, on=ON, at=WHEN, by=BY)


async def test_an_early_payment_closes_the_invoice_with_its_vat(database: None) -> None:
    """1 000.00 + VAT 200.00, 2 % within ten days: 1 176.00 paid; 20.00 and VAT 4.00 are granted."""
    await open_shop()
    draft = await drafted(await regie(), line(euros=1_000), discount_rate=200, discount_days=10)
    view = await issue(draft, D("2026-11-21"))
    assert any("Escompte de 2\u00a0%" in each for each in view.mentions)
    assert not any("Pas d’escompte" in each for each in view.mentions)

    async def grant() -> int:
        return await actions.grant_discount(draft, on=D("2026-11-30"), at=WHEN, by=BY)

    assert await code(grant()) == "invoices.paid_too_late"
    await paid(draft, 117_600, on="2026-11-29")
    note = await queries.invoice(await grant())
    assert (note.net, note.vat, note.open) == (-2_000, -400, 0)
    assert await grant() == note.id
    assert (await queries.invoice(draft)).open == 0
    found = await balances()
    assert (found["665"], found["44571"], found["706"]) == (2_000, -19_600, -100_000)
    assert "44587" not in found
    # All credited afterwards: 980.00 and VAT 196.00 go back, not the whole.
    rest = await queries.invoice(
        await actions.credit_whole(draft, on=D("2026-12-01"), at=WHEN, by=BY)
    )
    assert (rest.net, rest.vat, rest.rounding) == (-98_000, -19_600, 0)


async def test_a_late_or_short_payment_earns_no_discount(database: None) -> None:
    await open_shop()
    client = await regie()
    late = await drafted(client, line(euros=1_000), discount_rate=200, discount_days=10)
    await issue(late, D("2026-11-21"))
    await paid(late, 117_600, on="2026-12-02")
    act = actions.grant_discount(late, on=D("2026-12-03"), at=WHEN, by=BY)
    assert await code(act) == "invoices.paid_too_late"
    short = await drafted(client, line(euros=1_000), discount_rate=200, discount_days=10)
    await issue(short, D("2026-11-25"))
    await paid(short, 100_000, on="2026-11-29", receipt=2)
    act = actions.grant_discount(short, on=D("2026-12-03"), at=WHEN, by=BY)
    assert await code(act) == "invoices.discount_open"
    none = await issued(client, on="2026-11-25")
    act = actions.grant_discount(none, on=D("2026-12-03"), at=WHEN, by=BY)
    assert await code(act) == "invoices.no_early"


async def test_the_new_rows_of_an_issued_document_never_change(database: None) -> None:
    await open_shop()
    off = AdjustmentDraft(AdjustmentKind.ALLOWANCE, "Remise", percent=1_000)
    plan = (rules.PlanPart(D("2026-12-01"), percent=5_000), rules.PlanPart(D("2026-12-31")))
    await issue(await drafted(await regie(), adjustments=(off,), plan=plan))
    for change in (
        "UPDATE invoice_adjustment SET amount = 1",
        "DELETE FROM invoice_adjustment",
        "UPDATE invoice_plan SET percent = 1",
        "DELETE FROM invoice_plan",
        "UPDATE invoice SET purpose = 'deposit'",
        "UPDATE invoice_vat SET reason = 'x'",
    ):
        with pytest.raises(Exception, match="never changes"):
            await Instalment.raw(change)
