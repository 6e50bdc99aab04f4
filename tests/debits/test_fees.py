"""What the bank takes for a return: in the books once, by hand or with its line, never both."""

from collections.abc import AsyncIterator

import httpx
import pytest

from app.accounting.tables import EntryLine
from app.adapters.database import transaction
from app.debits import queries
from app.debits.actions import returning
from app.debits.actions.returning import Said
from app.upkeep.queries import gather_checks
from tests.cast import ODILE, at, browser, open_shop, regie, signed_in
from tests.debits.bank import booked as bank_file
from tests.debits.bank import entry
from tests.debits.story import D, handed, owed, seen, told
from tests.mandates.paper import identified, signed

MONDAY = "2026-07-06"


@pytest.fixture
async def odile(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[httpx.AsyncClient, int, int]]:
    """A browser, a file of one debit of 120 €, and that debit."""
    await open_shop()
    await identified()
    client_id = await regie()
    await signed(client_id)
    await owed(client_id, 120, "2026-06-01", "2026-07-01")
    await told("2026-06-01")
    batch = await handed("2026-06-24")
    monkeypatch.setenv("ECHEANCE_NOW", f"{MONDAY}T09:00")
    async with browser() as client:
        yield await signed_in(client), batch.id, batch.debits[0].id


async def booked() -> list[tuple[str, int, int]]:
    """Account, debit and credit of what is in the books of the fee."""
    rows = await EntryLine.raw(
        "SELECT l.account AS account, l.debit AS debit, l.credit AS credit FROM entry_line l"
        " JOIN entry e ON e.id = l.entry WHERE e.subject LIKE 'debit_fee:%' ORDER BY l.id"
    )
    return [(row["account"], row["debit"], row["credit"]) for row in rows]


def said(debit_id: int, **more: str) -> dict[str, str]:
    return {
        "debit": str(debit_id),
        "code": "AM04",
        "returned_on": "2026-07-03",
        "fee": "12,50",
    } | more


async def test_by_hand_where_no_statement_is_read(
    odile: tuple[httpx.AsyncClient, int, int],
) -> None:
    client, batch_id, debit_id = odile
    path = f"/debits/batches/{batch_id}"
    page = await client.get(path)
    assert 'name="books_fee"' in page.text
    answer = await client.post(f"{path}/returns", data=said(debit_id, books_fee="1"))
    assert answer.status_code == 303
    assert await booked() == [("627", 1_250, 0), ("512", 0, 1_250)]
    assert "frais bancaires" in (await client.get(path)).text
    # Noted again, by whoever was looking at the same page: once.
    again = await client.post(f"{path}/returns", data=said(debit_id, books_fee="1"))
    assert again.status_code == 422 and len(await booked()) == 2
    assert [each.name for each in await gather_checks() if each.problem or each.findings] == []


async def test_unticked_it_is_noted_alone(odile: tuple[httpx.AsyncClient, int, int]) -> None:
    client, batch_id, debit_id = odile
    await client.post(f"/debits/batches/{batch_id}/returns", data=said(debit_id))
    assert await booked() == []
    assert (await seen(batch_id)).debits[0].fee == 1_250


async def test_with_its_line_where_statements_are_read(
    odile: tuple[httpx.AsyncClient, int, int],
) -> None:
    client, batch_id, debit_id = odile
    await bank_file("2026-07-02", entry("2026-07-02", 1_000))
    path = f"/debits/batches/{batch_id}"
    page = await client.get(path)
    assert 'name="books_fee"' not in page.text and "ligne de relevé" in page.text
    # A page that was open since before the statement was read.
    await client.post(f"{path}/returns", data=said(debit_id, books_fee="1"))
    assert await booked() == []


async def test_killed_before_it_was_kept_neither_is_there(
    odile: tuple[httpx.AsyncClient, int, int],
) -> None:
    _, _, debit_id = odile
    day = D("2026-07-03")
    with pytest.raises(RuntimeError):
        async with transaction() as tx:
            said = Said("AM04", day, 1_250, books_fee=True)
            await returning.return_in(tx, debit_id, said, at=at(day), by=ODILE)
            assert len(await booked()) == 2
            raise RuntimeError("killed")
    there = await queries.handed_debit(debit_id)
    assert await booked() == [] and there and there.state == "handed"
