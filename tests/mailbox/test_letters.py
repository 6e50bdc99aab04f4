"""Letters taken apart: real shapes of answers, reports and automatic replies, and broken ones."""

from email.message import EmailMessage

import pytest

from app.mailbox.rules import own_words, read_letter
from tests.mailbox.letters import reply, report

QUOTED = {
    "gmail": "Oui, demain.\n\nLe lun. 23 nov. 2026 à 09:00, Atelier Vauban <a@b.test> a écrit :\n"
    "> Bonjour,\n> Voici",
    "gmail, the line broken": "Oui, demain.\n\nLe lun. 23 nov. 2026 à 09:00, Atelier Vauban\n"
    "<bonjour@atelier-vauban.test> a écrit :\n\n> Bonjour",
    "apple": "Oui, demain.\n\nOn 23 Nov 2026, at 09:00, Atelier <a@b.test> wrote:\n\n> Hello",
    "outlook": "Oui, demain.\n\nDe : Atelier Vauban <a@b.test>\nEnvoyé : lundi 23 novembre 2026\n"
    "À : Compta\nObjet : Facture\n\nBonjour",
    "outlook, ruled": "Oui, demain.\n\n________________________________\nDe : Atelier\nBonjour",
    "thunderbird": "Oui, demain.\n-------- Message transféré --------\nSujet : x",
    "signed": "Oui, demain.\n-- \nJosette Roux\nComptabilité",
    "answered below": "> Quand payez-vous ?\nOui, demain.\n> Merci",
}


@pytest.mark.parametrize("shape", QUOTED)
def test_what_was_quoted_is_left_out(shape: str) -> None:
    assert own_words(QUOTED[shape], 1000) == "Oui, demain."


def test_words_that_only_look_like_a_quotation_stay() -> None:
    text = "Le virement est parti.\nDe : notre banque\nmerci :"
    assert own_words(text, 1000) == text


def test_long_words_are_cut_and_a_quotation_alone_is_taken_whole() -> None:
    assert own_words("é" * 50, 10) == "é" * 9 + "…"
    assert own_words("> Bonjour", 100) == "> Bonjour"


def test_an_answer_says_who_and_to_what() -> None:
    letter = read_letter(
        reply("<ours@atelier-vauban.test>", References="<old@x.test> <mid@x.test>")
    )
    assert letter.sender == "compta@regie-bellecour.test"
    assert letter.sender_name == "Josette Roux"
    assert letter.about == ("<ours@atelier-vauban.test>", "<mid@x.test>", "<old@x.test>")
    assert letter.text == "Bonjour,\n\nLe virement part vendredi.\n\nJ. Roux"
    assert not letter.is_automatic and not letter.returned


def test_a_name_in_two_alphabets_keeps_its_spaces() -> None:
    name = "=?utf-8?q?P=C3=B4le?= Sud-Est"
    raw = f"From: {name} <c@x.test>\nSubject: Re: =?utf-8?q?r=C3=A9gl=C3=A9?= hier\n\n"
    letter = read_letter(raw.encode())
    assert (letter.sender_name, letter.subject) == ("Pôle Sud-Est", "Re: réglé hier")


def test_html_alone_becomes_text_without_scripts_and_quotations() -> None:
    letter = EmailMessage()
    letter["From"], letter["Subject"] = "c@x.test", "Re"
    letter.set_content(
        "<html><head><style>p{color:red}</style><script>alert(1)</script></head><body>"
        "<p>Réglé&nbsp;hier.</p><img src='https://x.test/p.gif'><div>Merci &lt;3</div>"
        "<blockquote><p>Bonjour, voici</p></blockquote></body></html>",
        subtype="html",
    )
    assert read_letter(letter.as_bytes()).text == "Réglé hier.\n\nMerci <3"


@pytest.mark.parametrize(
    ("name", "value", "automatic"),
    [
        ("Auto-Submitted", "auto-replied", True),
        ("Auto-Submitted", "auto-generated; x=y", True),
        ("Auto-Submitted", "no", False),
        ("Precedence", "bulk", True),
        ("Precedence", "normal", False),
        ("X-Autoreply", "yes", True),
        ("Return-Path", "<>", True),
    ],
)
def test_automatic_replies_are_told_apart(name: str, value: str, automatic: bool) -> None:
    letter = read_letter(f"From: c@x.test\r\n{name}: {value}\r\n\r\nAbsente".encode())
    assert letter.is_automatic is automatic


def test_a_report_names_the_letter_the_address_and_the_reason() -> None:
    letter = read_letter(report("<ours@atelier-vauban.test>", address="Compta@Regie.test"))
    (one,) = letter.returned
    assert (one.address, one.status, one.is_final) == ("compta@regie.test", "5.1.1", True)
    assert one.said == "550 5.1.1 User unknown"
    assert letter.about[0] == "<ours@atelier-vauban.test>"


def test_a_report_of_a_delay_is_not_final_and_one_that_gave_up_is() -> None:
    late = report("<o@a.test>", status="4.4.1", action="delayed", said="451 try later")
    gave_up = report("<o@a.test>", status="4.4.7", action="failed", said="expired")
    assert [each.is_final for each in read_letter(late).returned] == [False]
    assert [each.is_final for each in read_letter(gave_up).returned] == [True]


def test_a_report_with_the_whole_letter_in_it() -> None:
    raw = report("<o@a.test>").replace(b"text/rfc822-headers\r\n", b"message/rfc822\r\n")
    assert read_letter(raw).about == ("<o@a.test>",)


BROKEN = {
    "nothing": b"",
    "no header": b"\r\n\r\nBonjour",
    "bytes": bytes(range(256)) * 40,
    "unknown charset": b"From: c@x.test\nContent-Type: text/plain; charset=klingon\n\n"
    b"R\xc3\xa9gl\xc3\xa9",
    "lying charset": b"From: c@x.test\nContent-Type: text/plain; charset=utf-8\n\nR\xe9gl\xe9",
    "base64 cut": b"From: c@x.test\nContent-Transfer-Encoding: base64\n\nUsOpZ2zDq",
    "boundary missing": b"From: c@x.test\nContent-Type: multipart/mixed\n\n--x\n\nR\xc3\xa9",
    "broken header": b"From: =?utf-8?b?w?= <c@x.test>\nSubject: =?x-unknown?q?a?=\n\nR",
    "nul": b"From: c\x00@x.test\nSubject: a\x00b\n\nR\x00gl",
    "address": b'From: "a" <<<>,;:@@\nTo: ,,,\n\nR',
    "report without parts": b"From: d@x.test\nContent-Type: multipart/report; report-type="
    b"delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nFinal",
}


@pytest.mark.parametrize("shape", BROKEN)
def test_nothing_makes_it_fail(shape: str) -> None:
    letter = read_letter(BROKEN[shape])
    assert len(letter.key) == 64
    assert "\x00" not in f"{letter.text}{letter.subject}{letter.sender}"


def test_what_can_be_read_of_a_broken_one_is_read() -> None:
    for shape in ("unknown charset", "lying charset"):
        assert read_letter(BROKEN[shape]).text == "Réglé"


def test_parts_within_parts_within_parts() -> None:
    deep = b"From: c@x.test\nSubject: Absente\n"
    for n in range(4000):
        deep += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n)
    letter = read_letter(deep)
    assert (letter.sender, letter.subject) == ("c@x.test", "Absente")
