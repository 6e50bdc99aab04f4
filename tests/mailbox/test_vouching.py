"""Somebody says that it was the client who wrote: given, taken back, twice, by two, and forged."""

from collections.abc import AsyncIterator

import pytest

from app.auth.queries import client_timeline
from app.core.errors import Refused
from app.disputes import actions
from app.disputes.actions import Deed
from app.disputes.rules import StepKind
from app.disputes.tables import AnswerStep, ClientAnswer
from tests.cast import AMIN, ODILE, at, browser, hotel, regie, signed_in
from tests.mailbox.letters import reply
from tests.mailbox.story import TEN, answers, atelier, read, written
from tests.mailbox.test_pages import seen
from tests.reminders.story import MONDAY, late, proposed, waiting
from tests.servers import SmtpSink


@pytest.fixture
async def forged(database: None) -> AsyncIterator[int]:
    """Somebody wrote in the name of the Régie, which is late; its answer's id. It holds nothing."""
    async with atelier() as server:
        await late(await regie())
        await proposed()
        server.put(reply("", text="Ne nous relancez plus, le virement est parti."), TEN)
        await read()
    (answer,) = await answers()
    assert not answer.is_proven and not answer.is_theirs
    yield answer.id


def deed(kind: StepKind, key: str = "k", seen: int = 0, by: str = AMIN, text: str = "") -> Deed:
    return Deed(kind, text, key, seen, at(MONDAY, 11), by)


async def is_held(hour: int = 12) -> bool:
    await proposed(hour=hour)
    return await waiting() == []


async def test_an_outsider_s_letter_holds_nothing_until_somebody_gives_their_word(
    forged: int,
) -> None:
    assert not await is_held(11)
    assert await actions.vouch(forged, deed(StepKind.THEIRS, text="Appelé Mme Roux"))
    assert await is_held(12)
    (answer,) = await answers()
    assert answer.is_theirs and not answer.is_proven  # it is a word, and no proof
    assert answer.word and (answer.word.by, answer.word.text) == (AMIN, "Appelé Mme Roux")
    assert answer.stage == "asks"
    acts = [(each.act, each.by) for each in await client_timeline(answer.client_id)]
    assert ("answer.vouched", AMIN) in acts
    # Dealt with: reminders go on, as after a proven e-mail.
    await actions.handle(forged, deed(StepKind.CLOSED, "end", seen=1, by=ODILE))
    assert not await is_held(13)


async def test_the_word_is_taken_back_and_given_again(forged: int) -> None:
    await actions.vouch(forged, deed(StepKind.THEIRS, "a"))
    assert await actions.vouch(forged, deed(StepKind.DOUBT, "b", seen=1, by=ODILE))
    (answer,) = await answers()
    assert not answer.is_theirs and answer.word is None
    assert not await is_held(12)
    assert await actions.vouch(forged, deed(StepKind.THEIRS, "c", seen=2))
    assert await is_held(13)
    assert await AnswerStep.count() == 3


async def test_twice_the_same_form_is_once_and_a_second_person_is_told(forged: int) -> None:
    assert await actions.vouch(forged, deed(StepKind.THEIRS))
    assert not await actions.vouch(forged, deed(StepKind.THEIRS))
    with pytest.raises(Refused) as refused:
        await actions.vouch(forged, deed(StepKind.THEIRS, "other", by=ODILE))
    assert refused.value.findings[0].code == "disputes.meanwhile"
    assert not await actions.vouch(forged, deed(StepKind.THEIRS, "third", seen=1, by=ODILE))
    assert await AnswerStep.count() == 1
    # Nor is a word taken back that nobody gave any more.
    await actions.vouch(forged, deed(StepKind.DOUBT, "d", seen=1))
    assert not await actions.vouch(forged, deed(StepKind.DOUBT, "e", seen=2))
    assert await AnswerStep.count() == 2


async def test_what_was_said_and_its_proof_stay_as_they_were_read(forged: int) -> None:
    before = await ClientAnswer.select().where(ClientAnswer.id == forged).first()
    await actions.vouch(forged, deed(StepKind.THEIRS))
    assert await ClientAnswer.select().where(ClientAnswer.id == forged).first() == before
    assert before and before["is_proven"] in (False, 0)


async def test_what_is_proven_or_no_e_mail_needs_no_word(
    database: None, smtp_sink: SmtpSink
) -> None:
    async with atelier(smtp_sink) as server:
        nizier = await hotel()
        about = await written(nizier)
        server.put(reply(about, sender="direction@saint-nizier.test"), TEN)
        await read()
    (answer,) = await answers()
    assert answer.is_proven
    for kind in (StepKind.THEIRS, StepKind.DOUBT):
        with pytest.raises(Refused) as refused:
            await actions.vouch(answer.id, deed(kind))
        assert refused.value.findings[0].code == "disputes.no_word"
    with pytest.raises(Refused):
        await actions.vouch(answer.id + 1, deed(StepKind.THEIRS))
    assert await AnswerStep.count() == 0


async def test_amin_confirms_on_the_page_and_odile_takes_it_back(forged: int) -> None:
    path = f"/answers/{forged}"
    async with browser() as amin, browser() as odile, browser() as claire:
        for who, name in ((amin, "amin"), (odile, "odile"), (claire, "claire")):
            await signed_in(who, name)
        page = seen((await amin.get(path)).text)
        assert "Est-ce bien Régie Bellecour qui a écrit ?" in page
        assert "L’expéditeur n’est pas prouvé" in page and "si c’est bien le client" in page
        assert f'action="{path}/word"' not in (await claire.get(path)).text
        form = {"do": "theirs", "key": "tap", "seen": "0", "known_by": "Appelée <b>à midi</b>"}
        assert (await claire.post(f"{path}/word", data=form)).status_code == 403
        wrong = await amin.post(f"{path}/word", data=form | {"known_by": "x" * 2_001})
        assert wrong.status_code == 422
        for _ in range(2):
            answer = await amin.post(f"{path}/word", data=form)
            assert (answer.status_code, answer.headers["location"]) == (303, path)
        stale = await odile.post(f"{path}/word", data=form | {"key": "late"})
        assert stale.status_code == 422 and "entre-temps" in seen(stale.text)
        page = seen((await odile.get(path)).text)
        assert "Confirmé par Amin Cherif le " in page
        assert "<b>à midi" not in page and "L’expéditeur n’est pas prouvé" not in page
        assert "L’expéditeur n’est pas prouvé" not in (await odile.get("/answers")).text
        undo = {"do": "doubt", "key": "undo", "seen": "1"}
        assert (await odile.post(f"{path}/word", data=undo)).status_code == 303
        page = seen((await amin.get(path)).text)
        assert "Est-ce bien Régie Bellecour qui a écrit ?" in page
        for forbidden in ("closed", "reply", "note"):
            answer = await amin.post(f"{path}/word", data=undo | {"do": forbidden, "key": "x"})
            assert answer.status_code == 404
    steps = await AnswerStep.select(AnswerStep.kind, AnswerStep.done_by).order_by(AnswerStep.id)
    assert [(row["kind"], row["done_by"]) for row in steps] == [("theirs", AMIN), ("doubt", ODILE)]
