"""By e-mail, by post, by phone: the step's own way, else the next one, and the page says why."""

import pytest

from app.clients.tables import Client
from app.core.sentences import sentence
from app.messages.actions import send_due
from app.messages.queries import refusing_addresses
from app.messages.rules import refuses_mailbox
from app.messages.tables import Message
from app.reminders import actions, queries
from app.reminders.rules import Channel, Situation, reach
from app.reminders.tables import PlanStep
from app.settings.tables import Business
from app.upkeep.queries import gather_checks
from tests.cast import AMIN, at, browser, hotel, mme_perrin, open_shop, regie, signed_in
from tests.reminders.story import MONDAY, approved, late, left, made_automatic, proposed, vanished
from tests.servers import SmtpSink

EMAIL, LETTER, CALL, TEXT = Channel.EMAIL, Channel.LETTER, Channel.CALL, Channel.TEXT
AT_ALL = "a@b.fr", "04 78 11 22 33", True
NO_MAIL, NO_POST, NO_PHONE = "reminders.no_email", "reminders.no_post", "reminders.no_phone"


@pytest.mark.parametrize(
    ("channel", "email", "phone", "has_post", "expected", "why"),
    [
        (EMAIL, *AT_ALL, EMAIL, None),
        (EMAIL, "", "04 78 11 22 33", True, LETTER, NO_MAIL),
        (EMAIL, "pas une adresse", "04 78 11 22 33", True, LETTER, "messages.address"),
        (EMAIL, "", "04 78 11 22 33", False, CALL, NO_MAIL),
        (EMAIL, "", "", False, None, NO_MAIL),
        (LETTER, *AT_ALL, LETTER, None),
        (LETTER, "a@b.fr", "", False, EMAIL, NO_POST),
        (LETTER, "", "04 78 11 22 33", False, CALL, NO_POST),
        (CALL, *AT_ALL, CALL, None),
        (CALL, "a@b.fr", "", True, EMAIL, NO_PHONE),
        (CALL, "", "", True, LETTER, NO_PHONE),
        (TEXT, *AT_ALL, TEXT, None),
        (TEXT, "", "", False, None, NO_PHONE),
    ],
)
def test_the_next_way_where_the_step_s_own_does_not_reach(
    channel: Channel, email: str, phone: str, has_post: bool, expected: Channel | None, why: str
) -> None:
    to = Situation(7, "Hôtel", "company", email, (), phone=phone, has_post=has_post)
    found, lack = reach(channel, to)
    assert (found, lack.code if lack else None) == (expected, why)


def test_an_address_that_refused_is_none_and_a_notice_is_never_a_call() -> None:
    to = Situation(7, "Hôtel", "company", "a@b.fr", (), phone="04", is_refused=True)
    found, lack = reach(EMAIL, to)
    assert found is CALL and lack and lack.code == "reminders.refused_address"
    assert reach(EMAIL, to, is_formal=True) == (None, lack)
    by_phone = Situation(7, "Hôtel", "company", "", (), phone="04")
    for channel in (EMAIL, LETTER):
        found, lack = reach(channel, by_phone, is_formal=True)
        assert found is None and lack and lack.code == "reminders.not_by_phone"
    nothing = Situation(7, "Hôtel", "company", "", ())
    found, lack = reach(EMAIL, nothing, is_formal=True)
    assert found is None and lack and lack.code == NO_MAIL


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("550 5.1.1 no such mailbox", True),
        ("550 no such user here", True),
        ("553 mailbox name not allowed", True),
        ("550 5.2.1 mailbox disabled", True),
        ("550 5.7.1 message refused as spam", False),
        ("552 5.3.4 message too big", False),
        ("554 no thanks", False),
        ("451 4.3.0 come back later", False),
    ],
)
def test_what_a_server_says_of_the_address_and_not_of_the_message(
    said: str, expected: bool
) -> None:
    assert refuses_mailbox(said) is expected


async def test_without_an_e_mail_it_is_a_letter_that_a_person_posts(
    database: None, smtp_sink: SmtpSink
) -> None:
    await open_shop(smtp_url=smtp_sink.url)
    await made_automatic(2)
    perrin = await mme_perrin(email="")
    await late(perrin)
    await proposed()
    (view,) = await queries.open_reminders()
    assert (view.channel, view.leaves_by_itself) == ("letter", False)
    assert view.channel_why and sentence(view.channel_why, "fr") == (
        "Aucune adresse e-mail connue pour ce client."
    )
    await approved()  # is about e-mails: a letter is posted
    assert await left(at(MONDAY, 9)) == []
    async with browser() as odile:
        await signed_in(odile)
        desk = (await odile.get("/reminders")).text
        assert "Aucune adresse e-mail connue" in desk and "lettre à poster" in desk
        pdf = await odile.get(f"/reminders/{view.id}/letter.pdf")
        assert pdf.headers["content-type"] == "application/pdf" and pdf.content[:5] == b"%PDF-"
        for _ in range(2):
            answer = await odile.post(f"/reminders/{view.id}/done", data={"note": ""})
            assert answer.status_code == 303
        page = (await odile.get(f"/reminders/{view.id}")).text
        assert "postée" in page and "Lettre postée pour" in page
    (sent,), count = await queries.decided()
    assert (sent.state, sent.message_id, count) == ("sent", None, 1)
    assert await Message.count() == 0
    await proposed("2026-11-24")
    assert await queries.open_reminders() == []  # the step is taken
    assert [check.name for check in await gather_checks() if not check.ok] == []


