"""The page of the thirty days: narrowed, stopped in place, taken up again, by whoever may."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from app.contracts.rules import Mode
from app.contracts.tables import ScheduleEntry
from app.reminders.queries import pauses_of
from app.reminders.tables import PlanStep
from tests import cast
from tests.cast import browser, open_shop, signed_in
from tests.coming.world import day
from tests.contracts.stories import lift
from tests.payments.books import sold


@pytest.fixture
async def odile(database: None, at: Callable[[str], None]) -> AsyncIterator[httpx.AsyncClient]:
    at("2027-01-04T05:00")
    await open_shop()
    async with browser() as client:
        yield await signed_in(client)


async def seen(client: httpx.AsyncClient, path: str = "/coming") -> str:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return " ".join(answer.text.replace("\u00a0", " ").replace("\u202f", " ").split())


async def test_a_business_without_anything_is_told_what_will_stand_here(
    odile: httpx.AsyncClient,
) -> None:
    page = await seen(odile)
    assert "Rien ne se fait tout seul" in page and 'href="/contracts/new"' in page


async def test_an_invoice_is_stopped_in_place_and_taken_up_again(
    odile: httpx.AsyncClient,
) -> None:
    await lift(await cast.regie(), start_on="2027-01-05", mode=Mode.SEND, on="2027-01-03")
    row = await ScheduleEntry.select().order_by(ScheduleEntry.n).first()
    assert row
    page = await seen(odile)
    # 120 € a month and 20 % of VAT.
    assert "Mardi 5 janvier" in page and "144,00 €" in page and "Régie Bellecour" in page
    path = f"/schedule/entries/{row['id']}"
    assert f'action="{path}/pause"' in page
    answer = await odile.post(f"{path}/pause", data={"back": "/coming"})
    assert answer.headers["location"] == "/coming"
    page = await seen(odile)
    assert "Une est arrêtée." in page and f'action="{path}/resumption"' in page
    await odile.post(f"{path}/resumption", data={"back": "/coming"})
    assert "arrêtée" not in await seen(odile)


async def test_reminders_of_a_client_are_stopped_in_place_and_taken_up_again(
    odile: httpx.AsyncClient,
) -> None:
    await PlanStep.update({PlanStep.is_automatic: True}).where(PlanStep.days <= 10)
    client_id = await cast.regie()
    await sold(client_id, 300, "2026-12-01", "2026-12-28")
    # Ten days after 28 December is Thursday 7 January.
    assert "Jeudi 7 janvier" in await seen(odile, "/coming?show=reminders")
    path = f"/coming/reminders/{client_id}"
    for _ in range(2):
        answer = await odile.post(f"{path}/pause", data={"show": "reminders"})
        assert answer.headers["location"] == "/coming?show=reminders"
    assert len(await pauses_of(client_id, day("2027-01-04"))) == 1
    page = await seen(odile)
    assert "arrêté" in page and f'action="{path}/resumption"' in page
    await odile.post(f"{path}/resumption")
    assert await pauses_of(client_id, day("2027-01-04")) == []
    assert f'action="{path}/pause"' in await seen(odile)


async def test_a_family_alone_and_one_that_does_not_exist(odile: httpx.AsyncClient) -> None:
    await lift(await cast.regie(), start_on="2027-01-05", mode=Mode.SEND, on="2027-01-03")
    assert "Rien de ce genre" in await seen(odile, "/coming?show=debits")
    assert "Facture émise et envoyée" in await seen(odile, "/coming?show=nonsense")


async def test_who_may_change_nothing_stops_nothing(odile: httpx.AsyncClient) -> None:
    client_id = await cast.regie()
    await sold(client_id, 300, "2026-12-01", "2026-12-28")
    async with browser() as claire:
        await signed_in(claire, "claire")
        assert "/pause" not in await seen(claire)
        answer = await claire.post(f"/coming/reminders/{client_id}/pause")
        assert answer.status_code == 403
    assert (await odile.post("/coming/reminders/999/pause")).status_code == 404
