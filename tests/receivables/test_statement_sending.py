"""Statements by mail: by hand, on a day of the month, once, whatever is killed or doubled.

Bellecour and the Hôtel owe money; the Mairie has paid; Mme Perrin owes, and has no address.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import date

import pytest

from app.adapters import files, pdf
from app.adapters.database import engine
from app.clients.tables import Client, Contact
from app.config import ROOT
from app.core.errors import Refused
from app.messages.queries import message, of_cause
from app.messages.rules import State
from app.messages.tables import Message
from app.receivables import actions, queries
from app.receivables.actions import rendering, sending
from app.receivables.queries import CHECKS
from app.receivables.rules import EVERYBODY, Due, due, from_json, next_day, to_json
from app.receivables.tables import AccountStatement, StatementRendering
from tests.cast import ODILE, at, hotel, mairie, mme_perrin, open_shop, regie
from tests.payments.books import paid, sold

D = date.fromisoformat
NOV_20 = at("2026-11-20", 10)
Pdfs = list[str]


@pytest.fixture
async def who(database: None) -> AsyncIterator[dict[str, int]]:
    await open_shop()
    them = {
        "bellecour": await regie(),
        "nizier": await hotel(),
        "mairie": await mairie(),
        "perrin": await mme_perrin(),
    }
    await Client.update({Client.email: ""}).where(Client.id == them["perrin"])
    await Contact.delete().where(Contact.client == them["perrin"])
    await sold(them["bellecour"], 300, "2026-10-02", "2026-11-01")
    await sold(them["nizier"], 200, "2026-10-03", "2026-11-17")
    await sold(them["mairie"], 90, "2026-10-05", "2026-11-04")
    await sold(them["perrin"], 50, "2026-10-06", "2026-11-05")
    await paid(them["bellecour"], 120, "2026-10-20")
    await paid(them["mairie"], 90, "2026-10-25")
    yield them


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> Pdfs:
    """What was typeset, instead of typesetting it."""
    made: Pdfs = []

    async def typeset(html: str) -> bytes:
        made.append(html.replace("\u202f", " ").replace("\u00a0", " "))
        return f"%PDF {len(made)}".encode()

    monkeypatch.setattr(pdf, "render", typeset)
    return made


async def everybody(day: int | None, on: str = "2026-10-10") -> None:
    await actions.plan(EVERYBODY, day, on=D(on), at=at(on), by=ODILE)


async def told() -> list[tuple[str, str]]:
    """Whom a message is owed to, and for which cause."""
    rows = await AccountStatement.select(
        AccountStatement.client.name.as_alias("name"), AccountStatement.cause
    ).order_by(AccountStatement.client, AccountStatement.id)
    return [(row["name"], row["cause"]) for row in rows]


async def findings() -> list[object]:
    return [each for _, check in CHECKS for each in await check()]


def test_the_month_that_a_day_closes() -> None:
    october = Due("2026-11", D("2026-10-01"), D("2026-10-31"))
    assert due(1, D("2026-10-10"), D("2026-11-01")) == october
    # Late by nine days it still leaves; by eleven the next one tells more.
    assert due(1, D("2026-10-10"), D("2026-11-11")) == october
    assert due(1, D("2026-10-10"), D("2026-11-12")) is None
    # From the 15th to the 14th; over the year's end; in the shortest month.
    assert due(15, D("2025-01-01"), D("2026-11-15")) == Due(
        "2026-11", D("2026-10-15"), D("2026-11-14")
    )
    assert due(28, D("2025-01-01"), D("2027-01-02")) == Due(
        "2026-12", D("2026-11-28"), D("2026-12-27")
    )
    assert due(28, D("2025-01-01"), D("2027-02-28")) == Due(
        "2027-02", D("2027-01-28"), D("2027-02-27")
    )
    # Set on the 2nd, the 1st is not made up for; set on the day itself, it holds.
    assert due(1, D("2026-11-02"), D("2026-11-05")) is None
    assert due(1, D("2026-11-01"), D("2026-11-01")) == october
    assert next_day(1, D("2026-11-02"), D("2026-11-05")) == D("2026-12-01")
    assert next_day(5, D("2026-11-02"), D("2026-11-05")) == D("2026-11-05")


async def test_a_statement_is_kept_as_it_was_told(who: dict[str, int]) -> None:
    account = await queries.statement(who["bellecour"], D("2026-10-01"), D("2026-10-31"))
    assert account.open and account.moves
    assert from_json(to_json(account)) == account


async def test_by_hand_once_for_a_form(who: dict[str, int], pages: Pdfs) -> None:
    bellecour = who["bellecour"]
    first, last = D("2026-10-01"), D("2026-11-20")
    made = [
        await actions.send(bellecour, first, last, seen=0, at=NOV_20, by=ODILE) for _ in range(2)
    ]
    assert made[0] and made[1] is None
    letter = (await of_cause("statement", made[0]))[0]
    assert letter.to == "compta@regie-bellecour.test" and not letter.is_complete
    plain = letter.text.replace("\u202f", " ").replace("\u00a0", " ")
    assert "relevé de votre compte au 20 novembre 2026" in plain
    assert "Le solde est de 180,00 €, dont 180,00 € échus" in plain
    # What is recorded afterwards changes nothing of it.
    await paid(bellecour, 180, "2026-11-20", recorded="2026-11-20")
    assert (await actions.render_owed(NOV_20)).done == 1
    assert "180,00 €" in pages[0] and "Hôtel" not in pages[0]
    letter = await message(letter.id)
    assert letter.is_complete and files.read(letter.files[0].sha256 or "") == b"%PDF 1"
    assert letter.files[0].filename == "Relevé de compte 2026-11-20.pdf"
    # The next form is another statement.
    assert await actions.send(bellecour, first, last, seen=1, at=NOV_20, by=ODILE)
    assert await told() == [("Régie Bellecour", "hand:1"), ("Régie Bellecour", "hand:2")]
    assert await findings() == []


@pytest.mark.parametrize(
    ("name", "first", "last", "words"),
    [
        ("perrin", "2026-10-01", "2026-10-31", "No e-mail address"),
        ("bellecour", "2026-10-02", "2026-10-01", "ends before"),
        ("bellecour", "2026-10-02", "2026-11-21", "ends today at the latest"),
        ("mairie", "2026-01-01", "2026-01-31", "nothing on this account"),
    ],
)
async def test_what_cannot_be_sent_says_why(
    who: dict[str, int], name: str, first: str, last: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        await actions.send(who[name], D(first), D(last), seen=0, at=NOV_20, by=ODILE)
    assert await AccountStatement.count() == await Message.count() == 0


async def test_an_address_that_is_none_is_refused(who: dict[str, int]) -> None:
    with pytest.raises(Refused, match="not an e-mail address"):
        await actions.send(
            who["bellecour"],
            D("2026-10-01"),
            D("2026-10-31"),
            seen=0,
            at=NOV_20,
            by=ODILE,
            to="compta(at)regie",
        )
    assert await AccountStatement.count() == await StatementRendering.count() == 0


async def test_everybody_who_owes_something_on_the_day(who: dict[str, int], pages: Pdfs) -> None:
    await everybody(1)
    assert await actions.send_due(at("2026-10-31", 23)) == 0
    assert await actions.send_due(at("2026-11-01", 1)) == 2
    assert await told() == [("Régie Bellecour", "2026-11"), ("Hôtel Saint-Nizier", "2026-11")]
    row = await AccountStatement.select().where(AccountStatement.client == who["bellecour"]).first()
    assert row and (row["opening"], row["closing"]) == (0, 18_000)
    assert (row["first_day"], row["last_day"]) == (D("2026-10-01"), D("2026-10-31"))
    # Owed in the night, it leaves with the day.
    letter = (await of_cause("statement", row["id"]))[0]
    assert (letter.not_before.hour, letter.not_before.day) == (8, 1)
    assert (
        await actions.send_due(at("2026-11-01", 9)) == await actions.send_due(at("2026-11-09")) == 0
    )
    # Mme Perrin's address comes on the 5th: hers leaves too, once.
    assert [name for _, name in await queries.without_address(D("2026-11-05"))] == ["Mme Perrin"]
    await Client.update({Client.email: "perrin@lyon.test"}).where(Client.id == who["perrin"])
    assert [await actions.send_due(at("2026-11-05")) for _ in range(2)] == [1, 0]
    assert await queries.without_address(D("2026-11-05")) == []
    assert await findings() == []


async def test_a_client_with_a_day_of_its_own_and_one_that_wants_none(
    who: dict[str, int], pages: Pdfs
) -> None:
    on = D("2026-10-10")
    await everybody(1)
    await actions.plan(who["nizier"], None, on=on, at=at(on), by=ODILE)
    # The Mairie owes nothing, and has asked for its account on the 5th all the same.
    await actions.plan(who["mairie"], 5, on=on, at=at(on), by=ODILE)
    assert await actions.send_due(at("2026-11-01")) == 1
    assert await actions.send_due(at("2026-11-05")) == 1
    assert await told() == [("Régie Bellecour", "2026-11"), ("Mairie d’Oullins", "2026-11")]
    assert {plan.client_id: plan.day for plan in await queries.own_plans()} == {
        who["nizier"]: None,
        who["mairie"]: 5,
    }
    # As for everybody again: not twice in the month, and from the next on.
    await actions.plan(who["nizier"], None, on=on, at=at(on), by=ODILE, is_own=False)
    plan = await queries.plan_of(who["nizier"])
    assert plan and plan.day == 1 and not plan.is_own
    with pytest.raises(Refused, match="from 1 to 28"):
        await actions.plan(who["nizier"], 29, on=on, at=at(on), by=ODILE)


async def test_the_day_is_changed_within_the_month_and_nobody_is_told_twice(
    who: dict[str, int],
) -> None:
    await everybody(1)
    assert await actions.send_due(at("2026-11-01")) == 2
    await everybody(20, on="2026-11-10")
    assert await actions.send_due(at("2026-11-20")) == 0
    assert await actions.send_due(at("2026-12-20")) == 2
    await everybody(None, on="2026-12-21")
    assert await actions.send_due(at("2027-01-20")) == 0


async def test_after_forty_days_only_the_last_month_is_told(who: dict[str, int]) -> None:
    await everybody(1)
    assert await actions.send_due(at("2026-12-10")) == 2
    assert {cause for _, cause in await told()} == {"2026-12"}


async def test_two_workers_at_once_tell_each_once(who: dict[str, int], pages: Pdfs) -> None:
    await everybody(1)
    when = at("2026-11-01")
    made = await asyncio.gather(actions.send_due(when), actions.send_due(when))
    assert sum(made) == 2
    done = await asyncio.gather(actions.render_owed(when), actions.render_owed(when))
    assert sum(each.done for each in done) == 2
    assert len(pages) == 2
    assert await Message.count() == 2 and await findings() == []


_WORKER = """
import asyncio, os, signal, sys
from datetime import datetime
from app.adapters import database, files, pdf
from app.receivables import actions
from app.receivables.actions import rendering, sending

