"""Letters read from a mailbox: whose they are, what comes of them, each once, nothing touched."""

import pytest

from app.auth.queries import timeline
from app.clients.actions import add_contact
from app.clients.rules import ContactValues, Role
from app.disputes.actions import Deed, handle
from app.disputes.rules import Kind, StepKind
from app.mailbox import actions, queries
from app.mailbox.tables import MailboxLetter
from app.messages.queries import refusing_addresses
from app.messages.tables import Message
from app.upkeep.queries import gather_checks
from tests.cast import ODILE, at, hotel, regie
from tests.mailbox.letters import REGIE, reply, report
from tests.mailbox.server import ImapServer
from tests.mailbox.story import MONDAY, TEN, answers, atelier, read, settings_of, written
from tests.messages.letters import states
from tests.payments.books import sold
from tests.reminders.story import D, late, proposed, waiting
from tests.servers import SmtpSink


async def test_an_answer_to_an_invoice_stands_with_it_and_touches_nothing(
    database: None, smtp_sink: SmtpSink
) -> None:
    async with atelier(smtp_sink) as server:
        client_id = await regie()
        invoice_id = await sold(client_id, 540, "2026-11-20", "2026-12-20")
        about = await written(client_id, cause_id=invoice_id)
        server.put(reply(about, sender="Un inconnu <moi@ailleurs.test>"), TEN)
        done = await read()
        (answer,) = await answers()
        changed = server.changes
    assert (done.answers, done.others, done.error) == (1, 0, "")
    assert (answer.kind, answer.client_id, answer.invoice_id) == (Kind.MAIL, client_id, invoice_id)
    assert answer.text == "Bonjour,\n\nLe virement part vendredi.\n\nJ. Roux"
    assert (answer.name, answer.address) == ("Un inconnu", "moi@ailleurs.test")
    assert changed == []
    (told, *_) = await timeline("answer", answer.id)
    assert told.act == "answer.wrote"
    assert [check.name for check in await gather_checks() if not check.ok] == []


async def test_a_client_is_known_by_its_address_or_a_contact_s_and_strangers_are_not_kept(
    database: None,
) -> None:
    async with atelier() as server:
        client_id = await regie()
        person = ContactValues(name="Jean", role=Role.SITE, email="Jean@Bellecour.test")
        await add_contact(client_id, person, at=TEN, by=ODILE)
        for n, sender in enumerate(
            ("COMPTA@regie-bellecour.test", "jean@bellecour.test", "pub@loterie.test", ODILE)
        ):
            server.put(reply("", sender=sender, id=f"<{n}@x.test>"), TEN)
        done = await read()
    assert (done.answers, done.others) == (2, 2)
    assert {each.client_id for each in await answers()} == {client_id}
    assert await MailboxLetter.count() == 2


async def test_an_address_of_two_clients_is_of_the_one_last_written_to(
    database: None, smtp_sink: SmtpSink
) -> None:
    async with atelier(smtp_sink) as server:
        await regie()
        second = await hotel(email=REGIE)
        await written(second)
        server.put(reply(""), TEN)
        await read()
    assert [each.client_id for each in await answers()] == [second]


async def test_automatic_replies_are_told_and_ask_nothing_newsletters_are_nothing(
    database: None,
) -> None:
    async with atelier() as server:
        client_id = await regie()
        server.put(reply("", "Absente.", Auto_Submitted="auto-replied", id="<a@x>"), TEN)
        server.put(reply("", "Nos offres", List_Id="<news.regie.test>", id="<b@x>"), TEN)
        done = await read()
    assert (done.automatic, done.others, await answers()) == (1, 1, [])
    acts = [each.act for each in await timeline("client", client_id)]
    assert "answer.automatic" in acts


@pytest.mark.parametrize(
    ("status", "action", "marks", "state"),
    [
        ("5.1.1", "failed", True, "failed"),  # there is no such mailbox
        ("5.2.2", "failed", False, "failed"),  # it is full: the address is right
        ("5.7.1", "failed", False, "failed"),  # what was in the letter
        ("4.4.7", "failed", False, "failed"),  # given up after days
        ("4.4.1", "delayed", False, "sent"),  # still tried
    ],
)
async def test_a_letter_that_comes_back_has_failed_and_a_dead_address_is_marked(
    database: None, smtp_sink: SmtpSink, status: str, action: str, marks: bool, state: str
) -> None:
    async with atelier(smtp_sink) as server:
        about = await written(await regie())
        server.put(report(about, status=status, action=action, said=f"{status} said"), TEN)
        done = await read()
    assert done.returned == int(state == "failed") and await answers() == []
    assert (REGIE in await refusing_addresses()) is marks
    assert await states() == [state]
    assert [check.name for check in await gather_checks() if not check.ok] == []


async def test_a_report_of_a_letter_that_is_not_ours_or_of_another_address_does_nothing(
    database: None, smtp_sink: SmtpSink
) -> None:
    async with atelier(smtp_sink) as server:
        about = await written(await regie())
        server.put(report("<forged@atelier-vauban.test>", id="<1@x>"), TEN)
        server.put(report(about, address="autre@x.test", id="<2@x>"), TEN)
        await read()
    assert await refusing_addresses() == {} and await states() == ["sent"]


