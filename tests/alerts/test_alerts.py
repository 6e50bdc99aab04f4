"""What somebody should know: raised once when it is so, ended when it is not, told once to each."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any

import httpx
import pytest

from app.adapters.database import transaction
from app.alerts import actions, queries
from app.alerts.actions import telling
from app.alerts.jobs import watch
from app.alerts.rules import Kind, Rhythm, cutoff, fell
from app.alerts.tables import Alert, AlertTold
from app.auth.tables import User
from app.core.errors import Refused
from app.core.sentences import sentence
from app.debits import actions as debits
from app.debits.actions.returning import Said
from app.messages.jobs import send_messages
from app.messages.tables import Message
from app.payments import actions as payments
from app.risk.tables import Score, ScoreChange
from app.settings.tables import Business
from tests.cast import AMIN, ODILE, at, browser, hotel, open_shop, regie, signed_in
from tests.debits.story import handed, owed
from tests.debits.story import told as announced
from tests.disputes.story import promised
from tests.mandates.paper import identified, signed
from tests.payments.books import paid, sold
from tests.quotes.story import sent as quote_sent

D = date.fromisoformat
MONDAY = "2026-11-23"


@pytest.fixture
async def shop(database: None) -> None:
    await open_shop()


async def watched(on: str = MONDAY, hour: int = 7) -> list[tuple[str, str, str]]:
    """Kind, client and sentence of what stands once a day was watched, in the order of kinds."""
    await actions.watch(on=D(on), at=at(on, hour))
    order = list(Kind)
    found = [(a.kind, a.client, sentence(a.said)) for a in await queries.standing()]
    found.sort(key=lambda one: order.index(one[0]))
    return [
        (kind.value, client, said.replace("\u00a0", " ").replace("\u202f", " "))
        for kind, client, said in found
    ]


async def kinds(on: str = MONDAY) -> list[str]:
    return [kind for kind, _, _ in await watched(on)]


async def in_the_outbox() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (
        await Message.select().where(Message.cause_kind == "alerts").order_by(Message.id)
    )
    return rows


async def graded(client_id: int, *days: tuple[str, str]) -> None:
    """The grade of a client as it became on each of these days."""
    for day, grade in days:
        change = ScoreChange(
            client=client_id, day=D(day), outcomes=9, p_late=900, grade=grade, recorded_at=at(day)
        )
        await ScoreChange.insert(change)
    day, grade = days[-1]
    now = Score(
        client=client_id, day=D(day), outcomes=9, p_late=900, grade=grade, computed_at=at(day)
    )
    await Score.delete().where(Score.client == client_id)
    await Score.insert(now)


# -- What is raised, and what is not ------------------------------------------------------------


async def test_a_debit_that_came_back_until_it_is_paid(shop: None) -> None:
    await identified()
    client_id = await regie()
    await signed(client_id)
    await owed(client_id, 120, "2026-10-12", "2026-11-16")
    await announced("2026-10-12")
    batch = await handed("2026-11-10")
    assert await kinds() == []
    debit = batch.debits[0]
    who: dict[str, Any] = {"today": D(MONDAY), "at": at(MONDAY), "by": ODILE}
    await debits.note_return(debit.id, Said("AM04", D("2026-11-19"), 0), **who)
    assert await watched() == [
        (
            "returned",
            "Régie Bellecour",
            f"Facture {debit.number} : le prélèvement de 120,00 € est revenu."
            " Provision insuffisante.",
        )
    ]
    await paid(client_id, 120, MONDAY)
    assert await kinds("2026-11-24") == []


async def test_a_promise_is_broken_once_its_grace_is_over_and_not_when_it_was_kept(
    shop: None,
) -> None:
    """Promised for Friday the 20th: a transfer of that day is there on Monday (CMF L133-13)."""
    keeps, breaks = await regie(), await hotel()
    for client_id in (keeps, breaks):
        invoice_id = await sold(client_id, 300, "2026-10-01", "2026-10-31")
        await promised(invoice_id, "2026-11-20", on="2026-11-10")
    assert await kinds() == []
    await paid(keeps, 300, "2026-11-20")
    assert await watched("2026-11-24") == [
        (
            "promise",
            "Hôtel Saint-Nizier",
            "300,00 € promis pour le 20 novembre 2026 ne sont pas arrivés.",
        )
    ]
    # Part of it came, late: the rest is not there. Then all of it is.
    await paid(breaks, 100, "2026-11-25")
    assert await kinds("2026-11-25") == ["promise"]
    last = await paid(breaks, 200, "2026-11-26")
    assert await kinds("2026-11-26") == []
    # The cheque was no good: it stands again.
    await payments.undo(last, on=D("2026-11-27"), at=at("2026-11-27"), by=ODILE)
    assert await kinds("2026-11-27") == ["promise"]


async def test_a_grade_that_falls_and_recovers(shop: None) -> None:
    falls, rises, first, old = (
        await regie(), await hotel(), await regie(name="Nouveau"), await regie(name="Ancien"),
    )  # fmt: skip
    await graded(falls, ("2026-10-01", "A"), ("2026-11-20", "C"))
    await graded(rises, ("2026-10-01", "D"), ("2026-11-20", "B"))
    await graded(first, ("2026-11-20", "E"))
    # Three weeks ago, when nobody watched: no news.
    await graded(old, ("2026-09-01", "A"), ("2026-11-01", "D"))
    assert await watched() == [("grade", "Régie Bellecour", "Sa note est passée de A à C.")]
    await graded(falls, ("2026-11-24", "A"))
    assert await kinds("2026-11-24") == []


async def test_over_its_limit_counting_what_it_has_in_hand(shop: None) -> None:
    client_id = await regie()
    await sold(client_id, 1_000, "2026-11-01", "2026-12-01")
    await actions.set_limit(client_id, 100_000, at=at(MONDAY, 6), by=ODILE)
    assert await kinds() == []
    await sold(client_id, 60, "2026-11-23", "2026-12-01")
    assert await watched() == [
        ("limit", "Régie Bellecour", "1 060,00 € dus, pour un plafond de 1 000,00 €.")
    ]
    # Sixty in hand: a thousand owed, which is allowed.
    await paid(client_id, 60, MONDAY, parts=[])
    assert await kinds("2026-11-24") == []
    # Over it again another day is another alert.
    await sold(client_id, 1, "2026-11-24", "2026-12-01")
    assert await kinds("2026-11-25") == ["limit"]
    assert await Alert.count() == 2
    await actions.set_limit(client_id, None, at=at("2026-11-25"), by=ODILE)
    assert await kinds("2026-11-26") == []
    with pytest.raises(Refused):
        await actions.set_limit(client_id, 0, at=at("2026-11-26"), by=ODILE)


async def test_a_mandate_and_a_quote_near_their_end(shop: None) -> None:
    await identified()
    client_id = await regie()
    # 36 months after 10 December 2023; the other one's three weeks later than a month from now.
    await signed(client_id, on=D("2023-12-10"))
    await signed(await hotel(), on=D("2024-01-20"), name="Hôtel")
    await quote_sent(client_id, on="2026-10-27", valid_days=30)
    assert [kind for kind, _, _ in await watched("2026-11-22")] == ["mandate"]
    found = await watched()
    assert found[0][2].endswith("devient caduc le 10 décembre 2026, faute de prélèvement.")
    assert found[1][0] == "quote" and "1 200,00 € est valable jusqu’au 26 novembre" in found[1][2]


async def test_watched_twice_and_at_once_it_is_raised_once(shop: None) -> None:
    client_id = await regie()
    await graded(client_id, ("2026-10-01", "A"), ("2026-11-20", "C"))
    await asyncio.gather(*(actions.watch(on=D(MONDAY), at=at(MONDAY, 7)) for _ in range(3)))
    assert await actions.watch(on=D(MONDAY), at=at(MONDAY, 8)) == 0
    assert await Alert.count() == 1


# -- By e-mail ----------------------------------------------------------------------------------


def test_the_moment_up_to_which_a_message_tells() -> None:
    def said(rhythm: Rhythm, day: str, hour: int) -> datetime | None:
        return cutoff(rhythm, at(day, hour))

    assert said(Rhythm.NEVER, MONDAY, 9) is None
    assert said(Rhythm.DAILY, "2026-11-24", 8) == at("2026-11-24", 8)
    assert said(Rhythm.DAILY, "2026-11-24", 7) == at(MONDAY, 8)
    # Sunday tells nothing of its own, nor does 25 December, a Friday.
    assert said(Rhythm.DAILY, "2026-11-22", 12) == at("2026-11-20", 8)
    assert said(Rhythm.DAILY, "2026-12-25", 12) == at("2026-12-24", 8)
    assert said(Rhythm.WEEKLY, "2026-11-29", 23) == at(MONDAY, 8)
    assert said(Rhythm.WEEKLY, MONDAY, 7) == at("2026-11-16", 8)
    # The clocks go back on 25 October: eight o'clock is eight o'clock.
    assert said(Rhythm.DAILY, "2026-10-26", 8) == at("2026-10-26", 8)


def test_what_is_a_fall() -> None:
    assert fell("A", "B") and fell("B", "E")
    assert not (fell("B", "A") or fell("B", "B") or fell(None, "E") or fell("B", None))


async def test_told_once_to_each_who_chose_so_and_nothing_when_there_is_nothing(
    shop: None,
) -> None:
    falls, later = await regie(), await hotel()
    await actions.choose(Rhythm.DAILY, at=at(MONDAY, 6), by=ODILE)
    assert await actions.tell(at(MONDAY, 9)) == 0
    await graded(falls, ("2026-10-01", "A"), ("2026-11-20", "C"))
    await actions.watch(on=D(MONDAY), at=at(MONDAY, 7))
    assert await actions.tell(at(MONDAY, 7, 30)) == 0
    assert await actions.tell(at(MONDAY, 9)) == 1
    assert await actions.tell(at(MONDAY, 10)) == 0
    [first] = await in_the_outbox()
    assert first["to_address"] == ODILE
    assert first["subject"] == "Note qui baisse – Régie Bellecour"
    assert "Sa note est passée de A à C." in first["text"]
    # Another one, and Amin who begins to be told: he is told of both, she of the new one.
    await graded(later, ("2026-10-01", "B"), ("2026-11-23", "D"))
    await actions.watch(on=D(MONDAY), at=at(MONDAY, 12))
    await actions.choose(Rhythm.WEEKLY, at=at(MONDAY, 13), by=AMIN)
    assert await actions.tell(at("2026-11-24", 9)) == 2
    _, hers, his = await in_the_outbox()
    assert hers["subject"] == "Note qui baisse – Hôtel Saint-Nizier"
    # His week began on Monday at eight: what came after it waits for the next one.
    assert his["to_address"] == AMIN and "de A à C" in his["text"] and "de B" not in his["text"]
    assert await actions.tell(at("2026-11-29", 9)) == 0
    assert await actions.tell(at("2026-11-30", 9)) == 1
    assert "de B à D" in (await in_the_outbox())[-1]["text"]


async def test_what_is_over_or_seen_is_not_told(shop: None) -> None:
    over, seen = await regie(), await hotel()
    for client_id in (over, seen):
        await graded(client_id, ("2026-10-01", "A"), ("2026-11-20", "C"))
    await actions.choose(Rhythm.DAILY, at=at(MONDAY, 6), by=ODILE)
    await watched()
    await graded(over, ("2026-11-22", "A"))
    await actions.watch(on=D(MONDAY), at=at(MONDAY, 8))
    [left] = await queries.standing()
    for _ in range(2):
        await actions.see(left.id, at=at(MONDAY, 8), by=AMIN)
    assert await actions.tell(at(MONDAY, 9)) == 0


async def test_an_accountant_and_someone_who_left_are_not_told(shop: None) -> None:
    await graded(await regie(), ("2026-10-01", "A"), ("2026-11-20", "C"))
    await watched()
    for who in (ODILE, "claire@cabinet-compte.test"):
        await actions.choose(Rhythm.DAILY, at=at(MONDAY, 6), by=who)
    await User.update({User.is_active: False}).where(User.email == ODILE)
    assert await actions.tell(at(MONDAY, 9)) == 0


async def test_killed_before_it_was_kept_it_is_told_again_and_twice_at_once_once(
    shop: None,
) -> None:
    await graded(await regie(), ("2026-10-01", "A"), ("2026-11-20", "C"))
    await watched()
    await actions.choose(Rhythm.DAILY, at=at(MONDAY, 6), by=ODILE)
    with pytest.raises(RuntimeError):
        async with transaction() as tx:
            [reader] = await queries.readers()
            assert await telling._tell(tx, reader, at(MONDAY, 8), at(MONDAY, 9)) == 1
            raise RuntimeError("killed")
    assert await in_the_outbox() == [] and await AlertTold.count() == 0
    told = await asyncio.gather(*(actions.tell(at(MONDAY, 9)) for _ in range(3)))
    assert sum(told) == 1 and len(await in_the_outbox()) == 1


async def test_a_dead_mail_server_is_tried_again_and_the_alert_leaves_once(
    database: None, smtp_sink: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_shop(smtp_url="smtp://127.0.0.1:1", mail_from="bonjour@atelier-vauban.test")
    await graded(await regie(), ("2026-10-01", "A"), ("2026-11-20", "C"))
    await actions.choose(Rhythm.DAILY, at=at(MONDAY, 6), by=ODILE)
    monkeypatch.setenv("ECHEANCE_NOW", f"{MONDAY}T07:00")
    await watch({})
    monkeypatch.setenv("ECHEANCE_NOW", f"{MONDAY}T09:00")
    await watch({})
    await send_messages({})
    [row] = await in_the_outbox()
    assert row["state"] == "waiting" and smtp_sink.messages == []
    await Business.update({Business.smtp_url: smtp_sink.url}).where(Business.id == 1)
    monkeypatch.setenv("ECHEANCE_NOW", f"{MONDAY}T12:00")
    for _ in range(2):
        await watch({})
        await send_messages({})
    assert [m["Subject"] for m in smtp_sink.messages] == ["Note qui baisse – Régie Bellecour"]


# -- The pages ----------------------------------------------------------------------------------


@pytest.fixture
async def odile(shop: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setenv("ECHEANCE_NOW", f"{MONDAY}T08:30")
    async with browser() as client:
        yield await signed_in(client)


async def seen(client: httpx.AsyncClient, path: str) -> str:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return " ".join(answer.text.replace("\u00a0", " ").replace("\u202f", " ").split())


async def test_on_the_first_page_until_it_is_seen(odile: httpx.AsyncClient) -> None:
    client_id = await regie()
    await sold(client_id, 1_000, "2026-11-01", "2026-12-01")
    assert "Plafond dépassé" not in await seen(odile, "/")
    answer = await odile.post(f"/clients/{client_id}/limit", data={"limit": "800"})
    assert answer.headers["location"] == f"/clients/{client_id}"
    assert 'value="800,00"' in await seen(odile, f"/clients/{client_id}/limit")
    await actions.watch(on=D(MONDAY), at=at(MONDAY, 8))
    assert "Plafond dépassé – Régie Bellecour" in await seen(odile, "/")
    [alert] = await queries.standing()
    answer = await odile.post(f"/alerts/{alert.id}/seen", data={"back": "/"})
    assert answer.headers["location"] == "/"
    assert "Plafond dépassé" not in await seen(odile, "/")
    assert "1 000,00 € dus, pour un plafond de 800,00 €." in await seen(odile, "/alerts")


async def test_a_limit_that_is_none_is_refused_beside_its_field(odile: httpx.AsyncClient) -> None:
    client_id = await regie()
    for typed in ("-5", "rien", "0"):
        answer = await odile.post(f"/clients/{client_id}/limit", data={"limit": typed})
        assert answer.status_code == 422 and f'value="{typed}"' in answer.text
    assert await queries.limit_of(client_id) is None
    assert (await odile.get("/clients/999/limit")).status_code == 404


async def test_each_chooses_for_themselves(odile: httpx.AsyncClient) -> None:
    assert "Aucune alerte" in await seen(odile, "/alerts")
    await odile.post("/alerts/choice", data={"rhythm": "daily"})
    assert await queries.rhythm_of(ODILE) is Rhythm.DAILY
    assert await queries.rhythm_of(AMIN) is Rhythm.NEVER
    assert (await odile.post("/alerts/choice", data={"rhythm": "hourly"})).status_code == 422
    await odile.post("/alerts/choice", data={"rhythm": "never"})
    assert await queries.readers() == []
    async with browser() as claire:
        await signed_in(claire, "claire")
        assert "/alerts/choice" not in await seen(claire, "/alerts")
        assert (await claire.post("/alerts/choice", data={"rhythm": "daily"})).status_code == 403
