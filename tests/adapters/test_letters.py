"""Letters as they go over the line, read again by the standard library as any client would."""

from email import message_from_bytes, policy

import pytest

from app.adapters.letters import Envelope, compose
from tests.cast import at

SUBJECTS = (
    "Relance",
    "Facture F2026-000418 : 586,20 €",
    "x" * 240,
    "mots " * 48 + "é",
    "É" * 200,
    "  ".join("éa" for _ in range(60)),
    "日本語 " * 20 + "f",
    "😀" * 100,
    "a =?utf-8?q?b?= c",
)
TEXTS = (
    "",
    "Bonjour,\n\n100 % réglé ?\n.\n..point\n",
    "From me\n.\n a \t\n",
    "a" * 78 + "\n" + "b" * 79,
    "é=\r\nb\rc",
    "日本" * 500,
    "espaces \t \né \n\nfin",
)


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("text", TEXTS)
def test_what_was_written_is_what_is_read(subject: str, text: str) -> None:
    raw = compose(
        Envelope(
            "<abc@atelier-vauban.test>",
            at("2026-11-23", 9),
            "bonjour@atelier-vauban.test",
            "Étude, fils & Cie",
            ("compta@régie-bellecour.test", "chef@regie-bellecour.test"),
            subject,
            text,
            reply_to="odile@atelier-vauban.test",
        )
    )
    letter = message_from_bytes(raw, policy=policy.default)
    assert letter["Subject"] == subject
    assert letter.get_content().splitlines() == text.splitlines()
    assert letter["From"].addresses[0].display_name == "Étude, fils & Cie"
    assert [each.addr_spec for each in letter["To"].addresses] == [
        "compta@xn--rgie-bellecour-bkb.test",
        "chef@regie-bellecour.test",
    ]
    assert not letter.defects
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert b"\n" not in raw.replace(b"\r\n", b"")
