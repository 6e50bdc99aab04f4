"""Who wrote is proven or not: only what is proven holds reminders; all of it is shown."""

import pytest

from app.mailbox import actions
from app.mailbox.rules import proves, read_letter, server_of
from tests.cast import ODILE, browser, hotel, regie, signed_in
from tests.mailbox.letters import REGIE, reply
from tests.mailbox.story import START, TEN, answers, atelier, read, settings_of, written
from tests.reminders.story import late, proposed, waiting
from tests.servers import SmtpSink

MX = "mx.atelier.test"
PASS = f"{MX}; dmarc=pass (p=reject) header.from=regie-bellecour.test"


def sealed(letter: bytes, *headers: str) -> bytes:
    """A letter with these headers Authentication-Results above it, in this order."""
    above = "".join(f"Authentication-Results: {each}\r\n" for each in headers)
    return above.encode() + letter


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (PASS, True),
        (f"{MX.upper()} 1; spf=fail; dmarc = pass header.from=Regie-Bellecour.TEST", True),
        (f"{MX}; dkim=pass header.d=regie-bellecour.test", True),
        (f"{MX}; dkim=fail header.d=x.test; dkim=pass header.i=@regie-bellecour.test", True),
        (f"{MX}; (dmarc=pass header.from=regie-bellecour.test) dmarc=fail header.from=x", False),
        (f"{MX}; dmarc=fail header.from=regie-bellecour.test", False),
        (f"{MX}; dmarc=pass header.from=loterie.test", False),
        (f"{MX}; dmarc=pass", False),
        (f"{MX}; dkim=pass header.d=loterie.test", False),
        (f"{MX}; dkim=pass header.d=test", False),
        (f"{MX}; dkim=pass header.d=cour.test", False),
        (f"{MX}; spf=pass smtp.mailfrom=regie-bellecour.test", False),
        (f"{MX}; x-dmarc=pass header.from=regie-bellecour.test", False),
        (f"{MX}; none", False),
        (f"{MX}.loterie.test; dmarc=pass header.from=regie-bellecour.test", False),
        (MX, False),
        ("", False),
        (";;;(((", False),
    ],
)
def test_what_the_receiving_server_may_say(header: str, expected: bool) -> None:
    assert proves([header], MX, REGIE) is expected


def test_a_part_of_a_domain_is_signed_for_by_the_whole_and_not_the_other_way_round() -> None:
    header = f"{MX}; dkim=pass header.d=%s"
    assert proves([header % "bellecour.test"], MX, "jean@compta.bellecour.test")
    assert not proves([header % "compta.bellecour.test"], MX, "jean@bellecour.test")


def test_only_the_first_header_counts_and_only_of_the_server_that_is_trusted() -> None:
    """Whoever writes puts a forged one below; or none was added above it."""
    none = f"{MX}; dmarc=none header.from=regie-bellecour.test"
    assert not proves([none, PASS], MX, REGIE)
    assert not proves(["mx.ailleurs.test; dmarc=pass", PASS], MX, REGIE)
    assert not proves([PASS], "", REGIE)
    assert not proves([], MX, REGIE)
    assert not proves([PASS], MX, "")
    assert server_of('"mx.A.test" 1; none') == "mx.a.test" and server_of("") == ""


def test_a_letter_keeps_them_in_their_order_and_says_whether_one_wrote_it() -> None:
    letter = read_letter(sealed(reply(""), "a.test; none", "b.test; none"))
    assert list(letter.results) == ["a.test; none", "b.test; none"] and letter.is_by_one
    two = reply("", sender="compta@regie-bellecour.test, pub@loterie.test")
    assert not read_letter(two).is_by_one
    again = b"From: pub@loterie.test\r\n" + reply("")
    assert not read_letter(again).is_by_one


async def held_after(letter: bytes, receiver: str = MX) -> bool:
    """Whether the Régie is left alone once this letter is read; it is shown in any case."""
    async with atelier() as server:
        await actions.set_up(settings_of(server, receiver=receiver), at=START, by=ODILE)
        client_id = await regie()
        await late(client_id)
        await proposed()
        server.put(letter, TEN)
        await read()
        (answer,) = await answers()
        assert answer.client_id == client_id
        await proposed(hour=11)
    is_held = await waiting() == []
    assert is_held is answer.is_proven
    return is_held


@pytest.mark.parametrize(
    ("headers", "receiver", "expected"),
    [
        ((PASS,), MX, True),
        ((PASS,), "", False),
        ((f"{MX}; dmarc=fail header.from=regie-bellecour.test", PASS), MX, False),
        ((), MX, False),
    ],
)
async def test_a_letter_of_a_client_s_address_holds_only_when_the_server_vouches_for_it(
    database: None, headers: tuple[str, ...], receiver: str, expected: bool
) -> None:
    assert await held_after(sealed(reply(""), *headers), receiver) is expected


async def test_two_senders_are_vouched_for_by_nobody(database: None) -> None:
    letter = b"From: compta@regie-bellecour.test\r\n" + reply("", sender="pub@loterie.test")
    assert not await held_after(sealed(letter, PASS))


async def test_an_answer_to_our_message_holds_and_one_to_a_message_that_never_was_does_not(
    database: None, smtp_sink: SmtpSink
) -> None:
    async with atelier(smtp_sink) as server:
        bellecour, nizier = await regie(), await hotel()
        await late(bellecour), await late(nizier)
        about = await written(bellecour)
        server.put(reply("", References=f"<x@y.test> {about}", id="<1@x>"), TEN)
        made_up = "<0123456789abcdef@atelier-vauban.test>"
        forged = reply(made_up, sender="direction@saint-nizier.test", id="<2@x>")
        server.put(forged, TEN)
        await read()
        await proposed(hour=11)
    assert {each.client_id: each.is_proven for each in await answers()} == {
        bellecour: True,
        nizier: False,
    }
    assert [who for who, _, _ in await waiting()] == ["Hôtel Saint-Nizier"]
    async with browser() as amin:
        await signed_in(amin, "amin")
        page = (await amin.get("/answers")).text
        assert page.count("L’expéditeur n’est pas prouvé") == 1
