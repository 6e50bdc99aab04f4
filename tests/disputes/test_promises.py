"""A date promised: kept or broken by the payments alone, silent meanwhile, once however often."""

import asyncio
import json

import pytest

from app.adapters import files
from app.adapters.database import engine
from app.auth.queries import client_timeline
from app.core.errors import Refused
from app.core.telling import act_sentence
from app.disputes import actions, queries
from app.disputes.actions import Wish
from app.disputes.rules import PromiseFacts, last_day, standing
from app.disputes.tables import ClientAnswer, Promise
from app.invoices import actions as invoices
from app.invoices.tables import Allocation
from app.messages.tables import Message
from app.payments import actions as payments
from app.reminders import queries as reminders
from tests.cast import ODILE, at, hotel, open_shop, regie
from tests.disputes.story import D, asking, failing, noted, promised, words
from tests.disputes.story import standing as stands
from tests.payments.books import instalment_of, paid
from tests.reminders.story import late, proposed


async def refusal(attempt: object) -> str:
    with pytest.raises(Refused) as refused:
        await attempt  # type: ignore[misc]
    return refused.value.code


async def acts(client_id: int) -> list[str]:
    found = await client_timeline(client_id)
    told = [act_sentence(each.act, each.detail, "fr") for each in reversed(found)]
    return [each.replace("\u00a0", " ").replace("\u202f", " ") for each in told]


def test_money_promised_for_a_day_may_come_the_next_working_day() -> None:
    """CMF L133-13: a transfer is there at the end of the working day after its order."""
    assert last_day(D("2026-12-01")) == D("2026-12-02")
    # A Friday, and Christmas Eve before a long week-end.
    assert last_day(D("2026-12-04")) == D("2026-12-07")
    assert last_day(D("2026-12-24")) == D("2026-12-28")


@pytest.mark.parametrize(
    ("paid_cents", "relieved", "open_now", "on", "said"),
    [
        (0, 0, 54_000, "2026-12-02", "running"),
        (0, 0, 54_000, "2026-12-03", "broken"),
        (29_999, 0, 24_001, "2026-12-03", "broken"),
        (30_000, 0, 24_000, "2026-12-01", "kept"),
        (0, 54_000, 0, "2026-12-01", "moot"),
        # A credit note of 400 leaves 140 to pay of the 300 that were promised.
        (14_000, 40_000, 0, "2026-12-01", "kept"),
        (13_999, 40_000, 1, "2026-12-03", "broken"),
    ],
)
def test_how_a_promise_of_300_of_540_stands(
    paid_cents: int, relieved: int, open_now: int, on: str, said: str
) -> None:
    facts = PromiseFacts(
        30_000, D("2026-12-01"), D("2026-12-02"), "running", 54_000, paid_cents, relieved, open_now
    )
    assert standing(facts, D(on)) == said


async def test_a_promise_is_kept_with_its_proof_and_told_to_the_owner(database: None) -> None:
    await open_shop()
    invoice = await late(await regie())
    answer_id = await promised(invoice, "2026-12-01")
    row = await ClientAnswer.select().first()
    proof = json.loads(files.read(row["evidence_sha256"]))
    assert proof["name"] == "Mme Arnaud" and proof["amount_cents"] == 54_000
    assert proof["day"] == "2026-12-01" and proof["address"] == "203.0.113.9"
    assert proof["invoice"] == "F2026-000001" and proof["said_at"].startswith("2026-11-21T14:00")
    (only,) = await Message.select(Message.to_address, Message.subject, Message.cause_id)
    assert only["to_address"] == ODILE and only["cause_id"] == answer_id
    assert only["subject"] == "Paiement promis pour la facture F2026-000001 – Régie Bellecour"


