"""Every check is shown a fault that somebody made behind the database's back, and names it."""

from collections.abc import AsyncIterator

import pytest

from app.accounting import queries as books
from app.accounting.actions import chain
from app.adapters import files
from app.adapters.database import engine, is_postgres, transaction
from app.auth.actions import record
from app.clock import ZONE
from app.invoices import queries
from app.invoices.tables import Document, Invoice, Rendering
from tests.cast import at, hotel, open_shop, regie
from tests.invoices.story import WHEN, issued, line, paid


@pytest.fixture
async def shop(database: None) -> AsyncIterator[int]:
    """Three invoices of 120.00, 60.00 and 12.00 and a payment; gives back the first one's id."""
    await open_shop()
    first = await issued(await regie(), on="2026-11-20")
    await issued(await hotel(), line(euros=50), on="2026-11-21")
    third = await issued(await hotel(), line(euros=10), on="2026-11-22")
    await paid(third, 500)
    yield first


async def tamper(table: str, act: str, statement: str) -> None:
    """Drop the trigger that guards a table, then do the deed."""
    trigger = f"{table}_no_{act.lower()}"
    where = f" ON {table}" if is_postgres else ""
    await engine.run_ddl(f"DROP TRIGGER {trigger}{where}")
    await engine.run_ddl(statement)


async def findings() -> dict[str, list[str]]:
    every = [*books.CHECKS, *queries.CHECKS]
    return {
        name: [str(each) for each in found] for name, check in every if (found := await check())
    }


async def test_honest_books_have_no_findings(shop: int) -> None:
    assert await findings() == {}


async def test_an_amount_changed_in_the_invoice(shop: int) -> None:
    await tamper("invoice", "UPDATE", "UPDATE invoice SET net = 1, total = 2001 WHERE id = 1")
    found = await findings()
    assert found["documents unchanged"] == ["F2026-000001 (invoice 1) is not what was issued"]
    assert found["invoice totals"] == ["F2026-000001 (invoice 1): net 1, its lines come to 10000"]
    assert "F2026-000001" in found["instalments"][0]
    assert "F2026-000001" in found["documents in the books"][0]


async def test_the_text_of_a_line_changed(shop: int) -> None:
    await tamper("invoice_line", "UPDATE", "UPDATE invoice_line SET label = 'x' WHERE invoice = 2")
    assert await findings() == {
        "documents unchanged": ["F2026-000002 (invoice 2) is not what was issued"]
    }


async def test_vat_that_does_not_add_up(shop: int) -> None:
    await tamper("invoice_vat", "UPDATE", "UPDATE invoice_vat SET vat = 1 WHERE invoice = 1")
    found = await findings()
    assert found["invoice VAT"] == ["F2026-000001 (invoice 1): VAT 2000, by rate it comes to 1"]


async def test_an_invoice_in_the_middle_deleted(shop: int) -> None:
    for table in (
        *("einvoice", "judgement"),
        *("instalment", "invoice_line", "invoice_vat", "invoice"),
    ):
        await tamper(table, "DELETE", "SELECT 1")
    for table, column in (
        ("einvoice", "invoice"),
        ("judgement", "invoice"),
        ("rendering", "invoice"),
        ("balance", "invoice_id"),
        ("instalment", "invoice"),
        ("invoice_line", "invoice"),
        ("invoice_vat", "invoice"),
        ("invoice", "id"),
    ):
        await engine.run_ddl(f"DELETE FROM {table} WHERE {column} = 2")
    found = await findings()
    assert found["numbering"] == [
        "F2026-000003 comes after F2026-000001: the numbers do not follow",
        "invoice: 3 numbers given out, 2 documents",
    ]
    assert found["documents unchanged"] == ["invoice 2 is in the chain and nowhere else"]


async def test_an_invoice_dated_back(shop: int) -> None:
    await tamper("invoice", "UPDATE", "UPDATE invoice SET issued_on = '2026-11-19' WHERE id = 2")
    found = await findings()
    assert found["numbering"] == [
        "F2026-000002 of 2026-11-19 comes after F2026-000001 of 2026-11-20"
    ]


