"""A plan of payments on an issued invoice: granted, kept, broken, ended; the invoice stays."""

import asyncio

import pytest

from app.accounting.tables import Entry
from app.adapters.database import engine
from app.core.errors import Refused
from app.disputes import actions, queries
from app.disputes.actions import Asking, Grant, Word
from app.disputes.rules import Part, cut
from app.disputes.tables import ClientAnswer, PaymentPlan, PaymentPlanPart
from app.invoices import actions as invoices
from app.invoices.queries import maybe_invoice
from app.invoices.tables import Instalment, Invoice
from app.messages.tables import Message
from app.receivables.queries import aging
from app.reminders import queries as reminders
from app.upkeep.queries import gather_checks
from tests.cast import ODILE, at, hotel, mme_perrin, open_shop, regie
from tests.disputes.story import D, asking, failing, promised, words
from tests.disputes.test_promises import acts, refusal
from tests.payments.books import paid
from tests.reminders.story import late, proposed

ON = "2026-11-21"
# 540,00 in three of 180,00.
DAYS = ("2026-12-01", "2027-01-01", "2027-02-01")


def wish(invoice_id: int, key: str = "k", seen: str = "", **more: object) -> Grant:
    values: dict[str, object] = {
        "parts": [Part(18_000, D(day)) for day in DAYS], "patience": 5, "reason": "Trésorerie",
        "word": "Comme convenu.", "tells": True, "by": ODILE,
    }  # fmt: skip
    return Grant(invoice_id=invoice_id, key=key, seen=seen, **(values | more))  # type: ignore[arg-type]


async def granted(invoice_id: int, on: str = ON, key: str = "k", **more: object) -> int:
    about = await queries.plans_about(invoice_id, D(on))
    seen = about[0].seen if about else ""
    return await actions.grant(wish(invoice_id, key, seen, **more), on=D(on), at=at(on, 15))


async def asked(
    invoice_id: int, count: int = 3, key: str = "q", on: str = ON, first: str = DAYS[0], **more: int
) -> int:
    view = await maybe_invoice(invoice_id)
    assert view
    limits = {"open": view.open, "most": 4, "least": 10_000} | more
    asking = Asking(invoice_id, count, D(first), **limits)
    return await actions.request(asking, words(key), on=D(on), at=at(on, 14))


async def stands(answer_id: int, on: str) -> str:
    view = await queries.maybe_answer(answer_id, D(on))
    assert view and view.plan
    return view.plan.standing.value


async def faults() -> list[str]:
    return [check.said for check in await gather_checks() if not check.ok]


async def test_nothing_of_the_invoice_nor_of_the_books_changes(database: None) -> None:
    await open_shop()
    invoice = await late(await regie())
    before = (
        await Invoice.select().order_by(Invoice.id),
        await Instalment.select().order_by(Instalment.id),
        await Entry.select().order_by(Entry.id),
        await aging(D("2026-12-31")),
    )
    await granted(invoice)
    assert before == (
        await Invoice.select().order_by(Invoice.id),
        await Instalment.select().order_by(Instalment.id),
        await Entry.select().order_by(Entry.id),
        await aging(D("2026-12-31")),
    )


async def test_kept_to_its_end_and_silent_all_the_while(database: None) -> None:
    await open_shop()
    client = await hotel()
    invoice = await late(client)
    answer_id = await granted(invoice)
    (letter,) = await Message.select()
    assert letter["subject_key"] == "plan:1:granted"
    text = letter["text"].replace("\u00a0", " ").replace("\u202f", " ")
    for said in ("540,00 €", "1er décembre 2026 – 180,00 €", "Comme convenu."):
        assert said in text
    assert (await proposed()).proposals == []
    (held,) = await reminders.held_on(D("2026-11-23"))
    assert held.reason.code == "reminders.planned"
    assert held.reason.facts["day"] == D("2026-12-01")
    for day in ("2026-12-02", "2027-01-04", "2027-02-01"):
        await paid(client, 180, day)
        assert await asking(day) == []
    assert await stands(answer_id, "2027-02-02") == "kept"
    await actions.follow(at("2027-02-02"))
    assert await actions.follow(at("2027-02-02", 10)) == 0
    told = await acts(client)
    assert (
        "540,00 € de F2026-000001 à payer en 3 fois, jusqu’au 1er février 2027 : « Trésorerie »"
        in (told)
    )
    assert told[-1] == "Échéancier de F2026-000001 tenu jusqu’au bout"
    assert await faults() == []


