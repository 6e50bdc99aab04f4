"""The mail server: set, never shown again, tried on the spot; every failure is a sentence."""

import dataclasses

import pytest

from app.config import config
from app.messages.queries import mail_server
from app.settings import queries
from app.settings.rules import MailAccess, mail_access
from tests.cast import ODILE, browser, open_shop, signed_in
from tests.servers import SmtpSink, free_port

SERVER = {
    "smtp_host": "smtp.example.fr",
    "smtp_port": "587",
    "smtp_encryption": "starttls",
    "smtp_user": "odile@example.fr",
    "smtp_password": "p@ss:w/rd%",
}


async def test_a_server_is_kept_and_its_password_never_shown(database: None) -> None:
    await open_shop()
    async with browser() as odile:
        await signed_in(odile, "odile")
        assert (await odile.post("/settings/mail", data=SERVER)).status_code == 303
        server = await mail_server()
        assert server is not None
        assert (server.host, server.port) == ("smtp.example.fr", 587)
        assert (server.user, server.password) == ("odile@example.fr", "p@ss:w/rd%")
        page = (await odile.get("/settings/mail")).text
        assert "smtp.example.fr" in page
        assert "p@ss" not in page and "p%40ss" not in page


async def test_a_password_left_empty_stays_with_its_server_only(database: None) -> None:
    await open_shop()
    async with browser() as odile:
        await signed_in(odile, "odile")
        await odile.post("/settings/mail", data=SERVER)
        await odile.post("/settings/mail", data=SERVER | {"smtp_password": "", "smtp_port": "2525"})
        server = await mail_server()
        assert server and (server.port, server.password) == (2525, "p@ss:w/rd%")
        # Another host must not be handed the password that was kept.
        changed = SERVER | {"smtp_password": "", "smtp_host": "smtp.evil.test"}
        await odile.post("/settings/mail", data=changed)
        server = await mail_server()
        assert server and (server.host, server.password) == ("smtp.evil.test", "")
        await odile.post("/settings/mail", data={"smtp_host": ""})
        assert await mail_server() is None


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("smtp_host", "smtp://x"),
        ("smtp_host", "user@host"),
        ("smtp_host", "two words"),
        ("smtp_port", "0"),
        ("smtp_port", "587;"),
        ("mail_from", "Odile <odile>"),
        ("send_until", "25:00"),
        ("send_until", "08:00"),
    ],
)
async def test_what_is_refused(database: None, field: str, typed: str) -> None:
    await open_shop()
    async with browser() as odile:
        await signed_in(odile, "odile")
        hours = {"send_from": "09:00", "send_until": "17:00"}
        answer = await odile.post("/settings/mail", data=SERVER | hours | {field: typed})
        assert answer.status_code == 422
        assert f'id="e-{field}"' in answer.text
        assert "p@ss" not in answer.text
    assert (await queries.business()).smtp_url == ""


async def test_a_trial_reaches_odiles_own_mailbox(database: None, smtp_sink: SmtpSink) -> None:
    await open_shop()
    async with browser() as odile:
        await signed_in(odile, "odile")
        port = smtp_sink.url.rpartition(":")[2]
        saved = await odile.post(
            "/settings/mail", data={"smtp_host": "127.0.0.1", "smtp_port": port}
        )
        assert saved.status_code == 303
        answer = await odile.post("/settings/mail/test")
        assert answer.status_code == 303
        assert "Cela fonctionne" in (await odile.get("/settings/mail")).text
        assert "Cela fonctionne" not in (await odile.get("/settings/mail")).text, "said once"
    message = smtp_sink.messages[0]
    assert message["To"] == ODILE
    assert message["From"] == "Atelier Vauban <bonjour@atelier-vauban.test>"
    assert len(smtp_sink.messages) == 1


async def test_a_failed_trial_tells_the_servers_words(database: None, smtp_sink: SmtpSink) -> None:
    await open_shop()
    smtp_sink.mode = "refuse"
    async with browser() as odile:
        await signed_in(odile, "odile")
        none = await odile.post("/settings/mail/test")
        assert none.status_code == 422 and "Aucun serveur" in none.text
        port = smtp_sink.url.rpartition(":")[2]
        await odile.post("/settings/mail", data={"smtp_host": "127.0.0.1", "smtp_port": port})
        refused = await odile.post("/settings/mail/test")
        assert refused.status_code == 422
        assert "5.1.1 no such mailbox" in refused.text
        smtp_sink.mode = "drop"
        assert "peut-être parti" in (await odile.post("/settings/mail/test")).text
        nobody = {"smtp_host": "127.0.0.1", "smtp_port": str(free_port())}
        await odile.post("/settings/mail", data=nobody)
        away = await odile.post("/settings/mail/test")
        assert away.status_code == 422
        assert "n’est pas parti" in away.text


def test_an_address_survives_its_escaping() -> None:
    access = MailAccess("smtp.example.fr", 465, "o@x.fr", "p@ss:/ é%", True)
    assert mail_access(access.url) == access
    assert mail_access("smtp://mail.example.fr") == MailAccess(
        "mail.example.fr", 587, "", "", False
    )
    assert dataclasses.replace(access, is_tls=False).url.startswith("smtp://o%40x.fr:")
    assert config().smtp_url is None, "the tests must not write to anybody"