async def test_kept_by_a_payment_dated_in_time_and_recorded_late(database: None) -> None:
    await open_shop()
    client = await regie()
    invoice = await late(client)
    answer_id = await promised(invoice, "2026-12-01")
    assert await stands(answer_id, "2026-12-02") == "running"
    assert await stands(answer_id, "2026-12-03") == "broken"
    assert await actions.follow(at("2026-12-03", 6)) == 1
    assert await actions.follow(at("2026-12-03", 7)) == 0
    assert [each.id for each in await asking("2026-12-03")] == [answer_id]
    # The statement of the 2nd is read on the 4th: it was there in time.
    await paid(client, 540, "2026-12-02", recorded="2026-12-04")
    assert await stands(answer_id, "2026-12-04") == "kept"
    assert await asking("2026-12-04") == []
    (still,) = await queries.open_answers(D("2026-12-04"))
    assert still.stage == "done", "kept, before the worker has noted it"
    assert await actions.follow(at("2026-12-04", 11)) == 1
    assert (await acts(client))[-1] == "Promesse de 540,00 € pour le 1er décembre 2026 tenue"


async def test_a_returned_payment_breaks_what_was_kept(database: None) -> None:
    await open_shop()
    client = await regie()
    answer_id = await promised(await late(client), "2026-12-01")
    receipt = await paid(client, 540, "2026-11-30")
    await actions.follow(at("2026-11-30", 12))
    assert await stands(answer_id, "2026-12-01") == "kept"
    assert [list(await check()) for _, check in queries.CHECKS] == [[]] * 6
    await payments.undo(receipt, on=D("2026-12-08"), at=at("2026-12-08"), by=ODILE)
    assert await stands(answer_id, "2026-12-08") == "broken"
    assert await actions.follow(at("2026-12-08", 12)) == 1
    assert [each.id for each in await asking("2026-12-08")] == [answer_id]


async def test_what_was_paid_before_keeps_nothing(database: None) -> None:
    await open_shop()
    client = await regie()
    invoice = await late(client)
    await paid(client, 300, "2026-11-20")
    answer_id = await promised(invoice, "2026-12-01", 24_000)
    assert await stands(answer_id, "2026-12-03") == "broken"


async def test_a_credit_note_leaves_nothing_to_promise(database: None) -> None:
    await open_shop()
    invoice = await late(await regie())
    answer_id = await promised(invoice, "2026-12-01")
    on = D("2026-11-24")
    await invoices.credit_whole(invoice, on=on, at=at(on), by=ODILE)
    assert await stands(answer_id, "2026-12-03") == "moot"
    assert await asking("2026-12-03") == []


async def test_reminders_are_silent_while_it_runs_and_say_why(database: None) -> None:
    await open_shop()
    client = await hotel()
    await promised(await late(client), "2026-11-26", on="2026-11-21")
    assert (await proposed("2026-11-27")).proposals == []
    (held,) = await reminders.held_on(D("2026-11-27"))
    assert held.reason.code == "reminders.promised"
    assert held.reason.facts["day"] == D("2026-11-26")
    assert len((await proposed("2026-11-30")).proposals) == 1, "broken: reminders go on"


async def test_a_part_that_was_paid_as_promised_frees_the_rest(database: None) -> None:
    await open_shop()
    client = await hotel()
    invoice = await late(client)
    await promised(invoice, "2026-12-10", 30_000)
    await paid(client, 300, "2026-11-27")
    assert len((await proposed("2026-11-27", 11)).proposals) == 1


async def test_the_bounds_of_a_promise(database: None) -> None:
    await open_shop()
    client = await regie()
    invoice = await late(client)
    assert await refusal(promised(invoice, "2026-11-20")) == "disputes.past"
    assert await refusal(promised(invoice, "2026-12-22")) == "disputes.too_far"
    assert await refusal(promised(invoice, "2026-12-01", 54_001)) == "disputes.too_much"
    assert await refusal(promised(invoice, "2026-12-01", 0)) == "disputes.nothing"
    assert await refusal(promised(invoice, "2026-12-01", -5)) == "disputes.nothing"
    await promised(invoice, "2026-12-21")
    assert await refusal(promised(invoice, "2026-12-01")) == "disputes.promised"
    assert await ClientAnswer.count() == 1


async def test_two_broken_dates_and_no_third(database: None) -> None:
    await open_shop()
    invoice = await late(await regie())
    await promised(invoice, "2026-11-23")
    await promised(invoice, "2026-11-27", on="2026-11-25")
    assert await refusal(promised(invoice, "2026-12-04", on="2026-12-01")) == "disputes.twice"