async def test_of_two_addresses_one_that_refuses_is_marked_and_the_letter_stays_sent(
    database: None, smtp_sink: SmtpSink
) -> None:
    async with atelier(smtp_sink) as server:
        about = await written(await regie(), to=f"{REGIE}, chef@regie-bellecour.test")
        server.put(report(about), TEN)
        await read()
    assert list(await refusing_addresses()) == [REGIE] and await states() == ["sent"]


async def test_the_same_letter_twice_is_one_answer(database: None) -> None:
    async with atelier() as server:
        await regie()
        server.put(reply(""), TEN)
        await read()
        server.put(reply(""), at(MONDAY, 11))
        done = await read(at(MONDAY, 12))
        assert await read(at(MONDAY, 13)) == actions.Reading()
    assert (done.answers, len(await answers())) == (0, 1)


async def test_a_folder_numbered_anew_is_read_again_and_nothing_twice_nor_of_before(
    database: None,
) -> None:
    async with atelier() as server:
        await regie()
        server.put(reply("", id="<1@x>"), TEN)
        await read()
        server.number_anew(1_800_000_000)
        server.put(reply("", "Encore moi", id="<2@x>"), at(MONDAY, 11))
        done = await read(at(MONDAY, 12))
        box = await queries.mailbox()
    assert done.answers == 1
    assert (await answers())[0].text == "Encore moi"
    assert len(await answers()) == 2
    assert box and (box.validity, box.last_uid) == (1_800_000_000, max(server.letters))


async def test_a_letter_of_thirty_megabytes_is_read_by_its_beginning(database: None) -> None:
    async with atelier() as server:
        await regie()
        big = reply("").replace(b"Bonjour", b"Bonjour" + b" x" * 15_000_000)
        assert len(big) > 30_000_000
        server.put(big, TEN)
        server.put(reply("", "Après", id="<2@x>"), TEN)
        done = await read()
    assert done.answers == 2 and server.sent < 400_000
    assert [len(each.text) <= 2_000 for each in await answers()] == [True, True]


async def test_files_stay_in_the_mailbox_and_their_names_are_told(database: None) -> None:
    letter = (
        b"From: compta@regie-bellecour.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nVoici.\r\n"
        b"--b\r\nContent-Type: application/x-exe\r\nContent-Disposition: attachment;"
        b' filename="=?utf-8?q?preuve=5F=C3=A9t=C3=A9=2Eexe?="\r\n\r\nMZ\r\n--b--\r\n'
    )
    async with atelier() as server:
        await regie()
        server.put(letter, TEN)
        await read()
    (answer,) = await answers()
    assert answer.text == "Voici.\n\n[preuve_été.exe]"


async def test_nobody_who_wrote_is_reminded_before_somebody_has_read_it(
    database: None, smtp_sink: SmtpSink
) -> None:
    async with atelier(smtp_sink) as server:
        client_id = await regie()
        await late(client_id)
        await proposed()
        assert len(await waiting()) == 1
        server.put(reply(await written(client_id)), TEN)
        await read()
        held = (await proposed(hour=11)).held
        assert await waiting() == []
    assert [one.reason.code for one in held] == ["reminders.unread"]
    assert held[0].reason.facts == {"day": D(MONDAY)}
    (answer,) = await answers()
    deed = Deed(StepKind.CLOSED, "Lu", "k1", 0, at(MONDAY, 12), ODILE)
    await handle(answer.id, deed)
    await proposed(hour=13)
    assert len(await waiting()) == 1 and await answers() == []


async def test_an_answer_by_e_mail_ends_it(database: None, smtp_sink: SmtpSink) -> None:
    async with atelier(smtp_sink) as server:
        await regie()
        server.put(reply(""), TEN)
        await read()
    (answer,) = await answers()
    await handle(answer.id, Deed(StepKind.REPLY, "Merci !", "k1", 0, at(MONDAY, 12), ODILE))
    assert await answers() == []
    assert await Message.count().where(Message.cause_kind == "answer") == 1


async def test_the_first_reading_takes_nothing_of_before_and_another_folder_begins_anew(
    database: None,
) -> None:
    async with atelier() as server:
        await regie()
        assert await read() == actions.Reading()
        server.folder = "Clients/Réponses & suite"
        with_folder = settings_of(server, folder="Clients/Réponses & suite")
        server.folder = "Clients/R&AOk-ponses &- suite"
        await actions.set_up(with_folder, at=TEN, by=ODILE)
        assert await read() == actions.Reading()
        server.put(reply(""), at(MONDAY, 11))
        done = await read(at(MONDAY, 12))
    assert done.answers == 1


def test_the_server_of_the_tests_tells_what_would_change_something() -> None:
    server = ImapServer(asked=[b"EXAMINE x", b"STORE 1 +FLAGS", b"FETCH 1 (BODY[])"])
    assert server.changes == [b"STORE 1 +FLAGS", b"FETCH 1 (BODY[])"]
