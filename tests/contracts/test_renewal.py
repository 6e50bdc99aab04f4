"""Tacit renewal (C. conso. L215-1): the last day to say no, the letter in its window, once."""

from dataclasses import replace
from datetime import date

import pytest

from app.clients.rules import Kind
from app.clients.tables import Client
from app.contracts import actions, queries
from app.contracts.jobs import inform_renewals
from app.contracts.rules import Duty, Renewal, duty, notice
from app.contracts.tables import ContractNotice
from app.core.errors import Refused
from app.law.tables import LegalValue
from app.messages.tables import Message
from tests.cast import ODILE, at, browser, mme_perrin, open_shop, regie, signed_in
from tests.contracts.stories import lift

YEAR = Renewal(12, 12, 1)
START = date(2026, 1, 1)


@pytest.fixture
async def shop(database):
    await open_shop()


async def inform(on):
    return await actions.inform_renewals(on=date.fromisoformat(on), at=at(on), by="echeance")


async def with_email(client_id, email="lucie.perrin@example.test"):
    await Client.update({Client.email: email}).where(Client.id == client_id)
    return client_id


def test_the_dates_of_a_year_with_a_month_of_notice():
    # The term ends on 31 December; no is said by 30 November; told from 30 August to 30 October.
    first = notice(START, YEAR, 0)
    assert (first.term_end, first.deadline) == (date(2026, 12, 31), date(2026, 11, 30))
    assert (first.opens, first.closes) == (date(2026, 8, 30), date(2026, 10, 30))
    assert notice(START, YEAR, 2).term_end == date(2028, 12, 31)


def test_terms_do_not_drift_from_the_31st():
    monthly = Renewal(1, 1, 0)
    ends = [notice(date(2026, 1, 31), monthly, n).term_end for n in range(3)]
    assert ends == [date(2026, 2, 27), date(2026, 3, 30), date(2026, 4, 29)]


@pytest.mark.parametrize(
    ("on", "told", "must_tell", "what"),
    [
        ("2026-08-29", (), True, Duty.NONE),
        ("2026-08-30", (), True, Duty.TELL),
        ("2026-10-30", (), True, Duty.TELL),
        ("2026-10-31", (), True, Duty.MISSED),
        ("2027-06-01", (), True, Duty.MISSED),
        ("2027-08-30", (), True, Duty.TELL),
        ("2026-10-20", ("2026-12-31",), True, Duty.SOON),
        ("2026-12-01", ("2026-12-31",), True, Duty.NONE),
        ("2026-10-15", (), False, Duty.NONE),
        ("2026-10-16", (), False, Duty.SOON),
        ("2026-11-30", (), False, Duty.SOON),
        ("2026-12-01", (), False, Duty.NONE),
    ],
)
def test_what_is_to_be_done_on_a_day(on, told, must_tell, what):
    ends = [date.fromisoformat(each) for each in told]
    assert duty(START, YEAR, ends, must_tell, date.fromisoformat(on))[0] is what


async def test_a_consumer_is_told_once_with_the_last_day_in_a_box(shop):
    contract = await lift(await with_email(await mme_perrin()), renewal=YEAR)
    assert await inform("2026-08-29") == 0
    # The worker was away for a fortnight: told late, in time, and once.
    assert await inform("2026-09-14") == 1
    assert await inform("2026-09-14") == 0
    [letter] = await Message.select()
    assert letter["subject_key"] == f"renewal:{contract}:2026-12-31"
    assert "Date limite de non-reconduction\u00a0: 30\u00a0novembre 2026" in letter["text"]
    assert "border:3px solid" in letter["html"] and "L215-1" in letter["text"]
    [row] = await ContractNotice.select()
    assert (row["told_on"], row["message_id"]) == (date(2026, 9, 14), letter["id"])
    # A year later, the next term.
    assert await inform("2027-10-30") == 1
    assert await Message.count() == 2


async def test_the_law_is_quoted_once_its_wording_is_confirmed(shop):
    await lift(await with_email(await mme_perrin()), renewal=YEAR)
    rule = LegalValue.key == "contract.renewal"
    await LegalValue.update({LegalValue.is_verified: True}).where(rule)
    await inform("2026-09-01")
    [letter] = await Message.select()
    assert "au plus tôt trois mois" in letter["text"]


