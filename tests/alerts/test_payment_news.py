"""Who is told of money: once, in the morning, of whose it concerns, and of what was taken back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any

import httpx
import pytest

from app.adapters.database import transaction
from app.alerts import actions, queries
from app.alerts.actions import payments as telling
from app.alerts.jobs import tell_payments
from app.alerts.rules import Rhythm, Scope, next_cutoff
from app.auth.tables import User
from app.coming.queries import ahead
from app.coming.rules import Kind
from app.core.sentences import sentence
from app.messages.jobs import send_messages
from app.messages.tables import Message
from app.payments import actions as payments
from app.payments.rules import Method
from app.settings.tables import Business
from tests.alerts.test_alerts import graded
from tests.cast import AMIN, CLAIRE, ODILE, at, browser, hotel, open_shop, regie, signed_in
from tests.contracts.stories import lift
from tests.payments.books import paid, sold

FRIDAY, SATURDAY, MONDAY, TUESDAY = "2026-11-20", "2026-11-21", "2026-11-23", "2026-11-24"


@pytest.fixture
async def shop(database: None) -> None:
    await open_shop()


async def id_of(email: str) -> int:
    row = await User.select(User.id).where(User.email == email).first()
    assert row
    return int(row["id"])


async def chosen(email: str, scope: Scope, on: str = FRIDAY, hour: int = 9) -> None:
    await actions.choose_payments(await id_of(email), scope, at=at(on, hour), by=ODILE)


async def outbox() -> list[dict[str, Any]]:
    rows = await Message.select().where(Message.cause_kind == "payments").order_by(Message.id)
    return [row | {"text": plain(row["text"]), "subject": plain(row["subject"])} for row in rows]


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


async def test_all_that_came_since_the_last_morning_stands_in_one_message(shop: None) -> None:
    bellecour, nizier = await regie(), await hotel()
    await sold(bellecour, 300, "2026-10-01", "2026-10-31")
    await paid(bellecour, 40, "2026-11-19", key="before")
    await chosen(CLAIRE, Scope.ALL)
    assert await actions.tell_payments(at(FRIDAY, 9)) == 0
    await paid(bellecour, 200, FRIDAY)
    await paid(nizier, 75, SATURDAY, parts=[], method=Method.CHEQUE)
    # Neither on a Saturday, nor before eight on Monday.
    assert await actions.tell_payments(at(SATURDAY, 12)) == 0
    assert await actions.tell_payments(at(MONDAY, 7, 30)) == 0
    assert await actions.tell_payments(at(MONDAY, 9)) == 1
    await paid(nizier, 5, MONDAY, parts=[])
    assert await actions.tell_payments(at(MONDAY, 15)) == 0
    [first] = await outbox()
    assert first["to_address"] == CLAIRE
    assert first["subject"] == "2 paiements : 275,00 € – Atelier Vauban"
    assert "Reçu de Régie Bellecour : 200,00 € Virement, 20 novembre 2026" in first["text"]
    # 300 less 40 less 200.
    assert "200,00 €, il reste 60,00 € à payer" in first["text"]
    assert "Reçu de Hôtel Saint-Nizier : 75,00 € Chèque, 21 novembre 2026" in first["text"]
    assert "En tout : 275,00 €." in first["text"] and " 5,00 €" not in first["text"]
    assert await actions.tell_payments(at(TUESDAY, 9)) == 1
    assert (await outbox())[1]["subject"] == "Un paiement : 5,00 € – Atelier Vauban"
    assert await actions.tell_payments(at("2026-11-25", 9)) == 0


async def test_what_was_taken_back_is_said_whether_it_was_told_before_or_not(shop: None) -> None:
    client_id = await regie()
    await chosen(ODILE, Scope.ALL)
    told, untold = await paid(client_id, 100, FRIDAY), await paid(client_id, 60, MONDAY)
    assert await actions.tell_payments(at(MONDAY, 9)) == 1
    undoing: dict[str, Any] = {"on": date.fromisoformat(MONDAY), "by": ODILE}
    await payments.undo(told, at=at(MONDAY, 11), **undoing)
    await payments.undo(untold, at=at(MONDAY, 12), **undoing)
    assert await actions.tell_payments(at(TUESDAY, 9)) == 1
    first, second = await outbox()
    assert first["subject"] == "Un paiement : 100,00 € – Atelier Vauban"
    assert second["subject"] == "2 paiements : −100,00 € – Atelier Vauban"
    assert "Annulé, Régie Bellecour : −100,00 €" in second["text"]
    assert "Reçu de Régie Bellecour : 60,00 € (annulé depuis)" in second["text"]
    assert second["text"].count("60,00 €") == 1


async def test_a_salesperson_is_told_of_the_clients_of_their_contracts_alone(shop: None) -> None:
    his, others = await regie(), await hotel()
    await lift(his, start_on="2026-12-01", salesperson_id=await id_of(AMIN))
    await lift(others, start_on="2026-12-01", salesperson_id=await id_of(ODILE))
    await chosen(AMIN, Scope.OWN)
    await paid(others, 90, FRIDAY, parts=[])
    await chosen(CLAIRE, Scope.NONE)
    assert await actions.tell_payments(at(MONDAY, 9)) == 0
    await paid(his, 30, MONDAY, parts=[])
    await paid(others, 91, MONDAY, parts=[])
    assert await actions.tell_payments(at(TUESDAY, 9)) == 1
    [message] = await outbox()
    assert message["to_address"] == AMIN and "Régie Bellecour" in message["text"]
    assert "Saint-Nizier" not in message["text"] and "suivez un contrat" in message["text"]


async def test_a_history_is_no_news_and_who_left_is_not_told(shop: None) -> None:
    client_id = await regie()
    await chosen(ODILE, Scope.ALL)
    await paid(client_id, 500, "2026-03-02", recorded=FRIDAY, method=Method.OPENING)
    assert await actions.tell_payments(at(MONDAY, 9)) == 0
    await paid(client_id, 50, MONDAY)
    await User.update({User.is_active: False}).where(User.email == ODILE)
    assert await actions.tell_payments(at(TUESDAY, 9)) == 0
    await User.update({User.is_active: True}).where(User.email == ODILE)
    # Told of what came meanwhile: the worker may have stood still as well.
    assert await actions.tell_payments(at("2026-11-26", 9)) == 1


async def test_chosen_again_nothing_is_told_twice_nor_lost(shop: None) -> None:
    client_id = await regie()
    await chosen(ODILE, Scope.ALL)
    await paid(client_id, 50, FRIDAY)
    await chosen(ODILE, Scope.ALL, MONDAY, 7)
    assert await actions.tell_payments(at(MONDAY, 9)) == 1
    await chosen(ODILE, Scope.NONE, MONDAY, 10)
    await paid(client_id, 51, MONDAY)
    assert await actions.tell_payments(at(TUESDAY, 9)) == 0
    # What came while nobody was to be told is not told afterwards.
    await chosen(ODILE, Scope.ALL, TUESDAY, 10)
    await paid(client_id, 52, TUESDAY)
    assert await actions.tell_payments(at("2026-11-25", 9)) == 1
    assert (await outbox())[1]["subject"] == "Un paiement : 52,00 € – Atelier Vauban"


async def test_killed_before_it_was_kept_it_is_told_again_and_at_once_once(shop: None) -> None:
    await chosen(ODILE, Scope.ALL)
    await paid(await regie(), 50, FRIDAY)
    who = next(each for each in await queries.followers() if each.email == ODILE)
    with pytest.raises(RuntimeError):
        async with transaction() as tx:
            assert await telling._tell(tx, who, at(MONDAY, 8), at(MONDAY, 9)) == 1
            raise RuntimeError("killed")
    assert await outbox() == []
    told = await asyncio.gather(*(actions.tell_payments(at(MONDAY, 9)) for _ in range(3)))
    assert sum(told) == 1 and len(await outbox()) == 1


async def test_forty_are_written_out_and_the_rest_is_counted(shop: None) -> None:
    client_id = await regie()
    await chosen(ODILE, Scope.ALL)
    for euros in range(1, 43):
        await paid(client_id, euros, FRIDAY, parts=[])
    assert await actions.tell_payments(at(MONDAY, 9)) == 1
    [message] = await outbox()
    # 1 + 2 + … + 42.
    assert message["subject"].startswith("42 paiements : 903,00 €")
    assert message["text"].count("Reçu de") == 40 and "Et 2 autres" in message["text"]


async def test_a_dead_mail_server_is_tried_again_and_it_leaves_once(
    database: None, smtp_sink: Any, at: Callable[[str], None]
) -> None:
    await open_shop(smtp_url="smtp://127.0.0.1:1", mail_from="bonjour@atelier-vauban.test")
    await chosen(ODILE, Scope.ALL)
    await paid(await regie(), 50, FRIDAY)
    at(f"{MONDAY}T09:00")
    await tell_payments({})
    await send_messages({})
    assert smtp_sink.messages == []
    await Business.update({Business.smtp_url: smtp_sink.url}).where(Business.id == 1)
    at(f"{MONDAY}T12:00")
    for _ in range(2):
        await tell_payments({})
        await send_messages({})
    [message] = smtp_sink.messages
    assert plain(message["Subject"]) == "Un paiement : 50,00 € – Atelier Vauban"


async def test_before_there_is_a_business_nobody_is_told(database: None) -> None:
    await tell_payments({})


async def test_both_messages_of_the_next_morning_stand_on_the_page_of_what_comes(
    shop: None,
) -> None:
    client_id = await regie()
    await graded(client_id, ("2026-10-01", "A"), (FRIDAY, "C"))
    await actions.choose(Rhythm.WEEKLY, at=at(FRIDAY, 9), by=AMIN)
    await chosen(CLAIRE, Scope.ALL)

    async def said(on: str, hour: int) -> list[tuple[str, date, str]]:
        found = (await ahead(at(on, hour))).happenings
        kinds = (Kind.ALERTS, Kind.PAYMENTS)
        return [(h.kind.value, h.day, plain(sentence(h.what))) for h in found if h.kind in kinds]

    assert await said(FRIDAY, 12) == []
    await paid(client_id, 50, FRIDAY, parts=[])
    await actions.watch(on=date.fromisoformat(FRIDAY), at=at(FRIDAY, 10))
    monday = date.fromisoformat(MONDAY)
    both = [
        ("alerts", monday, f"Alertes par e-mail, à {AMIN} : 1"),
        ("payments", monday, f"Paiements par e-mail, à {CLAIRE} : 1"),
    ]
    assert await said(FRIDAY, 12) == await said(MONDAY, 7) == await said(MONDAY, 8) == both
    assert await actions.tell(at(MONDAY, 8, 12)) == await actions.tell_payments(at(MONDAY, 9)) == 1
    assert await said(MONDAY, 10) == []


def test_the_next_moment_that_tells() -> None:
    assert next_cutoff(Rhythm.NEVER, at(FRIDAY)) is None
    assert next_cutoff(Rhythm.DAILY, at(FRIDAY, 7)) == at(FRIDAY, 8)
    assert next_cutoff(Rhythm.DAILY, at(FRIDAY, 8)) == at(MONDAY, 8)
    assert next_cutoff(Rhythm.DAILY, at(MONDAY, 7)) == at(MONDAY, 8)
    # 25 December is a Friday.
    assert next_cutoff(Rhythm.DAILY, at("2026-12-24", 9)) == at("2026-12-28", 8)
    assert next_cutoff(Rhythm.WEEKLY, at(MONDAY, 9)) == at("2026-11-30", 8)


# -- The page -----------------------------------------------------------------------------------


@pytest.fixture
async def odile(shop: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setenv("ECHEANCE_NOW", f"{MONDAY}T08:30")
    async with browser() as client:
        yield await signed_in(client)


async def scopes() -> dict[str, Scope]:
    return {each.email: each.scope for each in await queries.followers()}


async def test_each_chooses_for_themselves_and_the_owner_for_all(odile: httpx.AsyncClient) -> None:
    path, claire_id = "/alerts/payments", await id_of(CLAIRE)
    page = await odile.get(path)
    assert "Claire Compte" in page.text and f'action="{path}/{claire_id}"' in page.text
    await odile.post(path, data={"scope": "all"})
    await odile.post(f"{path}/{claire_id}", data={"scope": "all"})
    assert await scopes() == {AMIN: Scope.NONE, CLAIRE: Scope.ALL, ODILE: Scope.ALL}
    for bad in ({"scope": "half"}, {}):
        assert (await odile.post(path, data=bad)).status_code == 422
    assert (await odile.post(f"{path}/999", data={"scope": "all"})).status_code == 422
    async with browser() as claire:
        await signed_in(claire, "claire")
        page = await claire.get(path)
        assert "Claire" in page.text and "Amin Cherif" not in page.text
        assert (await claire.post(path, data={"scope": "own"})).status_code == 303
    async with browser() as amin:
        await signed_in(amin, "amin")
        refused = await amin.post(f"{path}/{claire_id}", data={"scope": "none"})
        assert refused.status_code == 403
    assert (await scopes())[CLAIRE] is Scope.OWN
    async with browser() as nobody:
        assert (await nobody.get(path)).status_code == 303