async def test_a_double_click_and_two_people_at_once(database: None) -> None:
    await open_shop()
    client = await regie()
    invoice = await late(client)
    wish = Wish([invoice], None, D("2026-12-01"))
    day, moment = D("2026-11-21"), at("2026-11-21", 14)
    same = await asyncio.gather(
        *(actions.promise(wish, words("same"), on=day, at=moment) for _ in range(3))
    )
    assert len(set(same)) == 1
    other = await late(client)
    wish = Wish([other], None, D("2026-12-01"))
    two = await asyncio.gather(
        *(actions.promise(wish, words(key), on=day, at=moment) for key in "ab"),
        return_exceptions=True,
    )
    (refused,) = [each for each in two if isinstance(each, Refused)]
    assert refused.code == "disputes.promised"
    assert await Promise.count() == 2 and await Message.count() == 2


async def test_a_promise_for_what_is_paid_meanwhile(database: None) -> None:
    """The page was open; the money came; then the button was tapped."""
    await open_shop()
    client = await regie()
    invoice = await late(client)
    await paid(client, 540, "2026-11-20")
    assert await refusal(promised(invoice, "2026-12-01")) == "disputes.paid"
    assert await ClientAnswer.count() == 0 and await Message.count() == 0


async def test_a_payment_and_a_promise_at_the_same_moment(database: None) -> None:
    await open_shop()
    client = await regie()
    invoice = await late(client)
    instalment = await instalment_of(invoice)
    made, _ = await asyncio.gather(
        promised(invoice, "2026-12-01"),
        paid(client, 540, "2026-11-21", [(instalment, 54_000)]),
        return_exceptions=True,
    )
    assert await Allocation.count() == 1
    if isinstance(made, Refused):
        assert made.code == "disputes.paid"
    else:
        assert isinstance(made, int) and await stands(made, "2026-12-03") == "kept"


async def test_a_fault_in_the_middle_leaves_nothing(database: None) -> None:
    await open_shop()
    invoice = await late(await regie())
    async with failing("promise", "TRUE"):
        with pytest.raises(Exception, match="the power went"):
            await promised(invoice, "2026-12-01", key="k")
    assert await ClientAnswer.count() == 0 and await Message.count() == 0
    await promised(invoice, "2026-12-01", key="k")
    assert await ClientAnswer.count() == 1 and await Message.count() == 1


async def test_a_worker_that_dies_between_two_notes_each_promise_once(database: None) -> None:
    await open_shop()
    client = await regie()
    _, second = [await promised(await late(client), f"2026-11-{day}") for day in (23, 24)]
    async with failing("audit_entry", f"NEW.act = 'promise.broken' AND NEW.subject_id = {second}"):
        with pytest.raises(Exception, match="the power went"):
            await actions.follow(at("2026-11-26"))
    assert await actions.follow(at("2026-11-26", 10)) == 1
    assert await actions.follow(at("2026-11-26", 11)) == 0
    assert len([each for each in await acts(client) if "non tenue" in each]) == 2


async def test_by_hand_a_later_day_takes_the_place_of_the_first(database: None) -> None:
    await open_shop()
    client = await regie()
    first, second = await late(client), await late(client, 60, "2026-11-15")
    before = await promised(first, "2026-11-30")
    wish = Wish([first, second], None, D("2027-01-15"))
    answer_id = await actions.promise(wish, noted(), on=D("2026-11-25"), at=at("2026-11-25", 9))
    assert await stands(before, "2026-12-10") == "withdrawn"
    assert await queries.promises_on(D("2026-12-10")) == dict.fromkeys(
        (first, second), D("2027-01-15")
    )
    assert await Message.count() == 1, "what Odile wrote down herself is told to nobody"
    await paid(client, 600, "2027-01-14")
    assert await stands(answer_id, "2027-01-20") == "kept"


async def test_what_was_said_never_changes(database: None) -> None:
    await open_shop()
    await promised(await late(await regie()), "2026-12-01")
    for sql in (
        "UPDATE client_answer SET amount = 1",
        "DELETE FROM client_answer",
        "UPDATE promise SET promised_for = '2026-11-01'",
        "DELETE FROM promise",
        "UPDATE promise_item SET open = 1",
    ):
        with pytest.raises(Exception, match="never"):
            await engine.run_ddl(sql)
