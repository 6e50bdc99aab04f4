"""Segments: measured, proposed, confirmed or left, by hand or by themselves; each once."""

import asyncio
from datetime import date

import httpx
import pytest

from app.core.errors import Refused
from app.risk import actions, queries
from app.risk.actions import Seen
from app.risk.jobs import rescore as by_the_clock
from app.risk.rules import Place, Segment, measured_segment, proposed
from app.risk.tables import SegmentMove
from tests.cast import ODILE, browser, hotel, open_shop, regie, signed_in
from tests.cast import at as moment
from tests.payments.books import paid, sold

D = date.fromisoformat
ON = "2026-11-21"
PUNCTUAL, SLOW, LATE, VERY = Segment


@pytest.mark.parametrize(
    ("tenths", "segment"),
    [
        (0, PUNCTUAL), (24, PUNCTUAL), (25, SLOW), (154, SLOW), (155, LATE), (454, LATE),
        (455, VERY), (9_000, VERY),
    ],
)  # fmt: skip
def test_each_delay_has_one_segment(tenths: int, segment: Segment) -> None:
    """2.4 days are shown as 2, 2.5 as 3: the bounds are those of whole days as they are shown."""
    assert measured_segment(tenths) is segment


@pytest.mark.parametrize(
    ("tenths", "now", "segment"),
    [
        (30, PUNCTUAL, PUNCTUAL),  # 3 days: not two past the bound
        (44, PUNCTUAL, PUNCTUAL),
        (45, PUNCTUAL, SLOW),
        (10, SLOW, SLOW),
        (4, SLOW, PUNCTUAL),
        (500, PUNCTUAL, VERY),
        (440, VERY, VERY),
        (0, VERY, PUNCTUAL),
    ],
)
def test_who_pays_around_a_bound_does_not_go_back_and_forth(
    tenths: int, now: Segment, segment: Segment
) -> None:
    assert measured_segment(tenths, now) is segment


def test_what_was_turned_down_is_not_proposed_again_until_the_measure_is_new() -> None:
    kept = Place(7, PUNCTUAL, measured=LATE)
    assert proposed(300, kept) is None
    assert proposed(800, kept) is VERY
    assert proposed(0, kept) is None
    assert proposed(None, kept) is None and proposed(None, None) is None
    assert proposed(300, None) is LATE


async def two_clients() -> tuple[int, int]:
    """Six invoices each: the hotel pays on the day, the agency 25 days late; both are scored."""
    await open_shop()
    saint_nizier, bellecour = await hotel(), await regie()
    for month in range(1, 7):
        for client in (saint_nizier, bellecour):
            await sold(client, 100, f"2026-{month:02}-01", f"2026-{month + 1:02}-01")
    for month in range(2, 8):
        await paid(saint_nizier, 100, f"2026-{month:02}-01", key=f"h{month}")
        await paid(bellecour, 100, f"2026-{month:02}-26", key=f"r{month}")
    await actions.rescore(on=D(ON), at=moment(ON))
    return saint_nizier, bellecour


def seen(text: str) -> Seen:
    found = Seen.read(text)
    assert found is not None
    return found


async def test_proposed_then_confirmed_once(database: None) -> None:
    saint_nizier, bellecour = await two_clients()
    assert await queries.segments() == {}
    shown = await queries.proposals()
    assert {(p.client_id, p.now, p.to) for p in shown} == {
        (saint_nizier, None, PUNCTUAL),
        (bellecour, None, LATE),
    }
    both = [seen(p.seen) for p in shown]
    assert sorted(
        await asyncio.gather(*(actions.confirm(both, at=moment(ON), by=ODILE) for _ in range(3)))
    ) == [0, 0, 2]
    assert await queries.segments() == {saint_nizier: PUNCTUAL, bellecour: LATE}
    assert await queries.proposals() == [] and await SegmentMove.count() == 2


