"""An invoice contested: silent meanwhile, ended once, and what a credit note of it comes to."""

import asyncio

import pytest

from app.adapters.database import transaction
from app.core.errors import Refused
from app.core.money import PRICE_SCALE
from app.debits.queries import candidates
from app.disputes import actions, queries
from app.disputes.actions import Contest, Deed
from app.disputes.rules import Outcome, Reason, StepKind, Verdict
from app.disputes.tables import AnswerStep, ClientAnswer, Dispute
from app.invoices import actions as invoices
from app.invoices import queries as invoice_queries
from app.invoices.rules import LineDraft, Opening
from app.invoices.tables import Invoice
from app.reminders import queries as reminders
from app.risk.queries import outcomes
from app.today.queries.facts import facts
from tests.cast import AMIN, ODILE, at, hotel, open_shop, regie
from tests.disputes.story import D, asking, failing, noted, words
from tests.disputes.test_promises import acts, refusal
from tests.invoices.story import balances, issued
from tests.mandates.paper import identified
from tests.payments.books import paid
from tests.reminders.story import MONDAY, late, proposed

NOV_21, NOV_24 = D("2026-11-21"), D("2026-11-24")


async def contested(invoice_id: int, cents: int | None = None, key: str = "d") -> int:
    """Contested on the page of the invoice; gives back its answer."""
    contest = Contest(invoice_id, cents, Reason.WORK)
    said = words(key, "La porte ne ferme pas.")
    return await actions.dispute(contest, said, on=NOV_21, at=at(NOV_21, 14))


async def ended(
    answer_id: int,
    outcome: Outcome,
    credit: int | None = None,
    note: str = "Vu sur place.",
    key: str = "e",
    by: str = ODILE,
) -> int | None:
    deed = Deed(StepKind.CLOSED, note, key, 0, at(NOV_24, 9), by)
    return await actions.settle(answer_id, Verdict(outcome, note, credit), deed, on=NOV_24)


async def test_reminders_are_silent_until_it_is_rejected(database: None) -> None:
    await open_shop()
    client = await hotel()
    answer_id = await contested(await late(client), 6_000)
    assert (await proposed(MONDAY)).proposals == []
    (held,) = await reminders.held_on(D(MONDAY))
    assert held.reason.code == "reminders.disputed"
    assert [each.id for each in await asking(MONDAY)] == [answer_id]
    await ended(answer_id, Outcome.REJECTED)
    assert len((await proposed("2026-11-25")).proposals) == 1
    assert await asking("2026-11-25") == []
    assert (await acts(client))[-1] == (
        "Litige de 60,00 € sur F2026-000001 rejeté : « Vu sur place. »"
    )


async def test_accepted_it_leads_to_its_credit_note_linked_and_on_the_invoice(
    database: None,
) -> None:
    await open_shop()
    client = await regie()
    invoice = await late(client)
    answer_id = await contested(invoice, 6_000)
    credit_id = await ended(answer_id, Outcome.ACCEPTED, 6_000)
    view = await queries.maybe_answer(answer_id, NOV_24)
    assert view and view.dispute and view.dispute.credit_note == credit_id
    assert view.dispute.credit_number == "A2026-000001" and view.stage == "done"
    note = await Invoice.select().where(Invoice.id == credit_id).first()
    # 60 € of 540 €, VAT at 20 % within: 50 € and 10 €.
    assert (note["net"], note["vat"], note["total"]) == (-5_000, -1_000, -6_000)
    assert (await invoice_queries.invoice(invoice)).open == 48_000
    # 540 € sold (450, and 90 of VAT that waits for the payment) less 60.
    assert await balances() == {"411": 48_000, "706": -40_000, "44587": -8_000}
    # One that is open beside it, and one accepted without a credit note, are in order too.
    other = await contested(await late(await hotel()), key="d2")
    await ended(await contested(await late(client, 90), key="d3"), Outcome.ACCEPTED, key="e3")
    assert other and [list(await check()) for _, check in queries.CHECKS] == [[]] * 6


async def test_a_credit_note_of_an_amount_over_two_rates_comes_to_it(database: None) -> None:
    """100 € at 20 % and 100 € at 5,5 %: 225,50 €. Of 50 €, 50/225,5 of each line: 22,17 € of each,
    4,43 € and 1,22 € of VAT: 49,99 €, and a cent of rounding."""
    await open_shop()
    lines = [LineDraft(label, 10_000, 100 * PRICE_SCALE, rate) for label, rate in RATES]
    invoice = await issued(await regie(), *lines)
    answer_id = await contested(invoice, 5_000)
    credit_id = await ended(answer_id, Outcome.ACCEPTED, 5_000)
    note = await Invoice.select().where(Invoice.id == credit_id).first()
    assert (note["net"], note["vat"], note["rounding"]) == (-4_434, -565, -1)
    assert (await invoice_queries.invoice(invoice)).open == 17_550


RATES = [("Pose", 2000), ("Fournitures", 550)]


async def test_a_business_that_debits_makes_credit_notes_too(database: None) -> None:
    await open_shop()
    await identified()
    answer_id = await contested(await late(await regie()), 6_000)
    assert await ended(answer_id, Outcome.ACCEPTED, 6_000)


async def test_the_whole_of_it_is_the_mirror_of_the_invoice(database: None) -> None:
    await open_shop()
    invoice = await late(await regie())
    credit_id = await ended(await contested(invoice), Outcome.ACCEPTED, 54_000)
    note = await Invoice.select().where(Invoice.id == credit_id).first()
    assert (note["net"], note["vat"], note["total"]) == (-45_000, -9_000, -54_000)
    assert await balances() == {}


