"""The clock moved: across both changes of hour, 29 February, the year's end, forty days off."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.contracts import actions as contracts
from app.contracts.rules import Billing, ContractValues, Frequency, Line, Mode
from app.invoices.tables import Invoice
from app.messages.tables import Message
from app.reminders.tables import PlanStep, Reminder
from app.upkeep.queries import gather_checks
from app.worker import TIMETABLE
from tests import cast
from tests.servers import SmtpSink

Clock = Callable[[str], None]


@pytest.fixture
async def shop(database: None, smtp_sink: SmtpSink) -> SmtpSink:
    await cast.open_shop(smtp_url=smtp_sink.url, mail_from="bonjour@atelier-vauban.test")
    return smtp_sink


async def sign(start: str, frequency: Frequency = Frequency.MONTHLY, **terms: Any) -> None:
    day = date.fromisoformat(start)
    values = ContractValues(
        await cast.regie(), "Entretien", frequency, Billing.ADVANCE, day, Mode.SEND, **terms
    )
    line = Line("Entretien, {period}", 10_000, 100_000_000, 2000)
    await contracts.create(values, [line], on=day, at=cast.at(day, 0), by=cast.ODILE)


async def work(at: Clock, *moments: str) -> None:
    """The worker's whole timetable at each of these moments."""
    for moment in moments:
        at(moment)
        for slot in TIMETABLE:
            await slot.run({})


async def issued() -> list[tuple[str, str]]:
    """(number, day) of what was issued, in the order of the numbers."""
    rows = await Invoice.select(Invoice.number, Invoice.issued_on).order_by(Invoice.number)
    return [(row["number"], row["issued_on"].isoformat()) for row in rows]


async def all_is_well(sink: SmtpSink) -> None:
    letters = [letter["Message-ID"] for letter in sink.messages]
    assert len(letters) == len(set(letters)) == await Message.count()
    assert await Message.count().where(Message.state != "sent") == 0
    assert [check for check in await gather_checks() if not check.ok] == []


async def test_the_hour_that_never_comes(shop: SmtpSink, at: Clock) -> None:
    await sign("2027-03-28", Frequency.WEEKLY)
    # Sunday 28 March, 02:00 to 03:00 is left out.
    await work(at, "2027-03-28T01:59:59+01:00", "2027-03-28T02:30", "2027-03-28T03:00+02:00")
    assert await issued() == [("F2027-000001", "2027-03-28")]
    await work(at, "2027-04-04T00:00")
    assert [day for _, day in await issued()] == ["2027-03-28", "2027-04-04"]
    await all_is_well(shop)


async def test_the_hour_that_comes_twice(shop: SmtpSink, at: Clock) -> None:
    await sign("2027-10-31", Frequency.WEEKLY)
    # Sunday 31 October, 02:00 to 03:00 comes in summer time, then in winter time.
    await work(at, "2027-10-31T02:30+02:00", "2027-10-31T02:29:59+01:00", "2027-10-31T02:30+01:00")
    assert await issued() == [("F2027-000001", "2027-10-31")]
    await work(at, "2027-11-06T23:59:59", "2027-11-07T00:00")
    assert [day for _, day in await issued()] == ["2027-10-31", "2027-11-07"]
    await all_is_well(shop)


async def test_midnight_is_that_of_the_business_in_winter_and_in_summer(
    shop: SmtpSink, at: Clock
) -> None:
    await sign("2027-06-01")
    await work(at, "2027-05-31T21:59:59+00:00")
    assert await issued() == []
    await work(at, "2027-05-31T22:00:01+00:00")
    assert await issued() == [("F2027-000001", "2027-06-01")]
    await work(at, "2027-11-30T22:59:59+00:00", "2027-11-30T23:00:01+00:00")
    assert [day for _, day in await issued()][-1] == "2027-12-01"
    await all_is_well(shop)


async def test_the_twenty_ninth_of_february(shop: SmtpSink, at: Clock) -> None:
    await sign("2028-01-31", anchor_day=31)
    await work(at, "2028-01-31T10:00", "2028-02-28T10:00")
    assert len(await issued()) == 1
    await work(at, "2028-02-29T10:00", "2028-02-29T10:00", "2028-03-01T10:00")
    assert [day for _, day in await issued()] == ["2028-01-31", "2028-02-29"]
    await work(at, "2028-03-31T10:00")
    assert [day for _, day in await issued()][-1] == "2028-03-31"
    await all_is_well(shop)


async def test_the_year_s_end_begins_the_numbers_anew(shop: SmtpSink, at: Clock) -> None:
    await sign("2027-12-30", Frequency.WEEKLY)
    await work(at, "2027-12-30T10:00", "2027-12-31T23:59:59", "2028-01-01T00:00:01")
    await work(at, "2028-01-06T00:05", "2028-01-13T10:00")
    assert await issued() == [
        ("F2027-000001", "2027-12-30"),
        ("F2028-000001", "2028-01-06"),
        ("F2028-000002", "2028-01-13"),
    ]
    # The clock set back over the year's end: nothing is numbered before what is issued.
    await work(at, "2028-01-14T10:00")
    at("2027-12-31T12:00")
    for slot in TIMETABLE:
        try:
            await slot.run({})
        except Exception as refusal:
            assert "2028" in str(refusal)
    assert len(await issued()) == 3
    await all_is_well(shop)


async def test_forty_days_off(shop: SmtpSink, at: Clock) -> None:
    """One invoice is due on 3 February; from the 5th nothing runs until 17 March, six weeks late.

    Due again on 4 February and 4 March: both are billed on the day of return, once. Of the steps
    10 and 30 days after the due day only the higher is proposed.
    """
    await PlanStep.update({PlanStep.is_automatic: True}).where(PlanStep.days <= 30)
    await sign("2027-01-04", anchor_day=4)
    await work(at, "2027-01-04T10:00", "2027-02-05T10:00")
    assert len(await issued()) == 2
    await work(at, "2027-03-17T10:00", "2027-03-17T10:10", "2027-03-17T10:20")
    assert [day for _, day in await issued()] == ["2027-01-04", "2027-02-05", "2027-03-17"]
    steps = {row["id"]: row["days"] for row in await PlanStep.select()}
    sent = await Reminder.select().where(
        Reminder.state == "sent", Reminder.proposed_on > date(2027, 3, 1)
    )
    assert [steps[row["step"]] for row in sent] == [30]
    await all_is_well(shop)
