"""A trial before a contract is billed: free or at a price, told in time, stopped without a bill."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from app.contracts import actions, queries
from app.contracts.jobs import inform_renewals
from app.contracts.queries import Standing
from app.contracts.rules import Billing, Frequency, Renewal, Trial, TrialUnit, judge, periods
from app.contracts.tables import Contract
from app.core.errors import Refused
from app.messages.tables import Message
from app.upkeep import actions as upkeep
from tests.cast import ODILE, at, browser, hotel, mme_perrin, open_shop, regie, signed_in
from tests.contracts.stories import bill, entry, invoices, lift, rows, states

WHO = {"at": at("2026-01-05"), "by": ODILE}
FORTNIGHT = Trial(14, TrialUnit.DAYS)
MONTH = Trial(1, TrialUnit.MONTHS)
PAID = Trial(1, TrialUnit.MONTHS, net=2_500)


@pytest.fixture
async def shop(database):
    await open_shop()


async def tell(on):
    return await actions.inform_trials(on=date.fromisoformat(on), at=at(on), by="echeance")


async def stop(contract, on):
    await actions.stop_trial(contract, on=date.fromisoformat(on), at=at(on), by=ODILE)


async def all_well(on):
    run = await upkeep.check_books(at=at(on), by=ODILE)
    assert (run.findings, run.not_checked) == (0, 0)


@pytest.mark.parametrize(
    ("trial", "start", "last", "told"),
    [
        (FORTNIGHT, "2026-01-01", "2026-01-14", "2026-01-08"),
        (Trial(30, TrialUnit.DAYS), "2026-02-01", "2026-03-02", "2026-02-24"),
        (MONTH, "2026-01-31", "2026-02-27", "2026-02-21"),
        (Trial(3, TrialUnit.MONTHS), "2026-01-01", "2026-03-31", "2026-03-25"),
        # Short ones: halfway.
        (Trial(7, TrialUnit.DAYS), "2026-01-01", "2026-01-07", "2026-01-04"),
        (Trial(1, TrialUnit.DAYS), "2026-01-01", "2026-01-01", "2026-01-01"),
    ],
)
def test_until_when_it_lasts_and_from_when_it_is_told(trial, start, last, told):
    begins = date.fromisoformat(start)
    assert trial.last(begins) == date.fromisoformat(last)
    assert trial.tell_on(begins) == date.fromisoformat(told)


@pytest.mark.parametrize(
    ("trial", "code"),
    [
        (Trial(0, TrialUnit.DAYS), "trial_length"),
        (Trial(367, TrialUnit.DAYS), "trial_length"),
        (Trial(13, TrialUnit.MONTHS), "trial_length"),
        (Trial(1, TrialUnit.DAYS, net=-1), "trial_price"),
    ],
)
async def test_what_cannot_be_a_trial(shop, trial, code):
    view = await queries.contract(await lift(await regie()))
    with pytest.raises(Refused) as refused:
        judge(replace(view.values, trial=trial), view.lines)
    assert refused.value.code == f"contracts.{code}"
    with pytest.raises(Refused) as refused:
        judge(replace(view.values, trial=MONTH, is_split=True, max_entries=3), view.lines)
    assert refused.value.code == "contracts.split_alone"


async def test_a_free_trial_bills_nothing_and_then_the_contract_runs_by_itself(shop):
    contract = await lift(await regie(), trial=FORTNIGHT, max_entries=2)
    laid = [(row["period_from"], row["period_to"]) for row in await rows(contract)]
    assert laid == [
        (date(2026, 1, 15), date(2026, 2, 14)),
        (date(2026, 2, 15), date(2026, 3, 14)),
    ]
    assert (await bill("2026-01-14")).due == 0
    assert (await bill("2026-01-15")).issued == 1
    assert [row["net"] for row in await invoices()] == [12_000]
    view = await queries.contract(contract)
    days = ("2025-12-31", "2026-01-01", "2026-01-14", "2026-01-15")
    assert [view.standing(date.fromisoformat(day)) for day in days] == [
        Standing.UPCOMING,
        Standing.TRIAL,
        Standing.TRIAL,
        Standing.ENDING,
    ]
    await all_well("2026-01-15")


async def test_an_anchor_cuts_the_first_period_after_the_trial(shop):
    contract = await lift(await regie(), trial=FORTNIGHT, anchor_day=1)
    await bill("2026-02-01")
    # 15 to 31 January: 120,00 x 17/31 = 65,81.
    assert [row["net"] for row in await invoices()] == [6_581, 12_000]
    assert (await rows(contract))[0]["days"] == 17


async def test_a_trial_at_a_price_is_the_first_invoice(shop):
    contract = await lift(await regie(), trial=PAID, max_entries=2)
    assert len(await rows(contract)) == 3
    assert (await bill("2026-01-01")).issued == 1
    assert (await bill("2026-02-01")).issued == 1
    assert [row["net"] for row in await invoices()] == [2_500, 12_000]
    [first, *_] = await queries.of_contract(contract)
    assert (first.part.first, first.part.last, first.part.is_trial, first.is_pinned) == (
        date(2026, 1, 1),
        date(2026, 1, 31),
        True,
        False,
    )
    await all_well("2026-02-01")


async def test_the_price_of_a_trial_follows_a_change_and_comes_back_after_one_by_hand(shop):
    contract = await lift(await regie(), trial=PAID)
    await actions.amend_entry(await entry(contract, 1), 1_000, **WHO)
    view = await queries.contract(contract)
    longer = replace(view.values, trial=Trial(2, TrialUnit.MONTHS, net=4_000))
    await actions.update(contract, longer, view.lines, on=date(2026, 1, 5), **WHO)
    assert [row["net"] for row in (await rows(contract))[:2]] == [1_000, None]
    await actions.amend_entry(await entry(contract, 1), None, **WHO)
    assert (await rows(contract))[0]["net"] == 4_000
    without = replace(longer, trial=None)
    await actions.update(contract, without, view.lines, on=date(2026, 1, 5), **WHO)
    assert [row["net"] for row in (await rows(contract))[:2]] == [None, None]
    await bill("2026-01-05")
    with pytest.raises(Refused) as refused:
        await actions.update(contract, longer, view.lines, on=date(2026, 1, 5), **WHO)
    assert refused.value.code == "contracts.already_billed"


@pytest.mark.parametrize("billing", list(Billing))
@pytest.mark.parametrize("frequency", list(Frequency))
@pytest.mark.parametrize("trial", [FORTNIGHT, PAID])
async def test_no_day_is_left_out_or_billed_twice(shop, frequency, billing, trial):
    contract = await lift(await regie(), frequency=frequency, billing=billing, trial=trial)
    terms = (await queries.contract(contract)).values.terms
    made = list(periods(terms, date(2028, 1, 1)))
    assert made[0].first == terms.first_on
    for before, after in pairwise(made):
        assert (after.first - before.last).days == 1


async def test_it_is_told_once_in_time_with_the_amount(shop):
    contract = await lift(await mme_perrin(), trial=FORTNIGHT)
    assert await tell("2026-01-07") == 0
    assert await tell("2026-01-10") == 1
    assert await tell("2026-01-11") == 0
    [letter] = await Message.select()
    assert letter["to_address"] == "perrin.j@courrier.test"
    for said in ("14\u00a0janvier 2026", "15\u00a0janvier 2026", "144,00\u00a0€", "120,00\u00a0€"):
        assert said in letter["text"] and said in letter["html"]
    [view] = await queries.ending_trials(date(2026, 1, 14))
    assert (view.contract_id, view.told_on) == (contract, date(2026, 1, 10))


async def test_after_an_outage_beyond_its_end_nobody_is_told_too_late(shop):
    contract = await lift(await mme_perrin(), trial=FORTNIGHT)
    assert await tell("2026-02-20") == 0
    assert await Message.count() == 0
    # The contract runs all the same, each period once.
    assert (await bill("2026-02-20")).issued == 2
    assert await states(contract, 3) == "bbp"


async def test_who_is_not_told(shop):
    await lift(await regie(), trial=replace(FORTNIGHT, tells=False))
    await lift(await hotel(email=""), trial=FORTNIGHT)
    ended = await lift(await mme_perrin(), trial=FORTNIGHT)
    await stop(ended, "2026-01-05")
    assert await tell("2026-01-10") == 0
    # Odile is reminded of the two that go on.
    assert len(await queries.ending_trials(date(2026, 1, 10))) == 2


async def test_another_length_is_told_again_and_the_letter_that_waits_does_not_go(shop):
    contract = await lift(await mme_perrin(), trial=FORTNIGHT)
    await tell("2026-01-10")
    view = await queries.contract(contract)
    longer = replace(view.values, trial=Trial(21, TrialUnit.DAYS))
    await actions.update(contract, longer, view.lines, on=date(2026, 1, 11), **WHO)
    assert await tell("2026-01-16") == 1
    letters = await Message.select().order_by(Message.id)
    assert [each["state"] for each in letters] == ["cancelled", "waiting"]
    assert "21\u00a0janvier 2026" in letters[1]["text"]


async def test_stopped_in_time_nothing_is_ever_billed(shop):
    contract, other = (
        await lift(await mme_perrin(), trial=FORTNIGHT),
        await lift(await regie(), trial=FORTNIGHT),
    )
    await tell("2026-01-10")
    await stop(contract, "2026-01-14")
    await stop(contract, "2026-01-14")
    letters = await Message.select().order_by(Message.id)
    assert [each["state"] for each in letters] == ["cancelled", "waiting"]
    assert await rows(contract) == []
    await actions.extend(on=date(2026, 6, 1))
    await bill("2026-06-01")
    assert await rows(contract) == []
    assert {row["client"] for row in await invoices()} == {
        (await queries.contract(other)).values.client_id
    }
    await all_well("2026-06-01")


async def test_stopped_too_late_is_refused(shop):
    contract = await lift(await mme_perrin(), trial=FORTNIGHT)
    with pytest.raises(Refused) as refused:
        await stop(contract, "2026-01-15")
    assert refused.value.code == "contracts.trial_over"
    plain = await lift(await regie())
    await stop(plain, "2026-01-15")
    assert len(await rows(plain)) == 19


async def test_what_was_billed_early_is_given_back_and_the_price_of_the_trial_is_not(shop):
    contract = await lift(await regie(), trial=PAID)
    on = date(2026, 1, 5)
    await bill("2026-01-05")
    await actions.issue_entries([await entry(contract, 2)], on=on, at=at(on), by=ODILE)
    await stop(contract, "2026-01-05")
    assert [row["net"] for row in await invoices()] == [2_500, 12_000, -12_000]
    await bill("2026-06-01")
    assert len(await invoices()) == 3
    await all_well("2026-06-01")


async def test_a_stopped_trial_goes_on_after_all(shop):
    contract = await lift(await regie(), trial=FORTNIGHT)
    before = [{k: v for k, v in row.items() if k != "id"} for row in await rows(contract)]
    await stop(contract, "2026-01-10")
    await actions.continue_after_all(contract, on=date(2026, 1, 5), **WHO)
    assert [{k: v for k, v in row.items() if k != "id"} for row in await rows(contract)] == before


async def test_terms_and_anniversaries_count_from_the_first_day(shop):
    contract = await lift(await mme_perrin(), trial=MONTH, renewal=Renewal(12, 12, 1))
    view = await queries.renewal_of(contract, date(2026, 9, 1))
    assert view.notice.term_end == date(2026, 12, 31)


async def test_the_job_owes_the_letter_of_a_trial_too(database, at):
    at("2026-01-10T10:00")
    await open_shop()
    await lift(await mme_perrin(), trial=FORTNIGHT)
    await inform_renewals({})
    await inform_renewals({})
    assert await Message.count() == 1


async def test_the_pages_offer_it_and_stop_it(database, at):
    at("2026-01-10T10:00")
    await open_shop()
    client_id = await regie()
    typed = {
        "client_id": str(client_id),
        "label": "Télésurveillance",
        "frequency": "monthly",
        "billing": "advance",
        "start_on": "1/1/2026",
        "mode": "issue",
        "trial_unit": "days",
        "line-0-label": "Télésurveillance",
        "line-0-quantity": "1",
        "line-0-unit_price": "40",
        "line-0-vat_rate": "20",
    }
    async with browser() as client:
        odile = await signed_in(client)
        wrong = await odile.post("/contracts", data=typed | {"trial_net": "5"})
        assert wrong.status_code == 422 and "combien de temps dure l’essai" in wrong.text
        trial = typed | {"trial_length": "14", "trial_net": "5"}
        seen = await odile.post("/contracts", data=trial | {"preview": "1"})
        assert "5,00\u00a0€" in seen.text and "40,00\u00a0€" in seen.text
        made = await odile.post("/contracts", data=trial | {"trial_net": "", "trial_tells": "1"})
        path = made.headers["location"]
        card = (await odile.get(path)).text
        assert "à l’essai" in card and "Arrêter l’essai" in card and "14\u00a0janvier 2026" in card
        first = (await odile.get("/")).text
        assert "Un essai se termine bientôt" in first and "48,00\u00a0€" in first
        assert (await odile.post(f"{path}/trial/stop")).status_code == 303
        assert "Annuler la fin" in (await odile.get(path)).text
        assert "Un essai se termine bientôt" not in (await odile.get("/")).text
        at("2026-01-15T10:00")
        assert await Contract.count().where(Contract.end_on == date(2026, 1, 14)) == 1
