"""Numbers 1..n without gap or double: many at once, two processes, a failure after numbering."""

import asyncio
import os
import sys

import pytest

from app.accounting import queries as books
from app.accounting.tables import Entry
from app.adapters.database import transaction
from app.config import ROOT
from app.invoices import actions, queries
from app.invoices.tables import Invoice, SeriesCounter
from tests.cast import hotel, open_shop, regie
from tests.invoices.story import BY, WHEN, D, drafted, issued, line, paid

_ISSUER = """
import asyncio, sys
from datetime import date
from app.adapters.database import close_engine, open_engine
from app.clock import now
from app.invoices import actions

async def main():
    await open_engine()
    for invoice_id in map(int, sys.argv[1:]):
        await actions.issue(invoice_id, on=date(2026, 11, 21), at=now(), by="echeance")
    await close_engine()

asyncio.run(main())
"""


async def numbers() -> list[str]:
    rows = await Invoice.select(Invoice.number).where(Invoice.state == "issued")
    return sorted(row["number"] for row in rows)


def one_to(n: int) -> list[str]:
    return [f"F2026-{each:06}" for each in range(1, n + 1)]


async def findings() -> list[str]:
    return [each for _, check in [*books.CHECKS, *queries.CHECKS] for each in await check()]


async def test_twenty_at_once_are_one_to_twenty(database: None) -> None:
    await open_shop()
    client = await regie()
    drafts = [await drafted(client) for _ in range(20)]
    await asyncio.gather(
        *[actions.issue(each, on=D("2026-11-21"), at=WHEN, by=BY) for each in drafts]
    )
    assert await numbers() == one_to(20)
    assert await findings() == []


async def test_the_same_draft_issued_ten_times_at_once_is_one_number(database: None) -> None:
    await open_shop()
    draft = await drafted(await regie())
    given = await asyncio.gather(
        *[actions.issue(draft, on=D("2026-11-21"), at=WHEN, by=BY) for _ in range(10)]
    )
    assert set(given) == {"F2026-000001"}
    assert await Entry.count() == 1
    assert (await SeriesCounter.select().first())["n"] == 1


async def test_two_processes_share_the_series(database: None) -> None:
    await open_shop()
    client = await regie()
    drafts = [await drafted(client) for _ in range(40)]
    # Both are given the ten in the middle: whoever comes second finds them issued.
    halves = drafts[:25], drafts[15:]
    running = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            _ISSUER,
            *map(str, half),
            cwd=ROOT,
            env=dict(os.environ),
            stderr=asyncio.subprocess.PIPE,
        )
        for half in halves
    ]
    ended = await asyncio.gather(*[process.communicate() for process in running])
    assert [process.returncode for process in running] == [0, 0], ended
    assert await numbers() == one_to(40)
    assert await findings() == []


async def test_a_failure_after_numbering_gives_the_number_back(database: None) -> None:
    await open_shop()
    client = await regie()
    first, second = await drafted(client), await drafted(client)
    with pytest.raises(RuntimeError, match="power cut"):
        async with transaction() as tx:
            await actions.issue_in(tx, first, on=D("2026-11-21"), at=WHEN, by=BY)
            raise RuntimeError("power cut")
    assert await numbers() == []
    await actions.issue(second, on=D("2026-11-21"), at=WHEN, by=BY)
    await actions.issue(first, on=D("2026-11-21"), at=WHEN, by=BY)
    assert (await queries.invoice(second)).number == "F2026-000001"
    assert await numbers() == one_to(2)
    assert await findings() == []


async def test_a_savepoint_undone_in_a_batch_leaves_no_gap(database: None) -> None:
    await open_shop()
    client = await regie()
    drafts = [await drafted(client) for _ in range(3)]
    async with transaction() as tx:
        for at, each in enumerate(drafts):
            try:
                async with tx.savepoint():
                    await actions.issue_in(tx, each, on=D("2026-11-21"), at=WHEN, by=BY)
                    if at == 1:
                        raise RuntimeError("refused after all")
            except RuntimeError:
                continue
    assert await numbers() == one_to(2)
    assert await findings() == []


async def test_invoices_and_credit_notes_have_series_of_their_own(database: None) -> None:
    await open_shop()
    client = await regie()
    for _ in range(2):
        invoice_id = await issued(client)
        await actions.credit_whole(invoice_id, on=D("2026-11-21"), at=WHEN, by=BY)
    assert await numbers() == ["A2026-000001", "A2026-000002", *one_to(2)]


async def test_payments_and_credits_of_one_invoice_at_once_never_settle_too_much(
    database: None,
) -> None:
    await open_shop()
    invoice_id = await issued(await regie())
    done = await asyncio.gather(
        *[paid(invoice_id, 5_000, receipt=each) for each in range(4)],
        actions.credit_whole(invoice_id, on=D("2026-11-25"), at=WHEN, by=BY),
        return_exceptions=True,
    )
    assert any(isinstance(each, int) for each in done)
    assert (await queries.invoice(invoice_id)).open == 0
    assert await findings() == []


async def test_a_hundred_are_issued_in_one_go(database: None) -> None:
    await open_shop()
    client = await hotel()
    drafts = [await drafted(client, line(euros=each)) for each in range(1, 101)]
    outcomes = await actions.issue_many(drafts, on=D("2026-11-21"), at=WHEN, by=BY)
    assert list(outcomes.values()) == one_to(100)
    # 1 + 2 + … + 100 = 5050.00, VAT included 6060.00
    assert await books.clients_balance(D("2026-11-21")) == 606_000
    assert await findings() == []


async def test_two_formats_that_would_give_the_same_number_are_refused(database: None) -> None:
    await open_shop(invoice_format="X{n}", credit_note_format="X{n}")
    invoice_id = await issued(await regie())
    with pytest.raises(Exception, match="X1 exists already"):
        await actions.credit_whole(invoice_id, on=D("2026-11-21"), at=WHEN, by=BY)
    assert await numbers() == ["X1"]