async def typeset(html):
    return b"%PDF-1.7 made again"

async def main():
    pdf.render = typeset
    await database.open_engine()
    here = __import__(sys.argv[2], fromlist=["x"])
    was = getattr(here, sys.argv[3])
    async def struck(*args, **kwargs):
        done = await was(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
        return done
    setattr(here, sys.argv[3], struck)
    when = datetime.fromisoformat(sys.argv[1])
    await actions.send_due(when)
    await actions.render_owed(when)

asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("app.receivables.actions.sending", "_write"),
        ("app.receivables.actions.sending", "_owe"),
        ("app.receivables.actions.rendering", "_claim"),
        ("app.receivables.actions.rendering", "pdf_of"),
        ("app.receivables.actions.rendering", "attach"),
        ("app.receivables.actions.rendering", "_keep"),
    ],
)
async def test_killed_anywhere_each_is_told_once(
    who: dict[str, int], pages: Pdfs, module: str, name: str
) -> None:
    """kill -9 right after each step; the next worker, later, ends with the same."""
    assert hasattr({"sending": sending, "rendering": rendering}[module.rpartition(".")[2]], name)
    await everybody(1)
    when = at("2026-11-01", 9)
    struck = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", _WORKER, when.isoformat(), module, name],
        cwd=ROOT,
        env=dict(os.environ),
        check=False,
    )
    assert struck.returncode == -9
    later = at("2026-11-01", 10)
    await actions.send_due(later)
    await actions.render_owed(later)
    assert await told() == [("Régie Bellecour", "2026-11"), ("Hôtel Saint-Nizier", "2026-11")]
    letters = [(await of_cause("statement", row["id"])) for row in await AccountStatement.select()]
    assert [len(each) for each in letters] == [1, 1]
    assert all(each[0].is_complete and each[0].state is State.WAITING for each in letters)
    assert await findings() == []


