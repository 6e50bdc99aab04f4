"""A step with days and hours of its own, and with somebody of its own to go to."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest

from app.auth.tables import User
from app.clients.actions import add_contact
from app.clients.rules import ContactValues, Role
from app.clock import ZONE
from app.coming.queries import ahead
from app.coming.rules import Kind
from app.config import config
from app.core.errors import Refused
from app.core.sentences import sentence
from app.messages.tables import Message
from app.reminders import actions, queries
from app.reminders.rules import (
    Channel,
    Person,
    Recipient,
    Situation,
    Step,
    Window,
    own_address,
    reach,
    towards,
)
from app.reminders.tables import PlanStep, Reminder
from tests.cast import AMIN, ODILE, at, browser, hotel, open_shop, regie, signed_in
from tests.contracts.stories import lift
from tests.reminders.story import MONDAY, D, approved, late, left, made_automatic, proposed

TUESDAY, WEDNESDAY, THURSDAY = "2026-11-24", "2026-11-25", "2026-11-26"
AFTERNOON = {"send_from": time(14, 0), "send_until": time(16, 0)}
PLAIN = Window()


def own(**changes: Any) -> Window:
    return PLAIN.of(Step(1, 200, 10, "friendly", True, False, **changes))


async def set_step(n: int, **changes: Any) -> int:
    """The owner changes the nth step of the usual plan; its id."""
    rows = await PlanStep.select().where(PlanStep.plan_id == 1).order_by(PlanStep.days)
    row = rows[n - 1]
    names = actions.StepValues.__dataclass_fields__
    values = actions.StepValues(**{name: row[name] for name in names} | changes)
    await actions.edit_step(row["id"], values, at=at(MONDAY, 7), by=ODILE)
    return int(row["id"])


def test_a_step_without_days_or_hours_leaves_in_those_of_all() -> None:
    assert own() == Window(None, None, (1, 2, 3, 4, 5), False)
    assert Window(time(8), time(12), (2,)).of(None) == Window(time(8), time(12), (2,))
    assert own().holds(at(MONDAY, 9)) and not own().holds(at(MONDAY, 8))


def test_its_own_take_the_place_of_those_of_all() -> None:
    saturday = own(weekdays=(6,), send_from=time(10), send_until=time(11))
    assert saturday.holds(at("2026-11-28", 10, 30)) and not saturday.holds(at(MONDAY, 10, 30))
    assert saturday.next(at(MONDAY, 9)) == at("2026-11-28", 10)
    assert saturday.next(at("2026-11-28", 11, 1)) == at("2026-12-05", 10)
    off = saturday.day_off(D(MONDAY))
    assert off and sentence(off, "fr").replace("\u00a0", " ") == (
        "Cette étape part d’autres jours de la semaine : pas avant le 28 novembre 2026."
    )
    assert saturday.day_off(D("2026-11-28")) is None
    # 11 November 2026 is a Wednesday, and a public holiday: said as such.
    armistice = own(weekdays=(3,)).day_off(D("2026-11-11"))
    assert armistice and armistice.code == "reminders.holiday"


def test_the_hour_is_that_of_the_clock_on_the_wall_on_both_sides_of_the_change() -> None:
    """Summer time ends on Sunday 25 October 2026: 14:00 is 12:00 UTC on Friday, 13:00 on Monday."""
    window = own(**AFTERNOON)
    friday = window.next(datetime(2026, 10, 23, 9, 0, tzinfo=ZONE))
    monday = window.next(datetime(2026, 10, 23, 16, 30, tzinfo=ZONE))
    assert (friday.isoformat(), monday.isoformat()) == (
        "2026-10-23T14:00:00+02:00",
        "2026-10-26T14:00:00+01:00",
    )


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"weekdays": "7"}, "reminders.weekdays", "weekday"),
        ({"weekdays": "67"}, "reminders.weekdays", "weekday"),
        ({"send_from": time(9)}, "reminders.one_hour", "send_until"),
        ({"send_until": time(9)}, "reminders.one_hour", "send_until"),
        ({"send_from": time(14), "send_until": time(14, 29)}, "reminders.hours", "send_until"),
        ({"send_from": time(16), "send_until": time(14)}, "reminders.hours", "send_until"),
    ],
)
async def test_days_and_hours_that_a_step_may_not_have(
    database: None, changes: dict[str, Any], code: str, field: str
) -> None:
    await open_shop()
    with pytest.raises(Refused) as refused:
        await set_step(2, **changes)
    (found,) = refused.value.findings
    assert (found.code, found.field) == (code, field)
    await set_step(2, send_from=time(14), send_until=time(14, 30))


async def test_one_step_waits_for_its_wednesday_afternoon_and_the_others_do_not(
    database: None,
) -> None:
    """Both approved on Monday: the notice leaves on Monday, the first reminder on Wednesday at two;
    the page and the plan to come say so from the start."""
    await open_shop()
    await set_step(2, weekdays="3", is_automatic=True, **AFTERNOON)
    await late(await regie())
    await late(await hotel(), due="2026-10-20")
    await proposed()
    await approved()
    assert [to for to, _ in await left(at(MONDAY, 9))] == ["direction@saint-nizier.test"]
    (held,) = await queries.held_on(D(MONDAY))
    assert held.reason.code == "reminders.step_day"
    (next_step,) = [
        one for one in (await queries.next_steps(D(MONDAY))).values() if one.kind == "leaves"
    ]
    assert next_step.text.facts["day"] == D(WEDNESDAY)
    happenings = (await ahead(at(MONDAY, 9, 30))).happenings
    (told,) = [one for one in happenings if one.kind is Kind.REMINDER]
    assert told.day == D(WEDNESDAY)
    async with browser() as odile:
        await signed_in(odile)
        desk = (await odile.get("/reminders")).text.replace("\u00a0", " ")
        assert "propres jours et heures" in desk
    for moment in (at(TUESDAY, 10), at(WEDNESDAY, 10), at(WEDNESDAY, 13, 59)):
        await proposed(moment.date().isoformat())
        assert await left(moment) == []
    assert [to for to, _ in await left(at(WEDNESDAY, 14))] == ["compta@regie-bellecour.test"]
    assert await left(at(WEDNESDAY, 14, 10)) == []


async def test_after_its_hour_it_waits_a_week_and_says_when(database: None) -> None:
    await open_shop()
    await set_step(2, weekdays="3", is_automatic=True, **AFTERNOON)
    await late(await regie(), due="2026-11-15")
    await proposed(WEDNESDAY)
    (view,) = await queries.open_reminders()
    assert await left(at(WEDNESDAY, 16, 1)) == []
    assert (await queries.desk(at(WEDNESDAY, 16, 1))).own == {view.id: at("2026-12-02", 14)}


async def test_a_week_without_the_machine_is_made_up_for_by_the_highest_step_alone(
    database: None,
) -> None:
    """Stopped from the Tuesday to the day of the notice: its day and hours count, not those of the
    step that was missed."""
    await open_shop()
    await set_step(2, weekdays="3", is_automatic=True)
    await set_step(3, weekdays="4", is_automatic=True)
    await late(await regie())
    await proposed()
    assert await left(at(MONDAY, 10)) == []
    await proposed("2026-12-16")  # the Wednesday after the 30th day: only the notice is due
    assert await left(at("2026-12-16", 10)) == []
    await proposed("2026-12-17")
    ((_, subject),) = await left(at("2026-12-17", 10))
    assert "ise en demeure" in subject
    assert await Reminder.count().where(Reminder.state == "sent") == 1


async def test_a_step_whose_hours_are_over_is_called_back_alone(database: None) -> None:
    await open_shop()
    await set_step(2, is_automatic=True, **AFTERNOON)
    await late(await regie())
    await proposed()
    assert len(await left(at(MONDAY, 15))) == 1
    assert await actions.recall(at=at(MONDAY, 15, 30)) == 0
    assert await actions.recall(at=at(MONDAY, 16, 30)) == 1
    (view,) = await queries.open_reminders()
    assert view.state == "approved"


MARC = Person("marc@client.test", "06 01 02 03 04")
USUAL = Situation(
    7, "Hôtel", "company", "compta@client.test", (), phone="04 78", has_post=True,
    people={Recipient.MANAGER: MARC, Recipient.BILLING: Person("", "", False)},
)  # fmt: skip


@pytest.mark.parametrize(
    ("channel", "who", "expected", "why"),
    [
        (Channel.EMAIL, Recipient.USUAL, "", None),
        (Channel.EMAIL, Recipient.MANAGER, "marc@client.test", None),
        (Channel.CALL, Recipient.MANAGER, "06 01 02 03 04", None),
        (Channel.LETTER, Recipient.MANAGER, "", None),
        (Channel.EMAIL, Recipient.BILLING, "", "reminders.own_billing"),
        (Channel.CALL, Recipient.BILLING, "", "reminders.own_billing"),
        (Channel.EMAIL, Recipient.SITE, "", "reminders.own_site"),
        (Channel.EMAIL, Recipient.CLIENT, "", "reminders.own_client"),
    ],
)
def test_whom_a_step_reaches_and_why_it_goes_to_the_usual_one(
    channel: Channel, who: Recipient, expected: str, why: str | None
) -> None:
    found, lack = own_address(channel, who, USUAL)
    assert (found, lack.code if lack else None) == (expected, why)


def test_an_address_of_theirs_that_refused_is_passed_over_and_one_is_enough_to_be_reached() -> None:
    refused = Situation(
        7, "H", "company", "", (), people={Recipient.MANAGER: Person("m@h.test", "", True)}
    )
    assert own_address(Channel.EMAIL, Recipient.MANAGER, refused)[1].code == (  # type: ignore[union-attr]
        "reminders.own_refused"
    )
    assert reach(Channel.EMAIL, towards(Recipient.MANAGER, refused))[0] is None
    alone = Situation(7, "H", "company", "", (), people={Recipient.MANAGER: Person("m@h.test")})
    assert reach(Channel.EMAIL, towards(Recipient.MANAGER, alone)) == (Channel.EMAIL, None)
    assert reach(Channel.EMAIL, towards(Recipient.USUAL, alone))[0] is None


async def test_the_step_for_the_management_goes_there_and_else_to_the_usual_one(
    database: None,
) -> None:
    await open_shop()
    await made_automatic(2)
    await set_step(2, is_automatic=True, recipient="manager")
    confluence, saint_nizier = await regie(), await hotel()
    boss = ContactValues("Marc Vial", Role.MANAGER, "marc.vial@confluence.test", "06 11 22 33 44")
    await add_contact(confluence, boss, at=at(MONDAY, 7), by=ODILE)
    for each in (confluence, saint_nizier):
        await late(each)
    await proposed()
    found = {view.client_id: view for view in await queries.open_reminders()}
    assert (found[confluence].address, found[confluence].own_why) == (boss.email, None)
    why = found[saint_nizier].own_why
    assert why and why.code == "reminders.own_manager"
    assert found[saint_nizier].address == "direction@saint-nizier.test"
    async with browser() as amin:
        await signed_in(amin, "amin")
        assert "Aucun contact de direction" in (await amin.get("/reminders")).text
    assert sorted(to for to, _ in await left(at(MONDAY, 9))) == [
        "direction@saint-nizier.test",
        "marc.vial@confluence.test",
    ]


async def test_a_call_for_the_management_shows_its_number(database: None) -> None:
    await open_shop()
    await set_step(2, channel="call", recipient="manager")
    confluence = await regie()
    boss = ContactValues("Marc Vial", Role.MANAGER, "", "06 11 22 33 44")
    await add_contact(confluence, boss, at=at(MONDAY, 7), by=ODILE)
    await late(confluence)
    await proposed()
    async with browser() as amin:
        await signed_in(amin, "amin")
        desk = (await amin.get("/reminders")).text.replace("\u00a0", " ")
    assert "06 11 22 33 44" in desk and "04 78 11 22 33" not in desk


async def test_a_copy_goes_to_the_salesperson_once_without_the_links(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = replace(config(), base_url="https://atelier.test")
    for module in ("compose", "copying"):
        monkeypatch.setattr(f"app.reminders.actions.{module}.config", lambda: known)
    await open_shop()
    await set_step(2, is_automatic=True, copies_salesperson=True)
    confluence = await regie()
    amin = await User.select(User.id).where(User.email == AMIN).first()
    assert amin
    for start in ("2027-01-01", "2027-02-01"):
        await lift(confluence, start_on=start, salesperson_id=amin["id"], on="2026-11-02")
    await late(confluence)
    await late(await hotel())  # no contract: nobody to copy it to
    await proposed()
    happenings = (await ahead(at(MONDAY, 8, 30))).happenings
    said = [sentence(one.what, "fr") for one in happenings if one.kind is Kind.REMINDER]
    assert said and all("en copie au commercial" in each for each in said)
    assert len(await left(at(MONDAY, 9))) == 2
    copies = await Message.select().where(Message.cause_kind == "reminder_copy")
    assert [row["to_address"] for row in copies] == [AMIN]
    assert copies[0]["client_id"] is None and copies[0]["subject"].startswith("Copie\u00a0: ")
    theirs = await Message.select().where(Message.cause_kind == "reminder")
    assert any("https://atelier.test/p/" in row["text"] for row in theirs)
    assert "/p/" not in copies[0]["text"] and "540,00" in copies[0]["text"]
    assert await actions.recall(at=at(MONDAY, 18)) == 2
    rows = await Message.select(Message.state).where(Message.cause_kind == "reminder_copy")
    assert [row["state"] for row in rows] == ["cancelled"]


async def test_the_owner_sets_them_on_the_page_and_what_is_wrong_is_said_beside(
    database: None,
) -> None:
    await open_shop()
    row = (await PlanStep.select().where(PlanStep.plan_id == 1).order_by(PlanStep.days))[1]
    typed: dict[str, Any] = {
        name: str(row[name])
        for name in ("days", "tone", "channel", "name_fr", "name_en", "subject_fr", "subject_en",
                     "body_fr", "body_en")
    }  # fmt: skip
    typed |= {"weekday": ["2", "4"], "recipient": "manager", "copies_salesperson": "yes"}
    path = f"/reminders/plan/{row['id']}"
    async with browser() as odile, browser() as claire:
        await signed_in(odile)
        await signed_in(claire, "claire")
        wrong = await odile.post(path, data=typed | {"send_from": "16:00", "send_until": "9 h"})
        assert wrong.status_code == 422
        assert "n’est pas une heure" in wrong.text and 'value="2" checked' in wrong.text
        wrong = await odile.post(path, data=typed | {"send_from": "16:00", "send_until": "14:00"})
        assert "au moins une demi-heure" in wrong.text
        hours = {"send_from": "14:00", "send_until": "16:00"}
        assert (await claire.post(path, data=typed | hours)).status_code == 403
        assert (await odile.post(path, data=typed | hours)).status_code == 303
        page = (await odile.get("/reminders/plan")).text.replace("\u00a0", " ")
        assert "mardi, jeudi, de 14 h à 16 h" in page
        assert "le contact de direction" in page and "en copie au commercial" in page
        form = (await odile.get(f"/reminders/plan?step={row['id']}")).text
        assert 'value="14:00"' in form and '<option value="manager" selected' in form
        # A contact of the management can be added on the card.
        client_id = await regie()
        person = {"name": "Marc Vial", "role": "manager", "email": "m@confluence.test", "phone": ""}
        added = await odile.post(f"/clients/{client_id}/contacts", data=person)
        assert added.status_code == 303
        assert "Direction" in (await odile.get(f"/clients/{client_id}")).text
    kept = await PlanStep.select().where(PlanStep.id == row["id"]).first()
    assert kept and (kept["weekdays"], kept["send_from"], kept["recipient"]) == (
        "24", time(14, 0), "manager",
    )  # fmt: skip
    assert date(2026, 11, 24).isoweekday() == 2