async def test_a_link_of_the_chain_rewritten(shop: int) -> None:
    await tamper("chain_link", "UPDATE", "UPDATE chain_link SET payload = '{}' WHERE n = 2")
    found = await findings()
    assert found["chain unbroken"] == ["chain link 2 does not follow from link 1"]
    assert found["documents unchanged"] == ["F2026-000002 (invoice 2) is not what was issued"]


async def test_the_last_link_cut_off(shop: int) -> None:
    await tamper("chain_link", "DELETE", "DELETE FROM chain_link WHERE n = 3")
    found = await findings()
    assert found["chain unbroken"] == ["the head of the chain is not its last link, 2"]
    assert found["documents in the chain"] == ["F2026-000003 (invoice 3) has no link in the chain"]


async def test_an_entry_that_does_not_balance(shop: int) -> None:
    await tamper(
        "entry_line", "UPDATE", "UPDATE entry_line SET debit = 1 WHERE entry = 1 AND debit > 0"
    )
    found = await findings()
    assert found["entries balanced"] == ["entry 1 (invoice:1): debit 1, credit 12000"]
    assert found["documents in the books"] == [
        "F2026-000001 (invoice 1): total 12000, 1 on the client’s account"
    ]


async def test_a_balance_that_lies(shop: int) -> None:
    await engine.run_ddl("UPDATE balance SET open = 5 WHERE invoice_id = 1")
    found = await findings()
    assert found == {"balances": ["F2026-000001 (instalment 1): 5 kept as open, 12000 worked out"]}


async def test_more_put_on_an_instalment_than_it_is(shop: int) -> None:
    await tamper("allocation", "UPDATE", "UPDATE allocation SET amount = 99999 WHERE id = 1")
    found = await findings()
    assert found["allocations"] == ["F2026-000003 (instalment 3): 99999 put on 1200"]


async def test_an_instalment_that_is_not_the_total(shop: int) -> None:
    await tamper("instalment", "UPDATE", "UPDATE instalment SET amount = 7 WHERE invoice = 1")
    found = await findings()
    assert found["instalments"] == [
        "F2026-000001 (invoice 1): total 12000, its instalments come to 7"
    ]


async def test_a_pdf_altered_lost_or_swapped(shop: int) -> None:
    async def kept(invoice_id: int, data: bytes, chained: bytes) -> str:
        sha256 = files.store(data)
        rows = await Document.insert(
            Document(invoice=invoice_id, sha256=sha256, size=len(data), created_at=WHEN)
        ).returning(Document.id)
        async with transaction() as tx:
            payload = {"sha256": files.store(chained)}
            await chain(tx, kind="document", id=rows[0]["id"], payload=payload, at=WHEN)
        return sha256

    altered = await kept(1, b"one", b"one")
    lost = await kept(2, b"two", b"two")
    await kept(3, b"three", b"another")
    assert set(await findings()) == {"documents kept"}
    files._path(altered).write_bytes(b"other")
    files._path(lost).unlink()
    assert (await findings())["documents kept"] == [
        "the PDF of F2026-000001 (document 1) is altered",
        "the PDF of F2026-000002 (document 2) is missing",
        "the PDF of F2026-000003 (document 3) was not chained",
    ]


async def test_a_document_that_nobody_renders(shop: int) -> None:
    await Rendering.update({Rendering.attempts: 7, Rendering.error: "no font"}).where(
        Rendering.invoice == 1
    )
    await Rendering.update({Rendering.attempts: 0}).where(Rendering.invoice != 1)
    assert await findings() == {}
    later = at("2026-11-22", 14).astimezone(ZONE)
    async with transaction() as tx:
        await record(tx, act="test", subject_kind="x", subject_id=1, at=later, by="echeance")
    assert await findings() == {
        "documents rendered": ["F2026-000001: no PDF for more than a day, 7 tries, no font"]
    }


async def test_a_year_after_the_count_is_a_series_of_its_own(database: None) -> None:
    await open_shop(invoice_format="FA{n}/{year}")
    client = await regie()
    await issued(client, on="2026-11-20")
    await issued(client, on="2027-01-04")
    assert [row["number"] for row in await Invoice.select().order_by(Invoice.id)] == [
        "FA1/2026",
        "FA1/2027",
    ]
    assert await findings() == {}
