"""A long history changes no figure: what is read in part says what the whole would say."""

from datetime import date, timedelta

import pytest

from app.accounting.queries import balances_by_client, clients_balance
from app.adapters.database import transaction
from app.clients import actions as clients
from app.clients.rules import ClientValues
from app.invoices.actions import record_openings
from app.invoices.queries import Filters, list_invoices
from app.invoices.rules import Opening, Situation
from app.receivables.queries import count_back, count_back_twice
from app.reminders.actions import pause, propose
from app.risk.actions import rescore
from app.risk.queries import scores
from tests.cast import ODILE, at, browser, hotel, open_shop, regie, signed_in

TODAY = date(2026, 11, 20)
D = date.fromisoformat


async def taken_over(*rows: Opening) -> None:
    async with transaction() as tx:
        await record_openings(tx, rows, import_id=None, at=at(TODAY), by=ODILE)


def opening(
    client: int, number: str, issued: str, euros: int, paid: str = "", disputed: bool = False
) -> Opening:
    """Due thirty days after its issue; paid whole on a day, or open."""
    day = D(issued)
    paid_on = D(paid) if paid else None
    amount = euros * 100
    return Opening(client, number, day, day + timedelta(days=30), amount, paid_on, None, disputed)


async def test_the_board_shows_fifty_clients_at_a_time_and_the_totals_of_all(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECHEANCE_NOW", "2026-11-20T10:00")
    await open_shop()
    ids = [
        await clients.create(
            ClientValues(f"Client {n:02}", email=f"c{n}@clients.test"),
            at=at(TODAY),
            by=ODILE,
        )
        for n in range(53)
    ]
    await taken_over(*(opening(each, f"F-{each}", "2026-09-01", 100) for each in ids))
    async with browser() as odile:
        await signed_in(odile)
        first = (await odile.get("/receivables?sort=client")).text
        assert "Client 00" in first and "Client 49" in first and "Client 50" not in first
        assert "5 300,00" in first.replace("\u202f", " ").replace("\xa0", " ")
        assert "Page 1 sur 2" in first
        assert "sort=client&amp;page=2" in first
        last = (await odile.get("/receivables?sort=client&page=2")).text
        assert "Client 50" in last and "Client 52" in last and "Client 49" not in last
        assert "5 300,00" in last.replace("\u202f", " ").replace("\xa0", " ")
        found = (await odile.get("/receivables?q=client 51")).text
        assert "Client 51" in found and "Page 1" not in found
        table = await odile.get("/receivables?as=csv")
        assert all(f"Client {n:02}" in table.text for n in range(53))


async def test_what_comes_next_is_counted_beyond_the_page(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fifty-two clients late: the last by name is left in peace, the others wait for a word."""
    monkeypatch.setenv("ECHEANCE_NOW", "2026-11-20T10:00")
    await open_shop()
    ids = [
        await clients.create(
            ClientValues(f"Client {n:02}", email=f"c{n}@clients.test"),
            at=at(TODAY),
            by=ODILE,
        )
        for n in range(52)
    ]
    await taken_over(*(opening(each, f"F-{each}", "2026-09-01", 100) for each in ids))
    await pause(ids[51], reason="décès", on=TODAY, at=at(TODAY), by=ODILE)
    await propose(on=TODAY, at=at(TODAY))
    async with browser() as odile:
        await signed_in(odile)
        peace = (await odile.get("/receivables?show=paused")).text
        assert "Client 51" in peace and "Client 50" not in peace
        asked = (await odile.get("/receivables?show=approve&sort=client")).text
        assert "Page 1 sur 2" in asked and "Client 51" not in asked
        more = (await odile.get("/receivables?show=approve&sort=client&page=2")).text
        assert "Client 50" in more and 'class="ask"' in more
        assert "Client 51" not in more


async def test_the_last_payments_behind_a_long_dispute(database: None) -> None:
    """Twenty-six newer invoices in dispute are no outcome: the older twelve are shown."""
    await open_shop()
    bellecour, saint_nizier = await regie(), await hotel()
    start = D("2025-01-01")
    # Due on 31 January 2025 and each day after; the nth is paid n days late.
    old = [
        opening(bellecour, f"A-{n}", f"{start + timedelta(days=n)}", 10,
                f"{start + timedelta(days=30 + 2 * n)}")
        for n in range(13)
    ]  # fmt: skip
    disputed = [
        opening(bellecour, f"B-{n}", f"{D('2026-03-01') + timedelta(days=n)}", 10, disputed=True)
        for n in range(26)
    ]
    await taken_over(*old, *disputed, opening(saint_nizier, "C", "2026-01-01", 10, "2026-03-15"))
    await rescore(on=TODAY, at=at(TODAY))
    found = {one: kept.strip for one, kept in (await scores()).items()}
    # The first, paid in time, is the thirteenth before last; 31 January to 15 March is 43 days.
    assert found == {bellecour: (1,) * 12, saint_nizier: (2,)}


async def test_days_outstanding_counted_back_past_the_first_months(database: None) -> None:
    """30 days of November, 488 from July 2025 to October 2026, and the 30 of June 2025."""
    await open_shop()
    bellecour = await regie()
    await taken_over(
        opening(bellecour, "OLD", "2025-06-15", 10_000),
        opening(bellecour, "NEW", "2026-11-02", 100),
    )
    assert await count_back(D("2026-11-30")) == 5_480
    assert await count_back(D("2025-05-31")) is None
    # On 30 September 2026, without the 100 € of November: 457 days from July 2025, and the 30.
    assert await count_back(D("2026-09-30")) == 4_870
    assert await count_back_twice(D("2026-11-30"), D("2026-09-30")) == (5_480, 4_870)
    assert await count_back_twice(D("2026-09-30"), D("2025-05-31")) == (4_870, None)


async def test_the_books_of_every_day_whichever_way_they_are_added(database: None) -> None:
    await open_shop()
    bellecour, saint_nizier = await regie(), await hotel()
    await taken_over(
        opening(bellecour, "1", "2026-01-10", 100, "2026-03-10"),
        opening(saint_nizier, "2", "2026-02-10", 250),
        opening(bellecour, "3", "2026-04-10", -40),
    )
    expected = {
        "2026-01-09": 0, "2026-01-10": 100, "2026-02-10": 350, "2026-03-09": 350,
        "2026-03-10": 250, "2026-04-10": 210, "2030-01-01": 210,
    }  # fmt: skip
    for day, euros in expected.items():
        assert await clients_balance(D(day)) == euros * 100
        assert sum((await balances_by_client(D(day))).values()) == euros * 100
    assert await clients_balance(D("2030-01-01"), known_on=D("2026-11-19")) == 0


async def test_the_list_counts_and_sums_by_state(database: None) -> None:
    await open_shop()
    bellecour, saint_nizier = await regie(), await hotel()
    await taken_over(
        opening(bellecour, "P-1", "2026-01-10", 100, "2026-03-10"),
        opening(saint_nizier, "L-1", "2026-02-10", 250),
        opening(bellecour, "L-2", "2026-03-10", 60),
        opening(bellecour, "I-1", "2026-11-10", 30),
        opening(bellecour, "C-1", "2026-04-10", -40),
    )

    async def told(situation: Situation | None = None, **more: str) -> tuple[list[str], int, int]:
        found = await list_invoices(Filters(TODAY, situation=situation, **more), sort="open")
        assert found.count == len(found.rows)
        return [str(row.number) for row in found.rows], found.total, found.open

    assert await told() == (["C-1", "P-1", "I-1", "L-2", "L-1"], 40_000, 30_000)
    assert await told(Situation.LATE) == (["L-2", "L-1"], 31_000, 31_000)
    assert await told(Situation.ISSUED) == (["I-1"], 3_000, 3_000)
    assert await told(Situation.PAID) == (["P-1"], 10_000, 0)
    assert await told(Situation.CREDIT) == (["C-1"], -4_000, -4_000)
    assert await told(text="bellecour") == (["C-1", "P-1", "I-1", "L-2"], 15_000, 5_000)
    assert await told(text="250,00") == (["L-1"], 25_000, 25_000)
    newest = await list_invoices(Filters(TODAY), limit=2)
    assert [row.number for row in newest.rows] == ["I-1", "C-1"]
    assert (newest.count, newest.total, newest.open) == (5, 40_000, 30_000)
