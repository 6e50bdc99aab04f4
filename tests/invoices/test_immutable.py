"""What is issued never changes: the database itself refuses, whoever asks."""

import pytest

from app.adapters.database import engine
from app.invoices.tables import Document
from tests.cast import open_shop, regie
from tests.invoices.story import WHEN, drafted, issued, paid

DEEDS = [
    "UPDATE invoice SET total = 1, net = 1, vat = 0 WHERE id = 1",
    "UPDATE invoice SET note = 'x' WHERE id = 1",
    "UPDATE invoice SET state = 'draft', number = NULL WHERE id = 1",
    "UPDATE invoice SET withdrawn_at = '2026-11-21 10:00:00+00:00' WHERE id = 1",
    "DELETE FROM invoice WHERE id = 1",
    "UPDATE invoice_line SET label = 'x' WHERE invoice = 1",
    "DELETE FROM invoice_line WHERE invoice = 1",
    "INSERT INTO invoice_line (invoice, position, label, detail, quantity, unit, unit_price,"
    " discount, vat_rate, vat_category, net) VALUES (1, 9, 'x', '', 1, '', 1, 0, 0, 'S', 1)",
    "UPDATE invoice_line SET invoice = 1 WHERE invoice = 2",
    "UPDATE invoice_vat SET vat = 0 WHERE invoice = 1",
    "DELETE FROM invoice_vat WHERE invoice = 1",
    "UPDATE instalment SET amount = 1 WHERE invoice = 1",
    "DELETE FROM instalment WHERE invoice = 1",
    "UPDATE allocation SET amount = 1",
    "DELETE FROM allocation",
    "UPDATE document SET sha256 = 'x'",
    "DELETE FROM document",
    "UPDATE entry SET day = '2020-01-01'",
    "DELETE FROM entry",
    "UPDATE entry_line SET debit = 1 WHERE debit > 0",
    "DELETE FROM entry_line",
    "UPDATE chain_link SET payload = '{}'",
    "DELETE FROM chain_link",
]


@pytest.mark.parametrize("deed", DEEDS)
async def test_refused_by_the_database(database: None, deed: str) -> None:
    await open_shop()
    client = await regie()
    invoice_id = await issued(client)
    assert invoice_id == 1
    await drafted(client)
    await paid(invoice_id, 5_000)
    await Document.insert(Document(invoice=1, sha256="0" * 64, size=1, created_at=WHEN))
    with pytest.raises(Exception, match=r"never change|are never changed"):
        await engine.run_ddl(deed)


async def test_a_draft_may_change(database: None) -> None:
    await open_shop()
    await drafted(await regie())
    await engine.run_ddl("UPDATE invoice SET note = 'x' WHERE id = 1")
    await engine.run_ddl("UPDATE invoice_line SET label = 'x' WHERE invoice = 1")