async def test_a_pdf_that_fails_is_tried_again_and_the_letter_waits(
    who: dict[str, int], pages: Pdfs, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(html: str) -> bytes:
        raise pdf.RenderFailed("no ink")

    whole = pdf.render
    await everybody(1)
    await actions.send_due(at("2026-11-01"))
    monkeypatch.setattr(pdf, "render", broken)
    assert (await actions.render_owed(at("2026-11-01"))).failed == 2
    shown = await queries.sent_statements(who["bellecour"])
    assert shown[0].error == "RenderFailed: no ink" and shown[0].sha256 is None
    assert (await actions.render_owed(at("2026-11-01"))).failed == 0
    monkeypatch.setattr(pdf, "render", whole)
    assert (await actions.render_owed(at("2026-11-01", 9, 1))).done == 2
    assert (await queries.sent_statements(who["bellecour"]))[0].error == ""


async def test_a_statement_sent_never_changes(who: dict[str, int]) -> None:
    await actions.send(who["nizier"], D("2026-10-01"), D("2026-10-31"), seen=0, at=NOV_20, by=ODILE)
    for deed in ("UPDATE account_statement SET closing = 1", "DELETE FROM account_statement"):
        with pytest.raises(Exception, match="never changed"):
            await engine.run_ddl(deed)
