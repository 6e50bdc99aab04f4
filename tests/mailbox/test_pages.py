"""The mailbox in the settings, and what it brought on the page of answers."""

from app.mailbox import queries
from tests.cast import at, browser, open_shop, regie, signed_in
from tests.mailbox.letters import reply
from tests.mailbox.server import PASSWORD, USER, ImapServer, listening
from tests.mailbox.story import TEN, atelier, read

PATH = "/settings/mailbox"


def seen(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def typed(server: ImapServer, **changes: str) -> dict[str, str]:
    values = {"host": "127.0.0.1", "port": str(server.port), "security": "none"}
    return values | {"user": USER, "password": PASSWORD, "folder": ""} | changes


async def test_odile_sets_it_tries_it_and_removes_it(database: None) -> None:
    await open_shop()
    await regie()
    async with listening(ImapServer()) as server, browser() as odile:
        await signed_in(odile)
        assert "Aucune boîte n’est lue" in seen((await odile.get(PATH)).text)
        assert (await odile.post(PATH + "/test")).status_code == 422
        assert (await odile.post(PATH, data=typed(server))).headers["location"] == PATH
        server.put(reply(""), at("2026-11-22"))
        seal = b"Authentication-Results: mx.atelier.test; dmarc=none header.from=loterie.test\r\n"
        server.put(seal + b"From: pub@loterie.test\r\n\r\nGagnez", at("2026-11-22"))
        page = seen((await odile.post(PATH + "/test")).text)
        assert "2 lettres dans ce dossier" in page and "1 de clients" in page
        assert "1 qui ne concernent pas" in page and server.changes == []
        assert PASSWORD not in page and 'value="INBOX"' in page
        # Who vouches for senders is found, and believed only once it is put there.
        assert "1 portent l’avis de mx.atelier.test" in page
        assert "répond à l’un de vos messages" in page
        wrong = await odile.post(PATH, data=typed(server, receiver="deux mots"))
        assert wrong.status_code == 422 and "en un seul mot" in wrong.text
        await odile.post(PATH, data=typed(server, receiver="mx.atelier.test"))
        page = seen((await odile.post(PATH + "/test")).text)
        assert 'value="mx.atelier.test"' in page and "portent l’avis" not in page
        # A password left empty is the one that is kept; another user's is asked for.
        await odile.post(PATH, data=typed(server, password="", folder="Archives"))
        page = seen((await odile.post(PATH + "/test")).text)
        assert "no such folder" in page
        answer = await odile.post(PATH, data=typed(server, password="", user="amin"))
        assert answer.status_code == 422 and 'value="amin"' in answer.text
        await odile.post(PATH, data=typed(server, host=""))
    assert await queries.mailbox() is None


async def test_a_password_in_clear_is_refused_beside_its_field(database: None) -> None:
    await open_shop()
    async with browser() as odile:
        await signed_in(odile)
        data = typed(ImapServer(port=143), host="imap.orange.test")
        answer = await odile.post(PATH, data=data)
        assert answer.status_code == 422
        assert "circulerait en clair" in answer.text and "imap.orange.test" in answer.text


async def test_only_the_owner_sets_it(database: None) -> None:
    await open_shop()
    for who in ("amin", "claire"):
        async with browser() as other:
            await signed_in(other, who)
            assert (await other.get(PATH)).status_code == 403
            assert (await other.post(PATH, data={})).status_code == 403
            assert (await other.post(PATH + "/test")).status_code == 403


async def test_what_a_client_wrote_is_shown_as_text_and_answered(database: None) -> None:
    async with atelier() as server:
        await regie()
        server.put(reply("", "<script>alert(1)</script> Réglé"), TEN)
        await read()
    async with browser() as odile:
        await signed_in(odile)
        page = seen((await odile.get("/answers")).text)
        assert "E-mail reçu" in page and "les relances attendent" in page
        one = (await odile.get("/answers/1")).text
        assert "&lt;script&gt;alert(1)" in one and "<script>alert(1)" not in one
        assert "compta@regie-bellecour.test" in one
        assert "Un e-mail d’un client à lire" in seen((await odile.get("/")).text)
        client = seen((await odile.get("/clients/1")).text)
        assert "Josette Roux a écrit" in client