async def test_paid_ahead_or_in_another_order_is_kept_as_well(database: None) -> None:
    await open_shop()
    client = await regie()
    answer_id = await granted(await late(client))
    await paid(client, 400, "2026-11-30")
    assert await stands(answer_id, "2027-01-20") == "running"
    view = await queries.maybe_answer(answer_id, D("2027-01-20"))
    assert view and view.plan and view.plan.next == Part(14_000, D("2027-02-01"))
    await paid(client, 140, "2027-02-05")
    assert await stands(answer_id, "2027-02-06") == "kept"


async def test_a_payment_that_is_missing_ends_it_and_all_is_asked_for_again(
    database: None,
) -> None:
    await open_shop()
    client = await hotel()
    invoice = await late(client)
    answer_id = await granted(invoice)
    await paid(client, 180, "2026-12-01")
    # 1 January and five days of patience.
    assert await stands(answer_id, "2027-01-06") == "running"
    assert await asking("2027-01-06") == []
    assert await stands(answer_id, "2027-01-07") == "broken"
    assert [each.id for each in await asking("2027-01-07")] == [answer_id]
    await actions.follow(at("2027-01-07"))
    assert "Échéancier de F2026-000001 rompu : 180,00 € du 1er janvier 2027 manquent" in (
        await acts(client)
    )
    assert await queries.asking(D("2027-01-07")) == [("unkept", "Hôtel Saint-Nizier", answer_id)]
    made = (await proposed("2027-01-11")).proposals
    assert len(made) == 1
    # What comes late mends nothing; paid in whole, nobody is asked for anything.
    await paid(client, 360, "2027-01-12")
    assert await stands(answer_id, "2027-01-13") == "broken"
    assert await asking("2027-01-13") == []


async def test_money_that_was_there_in_time_and_told_later_keeps_it(database: None) -> None:
    await open_shop()
    client = await regie()
    answer_id = await granted(await late(client))
    await actions.follow(at("2026-12-08"))
    assert await stands(answer_id, "2026-12-08") == "broken"
    await paid(client, 180, "2026-12-02")
    await actions.follow(at("2026-12-09"))
    assert await stands(answer_id, "2026-12-09") == "running"
    assert (await acts(client))[-1] == "Échéancier de F2026-000001 finalement tenu"


async def test_a_debit_that_came_back_breaks_what_was_kept(database: None) -> None:
    from app.payments import actions as payments

    await open_shop()
    client = await regie()
    answer_id = await granted(await late(client))
    receipt = await paid(client, 540, "2026-12-01")
    await actions.follow(at("2026-12-02"))
    assert await stands(answer_id, "2026-12-02") == "kept"
    await payments.undo(receipt, on=D("2026-12-20"), at=at("2026-12-20"), by=ODILE)
    assert await stands(answer_id, "2026-12-21") == "broken"
    await actions.follow(at("2026-12-21"))
    assert [each.id for each in await asking("2026-12-21")] == [answer_id]


async def test_ended_by_the_business_reminders_go_on(database: None) -> None:
    await open_shop()
    client = await hotel()
    answer_id = await granted(await late(client), tells=False)
    assert await Message.count() == 0
    view = await queries.maybe_answer(answer_id, D(ON))
    assert view and view.plan
    assert await refusal(actions.end_plan(view.plan.id, Word("", True, at(ON, 16), ODILE))) == (
        "disputes.plan_why"
    )
    for _ in range(2):
        word = Word("Chèque sans provision", True, at("2026-11-22"), ODILE)
        await actions.end_plan(view.plan.id, word)
    assert await stands(answer_id, "2026-11-23") == "withdrawn"
    assert await Message.count() == 1
    assert len((await proposed()).proposals) == 1
    assert await refusal(actions.decline(view.plan.id, word)) == "disputes.plan_over"