async def test_more_than_is_left_is_refused_and_changes_nothing(database: None) -> None:
    await open_shop()
    invoice = await late(await regie())
    assert await refusal(contested(invoice, 54_001)) == "disputes.too_much"
    assert await refusal(contested(invoice, 0)) == "disputes.nothing"
    answer_id = await contested(invoice, 6_000)
    assert await refusal(ended(answer_id, Outcome.ACCEPTED, 54_001)) == "invoices.credit_amount"
    assert await refusal(ended(answer_id, Outcome.REJECTED, note="")) == "disputes.why"
    assert await refusal(ended(answer_id, Outcome.REJECTED, 6_000)) == "disputes.no_credit"
    assert await refusal(ended(answer_id, Outcome.OPEN)) == "disputes.no_outcome"
    assert await Invoice.count() == 1 and await AnswerStep.count() == 0
    assert await refusal(contested(invoice, 100, key="again")) == "disputes.contested"


async def test_the_same_form_twice_and_two_people_at_once(database: None) -> None:
    await open_shop()
    invoice = await late(await regie())
    made = await asyncio.gather(*(contested(invoice, 6_000) for _ in range(3)))
    assert len(set(made)) == 1 and await Dispute.count() == 1
    two = await asyncio.gather(
        ended(made[0], Outcome.ACCEPTED, 6_000, key="odile"),
        ended(made[0], Outcome.REJECTED, key="amin", by=AMIN),
        ended(made[0], Outcome.ACCEPTED, 6_000, key="odile"),
        return_exceptions=True,
    )
    assert any(isinstance(each, Refused) for each in two)
    assert await AnswerStep.count() == 1
    row = await Dispute.select().first()
    credits = await Invoice.count() - 1
    assert (row["outcome"], credits) in {("accepted", 1), ("rejected", 0)}


async def test_a_fault_after_the_credit_note_leaves_none(database: None) -> None:
    """The number was taken, the note was written; the power went before the outcome was."""
    await open_shop()
    answer_id = await contested(await late(await regie()), 6_000)
    async with failing("answer_step", "NEW.kind = 'closed'"):
        with pytest.raises(Exception, match="the power went"):
            await ended(answer_id, Outcome.ACCEPTED, 6_000)
    assert await Invoice.count() == 1
    assert (await Dispute.select().first())["outcome"] == "open"
    await ended(answer_id, Outcome.ACCEPTED, 6_000)
    numbers = await Invoice.select(Invoice.number).order_by(Invoice.id)
    assert [row["number"] for row in numbers] == ["F2026-000001", "A2026-000001"]


async def test_what_is_in_dispute_is_not_debited_nor_counted_on_nor_learnt_from(
    database: None,
) -> None:
    await open_shop()
    client = await regie()
    invoice, other = await late(client), await late(client, 120)
    before = await facts(NOV_24)
    assert sorted(debt.cents for debt in before.debts) == [12_000, 54_000]
    answer_id = await contested(invoice)
    assert [debt.cents for debt in (await facts(NOV_24)).debts] == [12_000]
    assert invoice not in {each.invoice_id for each in await candidates()}
    known = [each.is_disputed for each in await outcomes(D("2026-12-31"))]
    assert sorted(known) == [False, True]
    # On the day before nobody knew of it.
    assert not any(each.is_disputed for each in await outcomes(D("2026-11-20")))
    await ended(answer_id, Outcome.WITHDRAWN)
    assert not any(each.is_disputed for each in await outcomes(D("2026-12-31")))
    assert len((await facts(NOV_24)).debts) == 2
    assert other


async def test_a_dispute_of_imported_history_ends_here(database: None) -> None:
    await open_shop()
    client = await hotel()
    day = D("2026-10-01")
    row = Opening(client, "B-117", day, D("2026-11-01"), 48_000, disputed=True)
    async with transaction() as tx:
        (invoice,) = await invoices.record_openings(
            tx, [row], import_id=None, at=at(NOV_21), by=ODILE
        )
    assert (await proposed(MONDAY)).proposals == []
    contest = Contest(invoice, None, Reason.OTHER)
    answer_id = await actions.dispute(contest, noted(text="D’avant"), on=NOV_21, at=at(NOV_21, 10))
    assert (await proposed("2026-11-24")).proposals == []
    assert await refusal(ended(answer_id, Outcome.ACCEPTED, 48_000)) == "invoices.not_creditable"
    await ended(answer_id, Outcome.REJECTED)
    assert len((await proposed("2026-11-25")).proposals) == 1


async def test_contested_and_paid_meanwhile(database: None) -> None:
    await open_shop()
    client = await regie()
    invoice = await late(client)
    await paid(client, 540, "2026-11-20")
    assert await refusal(contested(invoice)) == "disputes.settled"
    assert await ClientAnswer.count() == 0


async def test_a_call_asks_again_on_its_day(database: None) -> None:
    await open_shop()
    client = await regie()
    said = noted("c", "Le comptable est absent, rappeler.")
    moment = at(NOV_21, 10)
    for _ in range(2):
        answer_id = await actions.note_call(
            client, None, D("2026-11-26"), said, on=NOV_21, at=moment
        )
    assert await ClientAnswer.count() == 1
    assert await asking("2026-11-25") == []
    assert [each.id for each in await asking("2026-11-26")] == [answer_id]
    deed = Deed(StepKind.CLOSED, "Rappelé.", "x", 0, at("2026-11-26", 9), ODILE)
    await actions.handle(answer_id, deed)
    assert await asking("2026-11-27") == []
    early = actions.note_call(client, None, D("2026-11-20"), noted("z", "x"), on=NOV_21, at=moment)
    assert await refusal(early) == "disputes.past"