async def test_who_is_told(shop):
    await lift(await with_email(await regie(), "regie@example.test"), renewal=YEAR)
    assert await inform("2026-09-01") == 0
    union = await lift(
        await with_email(await regie(), "regie@example.test"), renewal=replace(YEAR, informs=True)
    )
    assert await inform("2026-09-01") == 1
    ended = await lift(await with_email(await mme_perrin()), renewal=YEAR)
    await actions.terminate(
        ended, date(2026, 12, 31), on=date(2026, 8, 1), at=at("2026-08-01"), by=ODILE
    )
    assert await inform("2026-09-01") == 0
    assert [row["contract"] for row in await ContractNotice.select()] == [union]


async def test_without_an_address_it_is_told_by_post(shop):
    contract = await lift(await with_email(await mme_perrin(), ""), renewal=YEAR)
    assert await inform("2026-09-01") == 0
    [view] = await queries.renewals(date(2026, 9, 1))
    assert view.duty is Duty.TELL
    who = {"at": at("2026-11-02"), "by": ODILE, "on": date(2026, 11, 2)}
    for wrong in (date(2026, 8, 29), date(2026, 10, 31)):
        with pytest.raises(Refused) as refused:
            await actions.note_told(contract, date(2026, 11, 30), wrong, **who)
        assert refused.value.findings[0].field == "told_on"
    for _ in range(2):
        await actions.note_told(contract, date(2026, 11, 30), date(2026, 9, 2), **who)
    assert await ContractNotice.count() == 1
    [view] = await queries.renewals(date(2026, 11, 2))
    assert view.duty is Duty.SOON


async def test_a_window_missed_is_never_made_up_by_a_late_letter(shop):
    await lift(await with_email(await mme_perrin()), renewal=YEAR)
    assert await inform("2026-10-31") == 0
    [view] = await queries.renewals(date(2026, 10, 31))
    assert (view.duty, view.notice.term_end) == (Duty.MISSED, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("renewal", "changes", "field"),
    [
        (YEAR, {"end_on": "2026-12-31"}, "initial_months"),
        (YEAR, {"max_entries": 12}, "initial_months"),
        (Renewal(0, 12, 0), {}, "initial_months"),
        (Renewal(12, 121, 1), {}, "renewal_months"),
        (Renewal(12, 12, 12), {}, "notice_months"),
        (Renewal(12, 12, 25), {}, "notice_months"),
    ],
)
async def test_what_cannot_be_a_renewal(shop, renewal, changes, field):
    with pytest.raises(Refused) as refused:
        await lift(await mme_perrin(), renewal=renewal, **changes)
    assert field in [each.field for each in refused.value.findings]


async def test_the_first_page_and_the_contract_say_it(database, at):
    at("2026-01-05T10:00")
    await open_shop()
    client = await with_email(await mme_perrin(), "")
    assert (await Client.select().where(Client.id == client).first())["kind"] == Kind.CONSUMER
    async with browser() as guest:
        odile = await signed_in(guest)
        typed = {
            "client_id": client,
            "label": "Entretien",
            "frequency": "monthly",
            "billing": "advance",
            "start_on": "1/1/2026",
            "mode": "issue",
            "initial_months": "12",
            "line-0-label": "Entretien",
            "line-0-quantity": "1",
            "line-0-unit_price": "120",
            "line-0-vat_rate": "20",
        }
        made = await odile.post("/contracts", data=typed)
        path = made.headers["location"]
        assert "30\u00a0novembre 2026" in (await odile.get(path)).text
        at("2026-09-01T10:00")
        await inform_renewals({})
        await signed_in(guest)
        assert "par courrier" in (await odile.get("/")).text
        letter = (await odile.get(f"{path}/renewal")).text
        assert "Date limite de non-reconduction\u00a0: 30\u00a0novembre 2026" in letter
        at("2026-11-02T10:00")
        await signed_in(guest)
        assert "pas été prévenu à temps" in (await odile.get("/")).text
        assert "à tout moment" in (await odile.get(f"{path}/renewal")).text
        told = {"deadline": "2026-11-30", "told_on": "2/9/2026"}
        assert (await odile.post(f"{path}/renewal", data=told)).status_code == 303
        assert "pas été prévenu à temps" not in (await odile.get("/")).text