async def test_a_second_plan_takes_the_place_of_the_first_and_of_a_promise(database: None) -> None:
    await open_shop()
    client = await regie()
    invoice = await late(client)
    promise = await promised(invoice, "2026-11-30")
    first = await granted(invoice)
    kept = await queries.maybe_answer(promise, D(ON))
    assert kept and kept.promise and kept.promise.standing == "withdrawn"
    await paid(client, 140, "2026-11-25")
    parts = cut(40_000, 2, D("2026-12-15"))
    second = await granted(invoice, "2026-11-26", "other", parts=parts)
    assert (await stands(first, "2026-11-27"), await stands(second, "2026-11-27")) == (
        "withdrawn",
        "running",
    )
    assert await faults() == []


async def test_the_same_form_twice_is_one_plan_and_two_people_do_not_grant_two(
    database: None,
) -> None:
    await open_shop()
    invoice = await late(await regie())
    on, moment = D(ON), at(ON, 15)
    same = await asyncio.gather(*(actions.grant(wish(invoice), on=on, at=moment) for _ in range(3)))
    assert len(set(same)) == 1 and await PaymentPlan.count() == 1 and await Message.count() == 1
    # Amin's form was shown before Odile granted hers.
    assert await refusal(actions.grant(wish(invoice, "amin"), on=on, at=moment)) == (
        "disputes.plan_meanwhile"
    )
    other = await late(await hotel())
    two = await asyncio.gather(
        *(actions.grant(wish(other, key), on=on, at=moment) for key in "ab"),
        return_exceptions=True,
    )
    (refused,) = [each for each in two if isinstance(each, Refused)]
    assert refused.code == "disputes.plan_meanwhile"


async def test_what_was_paid_meanwhile_is_refused_by_name(database: None) -> None:
    await open_shop()
    client = await regie()
    invoice = await late(client)
    await paid(client, 100, "2026-11-20")
    assert await refusal(granted(invoice)) == "disputes.plan_sum"
    await paid(client, 440, "2026-11-20")
    assert await refusal(granted(invoice)) == "disputes.plan_paid"
    assert await PaymentPlan.count() == 0 and await Message.count() == 0


async def test_a_credit_note_shortens_a_plan_and_one_of_all_ends_it(database: None) -> None:
    await open_shop()
    invoice = await late(await regie())
    answer_id = await granted(invoice)
    on = D("2026-11-24")
    await invoices.credit_whole(invoice, on=on, at=at(on), by=ODILE)
    assert await stands(answer_id, "2026-12-20") == "moot"
    assert await asking("2026-12-20") == []


async def test_a_fault_in_the_middle_leaves_nothing(database: None) -> None:
    await open_shop()
    invoice = await late(await regie())
    async with failing("payment_plan_part", "NEW.position = 3"):
        with pytest.raises(Exception, match="the power went"):
            await granted(invoice)
    counts = [await each.count() for each in (PaymentPlan, PaymentPlanPart, ClientAnswer, Message)]
    assert counts == [0, 0, 0, 0]
    await granted(invoice)
    assert await PaymentPlanPart.count() == 3


async def test_a_worker_that_dies_between_two_notes_each_plan_once(database: None) -> None:
    await open_shop()
    client = await regie()
    _, second = [await granted(await late(client), key=key) for key in "ab"]
    async with failing("audit_entry", f"NEW.act = 'payplan.broken' AND NEW.subject_id = {second}"):
        with pytest.raises(Exception, match="the power went"):
            await actions.follow(at("2026-12-08"))
    assert await actions.follow(at("2026-12-08", 10)) == 1
    assert await actions.follow(at("2026-12-08", 11)) == 0
    assert len([each for each in await acts(client) if "rompu" in each]) == 2