async def test_nobody_to_reach_is_held_and_says_what_is_missing(database: None) -> None:
    await open_shop()
    perrin = await mme_perrin()
    await late(perrin)
    await vanished(perrin)
    result = await proposed()
    assert [one.reason.code for one in result.held] == ["reminders.no_email"]


async def test_a_call_is_made_and_what_was_said_is_kept(database: None) -> None:
    await open_shop()
    await late(await regie())
    step = (await PlanStep.select().where(PlanStep.plan_id == 1).order_by(PlanStep.days))[1]
    await PlanStep.update({PlanStep.channel: "call"}).where(PlanStep.id == step["id"])
    await proposed()
    (view,) = await queries.open_reminders()
    async with browser() as amin, browser() as claire:
        await signed_in(amin, "amin")
        await signed_in(claire, "claire")
        assert "04 78 11 22 33" in (await amin.get("/reminders")).text.replace("\u00a0", " ")
        said = {"note": "Mme Blanc règle vendredi."}
        assert (await claire.post(f"/reminders/{view.id}/done", data=said)).status_code == 403
        too_long = await amin.post(f"/reminders/{view.id}/done", data={"note": "x" * 2001})
        assert too_long.status_code == 422
        assert (await amin.post(f"/reminders/{view.id}/done", data=said)).status_code == 303
        assert "Mme Blanc règle vendredi." in (await amin.get(f"/reminders/{view.id}")).text
        assert (await amin.post("/reminders/999/done", data=said)).status_code == 404
    result = await proposed("2026-11-24")
    assert result.proposals == []


async def test_a_letter_taken_back_meanwhile_is_not_said_to_be_posted(database: None) -> None:
    await open_shop()
    await late(await mme_perrin(email=""))
    await proposed()
    (view,) = await queries.open_reminders()
    await actions.drop(view.id, at=at(MONDAY, 9), by=AMIN)
    assert not await actions.done(view.id, note="", at=at(MONDAY, 10), by=AMIN)


async def test_an_address_that_refuses_is_marked_and_asked_about_until_it_is_settled(
    database: None, smtp_sink: SmtpSink
) -> None:
    """550 at nine: the next step is a letter; corrected or trusted, e-mails leave again."""
    await open_shop()
    await Business.update({Business.smtp_url: smtp_sink.url}).where(Business.id == 1)
    saint_nizier = await hotel()
    await late(saint_nizier, due="2026-10-26")  # 28 days late; formal notice on the 25th
    await proposed()
    await approved()
    await left(at(MONDAY, 9))
    smtp_sink.mode = "refuse"
    assert (await send_due(at=at(MONDAY, 9))).failed == 1
    assert list(await refusing_addresses()) == ["direction@saint-nizier.test"]
    await proposed("2026-12-01")
    (view,) = await queries.open_reminders()
    assert (view.tone, view.channel) == ("formal", "letter")
    async with browser() as amin:
        await signed_in(amin, "amin")
        desk = (await amin.get("/reminders")).text.replace("\u00a0", " ")
        assert "Une adresse refuse vos messages" in desk
        assert "no such mailbox" in desk and f"/clients/{saint_nizier}/edit" in desk
        trusted = {"address": "direction@saint-nizier.test"}
        assert (await amin.post("/reminders/addresses/trust", data=trusted)).status_code == 303
        assert "refuse vos messages" not in (await amin.get("/reminders")).text
    await proposed("2026-12-01")
    (view,) = await queries.open_reminders()
    assert view.channel == "email"


async def test_a_corrected_address_is_not_asked_about(database: None, smtp_sink: SmtpSink) -> None:
    await open_shop(smtp_url=smtp_sink.url)
    saint_nizier = await hotel(email="Direction@Saint-Nizier.test")
    await late(saint_nizier)
    await proposed()
    await approved()
    await left(at(MONDAY, 9))
    smtp_sink.mode = "refuse"
    await send_due(at=at(MONDAY, 9))
    ((one,), _) = (await queries.refused_addresses(), None)
    assert (one.client_id, one.said) == (saint_nizier, "550 5.1.1 no such mailbox")
    await Client.update({Client.email: "compta@saint-nizier.test"}).where(Client.id == saint_nizier)
    assert await queries.refused_addresses() == []