async def test_by_hand_it_stands_and_two_people_are_told(database: None) -> None:
    _, bellecour = await two_clients()
    await actions.move(bellecour, PUNCTUAL, seen=0, at=moment(ON), by=ODILE)
    await actions.move(bellecour, PUNCTUAL, seen=0, at=moment(ON), by=ODILE)
    assert await queries.segment(bellecour) is PUNCTUAL
    assert [p.client_id for p in await queries.proposals()] != [bellecour]
    with pytest.raises(Refused, match="meanwhile"):
        await actions.move(bellecour, LATE, seen=0, at=moment(ON), by="amin@x.test")
    (moved,) = await queries.moves(bellecour)
    assert (moved.segment, moved.measured, moved.by) == (PUNCTUAL, LATE, ODILE)
    with pytest.raises(Refused, match="meanwhile"):
        await actions.keep(Seen(bellecour, 0, LATE), at=moment(ON), by=ODILE)


async def test_by_themselves_only_where_the_owner_says_so(database: None, at: object) -> None:
    saint_nizier, bellecour = await two_clients()
    at(f"{ON}T09:00")  # type: ignore[operator]
    await by_the_clock({})
    assert await queries.segments() == {}
    await actions.set_mode(True, at=moment(ON), by=ODILE)
    await by_the_clock({})
    await by_the_clock({})
    assert await queries.segments() == {saint_nizier: PUNCTUAL, bellecour: LATE}
    assert await SegmentMove.count() == 2
    assert [one.by for one in await queries.moves(bellecour)] == ["echeance"]
    # Eight of fourteen paid in time, and those the last: one time in two, there is no delay.
    for _ in range(8):
        await sold(bellecour, 50, "2026-10-01", "2026-11-01")
    await paid(bellecour, 400, "2026-11-01", key="in time")
    await by_the_clock({})
    await by_the_clock({})
    told = await queries.moves(bellecour)
    assert [(one.before, one.segment) for one in told] == [(LATE, PUNCTUAL), (None, LATE)]


async def page(who: httpx.AsyncClient, path: str) -> str:
    answer = await who.get(path)
    assert answer.status_code == 200
    return answer.text.replace("\u00a0", " ")


async def test_on_the_page_the_owner_decides_and_others_look(database: None) -> None:
    saint_nizier, bellecour = await two_clients()
    shown = {p.client_id: p.seen for p in await queries.proposals()}
    where = "/receivables/segments"
    async with browser() as amin:
        await signed_in(amin, "amin")
        assert "Nettement en retard" in await page(amin, where)
        assert (
            await amin.post(f"{where}/moves", data={"seen": shown[bellecour]})
        ).status_code == 403
    async with browser() as odile:
        await signed_in(odile)
        assert (await odile.post(f"{where}/moves", data={"seen": "x"})).status_code == 422
        answer = await odile.post(f"{where}/moves", data={"seen": list(shown.values())})
        assert answer.status_code == 303
        assert "Aucun client ne paie autrement" in await page(odile, where)
        text = await page(odile, f"/clients/{bellecour}/score")
        assert "Comment il y est venu" in text and "25 jours" in text
        place = (await queries.places(bellecour))[bellecour]
        typed = {"segment": "slow", "seen": str(place.move_id)}
        assert (await odile.post(f"/clients/{bellecour}/segment", data=typed)).status_code == 303
        assert await queries.segment(bellecour) is SLOW
        typed = {"segment": "punctual", "seen": str(place.move_id)}
        answer = await odile.post(f"/clients/{bellecour}/segment", data=typed)
        assert answer.status_code == 422 and "entre-temps" in answer.text
        card = await odile.get(f"/clients/{saint_nizier}/score", headers={"HX-Request": "true"})
        assert "Ponctuels" in card.text
        assert (await odile.post(f"{where}/mode", data={"alone": "1"})).status_code == 303
        assert await queries.is_alone()
        # What was decided by hand stands: the measure says nothing new.
        assert await queries.segment(bellecour) is SLOW