async def test_asked_for_then_granted_otherwise(database: None) -> None:
    """Mme Arnaud asks for three; Odile grants two: both stand in the record."""
    await open_shop()
    invoice = await late(await regie())
    answer_id = await asked(invoice)
    assert await stands(answer_id, ON) == "asked"
    assert [each.id for each in await asking(ON)] == [answer_id]
    assert await queries.asking(D(ON)) == [("plan", "Régie Bellecour", answer_id)]
    # Nothing is granted: reminders go on.
    assert len((await proposed()).proposals) == 1
    same = await granted(invoice, parts=cut(54_000, 2, D("2026-12-05")))
    assert same == answer_id and await ClientAnswer.count() == 1
    view = await queries.maybe_answer(answer_id, D(ON))
    assert view and view.plan and (len(view.plan.asked), len(view.plan.facts.parts)) == (3, 2)
    assert [each["subject_key"] for each in await Message.select().order_by(Message.id)][-1] == (
        "plan:1:granted"
    )
    assert await faults() == []


async def test_paid_between_the_question_and_the_answer(database: None) -> None:
    await open_shop()
    client = await regie()
    invoice = await late(client)
    answer_id = await asked(invoice)
    await paid(client, 100, "2026-11-20")
    assert await refusal(granted(invoice)) == "disputes.plan_sum"
    await paid(client, 440, "2026-11-20")
    assert await refusal(granted(invoice)) == "disputes.plan_paid"
    assert await asking(ON) == [] and await stands(answer_id, ON) == "moot"
    await actions.follow(at(ON, 18))
    assert await queries.asking(D(ON)) == []


async def test_declined_with_a_word_once(database: None) -> None:
    await open_shop()
    client = await regie()
    invoice = await late(client)
    await asked(invoice)
    (plan,) = await queries.plans_about(invoice, D(ON))
    assert await refusal(actions.decline(plan.id, Word("", True, at(ON, 16), ODILE))) == (
        "disputes.plan_word"
    )
    word = Word("Le délai légal est de 60 jours.", True, at(ON, 16), ODILE)
    await asyncio.gather(*(actions.decline(plan.id, word) for _ in range(2)))
    told = [each async for each in _letters(client)]
    assert len(told) == 1 and "60 jours" in told[0]
    # Granting what was declined meanwhile is refused; looking again, it may be.
    assert await refusal(actions.grant(wish(invoice, "x", plan.seen), on=D(ON), at=at(ON, 17))) == (
        "disputes.plan_meanwhile"
    )
    await granted(invoice, key="y")
    assert await faults() == []


async def _letters(client_id: int):  # type: ignore[no-untyped-def]
    for each in await Message.select().where(Message.client_id == client_id):
        yield each["text"]


async def test_the_bounds_of_what_may_be_asked_for(database: None) -> None:
    await open_shop()
    invoice = await late(await mme_perrin())
    assert await refusal(asked(invoice, most=0)) == "disputes.plan_count"
    assert await refusal(asked(invoice, count=5)) == "disputes.plan_count"
    assert await refusal(asked(invoice, count=4, least=20_000)) == "disputes.plan_count"
    assert await refusal(asked(invoice, open=53_999)) == "disputes.plan_changed"
    assert await refusal(asked(invoice, on="2026-12-02")) == "disputes.past"
    assert await refusal(asked(invoice, first="2026-12-22")) == "disputes.plan_first"
    await asked(invoice)
    assert await asked(invoice) == 1, "the same form"
    assert await refusal(asked(invoice, key="again")) == "disputes.plan_twice"
    await granted(invoice)
    assert await refusal(asked(invoice, key="more")) == "disputes.planned"
    assert await refusal(promised(invoice, "2026-12-10")) == "disputes.planned"
    assert await ClientAnswer.count() == 1


async def test_what_was_granted_never_changes(database: None) -> None:
    await open_shop()
    await granted(await late(await regie()))
    for sql in (
        "UPDATE payment_plan SET open = 1",
        "UPDATE payment_plan SET granted_on = NULL, open = NULL, noted = 'asked'",
        "DELETE FROM payment_plan",
        "UPDATE payment_plan_part SET amount = 1",
        "DELETE FROM payment_plan_part",
    ):
        with pytest.raises(Exception, match="never"):
            await engine.run_ddl(sql)
