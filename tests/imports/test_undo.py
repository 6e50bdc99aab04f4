"""An import is undone as a whole while nothing is built on it, once, and from every day."""

from datetime import date

import pytest

from app.accounting.queries import clients_balance
from app.clients import actions as clients_actions
from app.clients import queries as clients
from app.contracts import actions as contracts_actions
from app.contracts.tables import Contract
from app.core.errors import Refused
from app.imports import actions, queries
from app.imports.pages.undoing import reminded
from app.imports.rules import Report
from app.invoices.tables import Invoice
from app.payments import actions as payments
from app.payments.tables import Receipt
from app.receivables import queries as receivables
from app.reminders import queries as reminders
from app.upkeep.queries import gather_checks
from tests.cast import ODILE, at, open_shop, regie
from tests.imports.files import NOW, Read, counts
from tests.payments.books import instalment_of, paid
from tests.reminders.story import MONDAY, approved, proposed

TODAY = NOW.date()
HISTORY = "Client;N° facture;Date;Échéance;Montant TTC;Payé le;Montant payé"
OPEN = "Régie Bellecour;F-1;05/01/2026;04/02/2026;1 000,00;;"
PART = "Régie Bellecour;F-2;05/03/2026;04/04/2026;600,00;10/04/2026;200,00"
CREDIT = "Garage Morel;A-1;06/10/2026;;-50,00;;"
# Each day has something else on it: before, between, after a payment, today.
DAYS = [date(2026, 1, 1), date(2026, 2, 1), date(2026, 4, 9), date(2026, 4, 20), TODAY]


async def undo(report: Report) -> None:
    assert report.import_id
    await actions.begin_undo(report.import_id, at=NOW, by=ODILE, also=reminded)
    while await actions.run_owed(at=NOW):
        pass


async def refusal(report: Report) -> str:
    with pytest.raises(Refused) as caught:
        await undo(report)
    assert report.import_id and (await queries.run(report.import_id)).state == "done"
    return str(caught.value)


async def owed() -> list[int]:
    found = []
    for day in DAYS:
        board = await receivables.aging(day)
        assert board.ledger_411 == board.total.total == await clients_balance(day), day
        found.append(board.total.total)
    return found


async def nothing_is_wrong() -> None:
    assert not [each for each in await gather_checks() if each.findings]


async def test_history_goes_from_every_day_and_may_come_again(database: None, take: Read) -> None:
    await open_shop()
    await regie()
    report = await take("history", HISTORY, OPEN, PART, CREDIT)
    there = [0, 100_000, 160_000, 140_000, 135_000]
    assert await owed() == there
    for _ in range(2):
        await undo(report)
    assert await owed() == [0, 0, 0, 0, 0]
    await nothing_is_wrong()
    # Garage Morel came with it and is archived; Régie Bellecour was there and stays.
    assert [each.name for each in (await clients.list_clients(clients.Filters())).rows] == [
        "Régie Bellecour"
    ]
    again = await take("history", HISTORY, OPEN, PART, CREDIT)
    assert counts(again) == (3, 3, 0, 0) and again.tally.more == {"clients_added": 1}
    assert await owed() == there
    assert counts(await take("history", HISTORY, OPEN, PART, CREDIT)) == (3, 0, 3, 0)
    await nothing_is_wrong()


async def test_what_was_known_before_is_still_known(database: None, take: Read) -> None:
    await open_shop()
    await regie()
    report = await take("history", HISTORY, OPEN)
    assert report.import_id
    later = at("2026-11-25")
    await actions.begin_undo(report.import_id, at=later, by=ODILE, also=reminded)
    await actions.run_owed(at=later)
    board = await receivables.aging(TODAY, known_on=date(2026, 11, 22))
    assert board.total.total == board.ledger_411 == 100_000
    assert (await receivables.aging(TODAY)).total.total == 0


async def test_payments_said_later_are_undone_before_their_documents(
    database: None, take: Read
) -> None:
    await open_shop()
    await regie()
    first = await take("history", HISTORY, OPEN)
    settled = OPEN.replace(";;", ";15/04/2026;")
    second = await take("history", HISTORY, settled)
    assert second.tally.more == {"receipts": 1}
    assert await owed() == [0, 100_000, 100_000, 0, 0]
    assert "F-1 (Régie Bellecour)" in await refusal(first)
    await undo(second)
    assert (await owed())[-1] == 100_000
    # Undone today: until then the money was there.
    assert await owed() == [0, 100_000, 100_000, 0, 100_000]
    third = await take("history", HISTORY, settled)
    assert third.tally.more == {"receipts": 1} and counts(third) == (1, 1, 0, 0)
    await undo(third)
    await undo(first)
    # The document is gone from every day; the money of the two receipts was credit meanwhile.
    assert await owed() == [0, 0, 0, -200_000, 0]
    assert await Receipt.count() == 4
    await nothing_is_wrong()


async def test_a_payment_forbids_it_until_it_is_undone(database: None, take: Read) -> None:
    await open_shop()
    client = await regie()
    report = await take("history", HISTORY, OPEN, PART)
    [row] = await Invoice.select(Invoice.id).where(Invoice.number == "F-1")
    receipt = await paid(client, 300, "2026-11-20", [(await instalment_of(row["id"]), 30_000)])
    assert "One row of this import is in use" in await refusal(report)
    await payments.undo(receipt, on=TODAY, at=NOW, by=ODILE)
    await undo(report)
    assert (await owed())[-1] == 0
    await nothing_is_wrong()


async def test_a_reminder_that_left_forbids_it(database: None, take: Read) -> None:
    await open_shop()
    await regie()
    report = await take("history", HISTORY, OPEN)
    await proposed()
    assert report.import_id and await reminders.about_import(report.import_id) == []
    await approved()
    assert "F-1 (Régie Bellecour)" in await refusal(report)
    assert MONDAY > "2026-11-01"


async def test_contracts_go_unless_billed_or_changed(database: None, take: Read) -> None:
    await open_shop()
    await regie()
    titles = "client;reference;label;quantity;unit_price;vat_rate;frequency;start_on"
    line = "Régie Bellecour;{};Entretien;1;58,00;20;mensuel;01/12/2026"
    report = await take("contracts", titles, line.format("C-1"), line.format("C-2"))
    assert await Contract.count() == 2
    [first, _] = await Contract.select(Contract.id).order_by(Contract.id)
    later = at("2026-12-02")
    await contracts_actions.terminate(
        first["id"], date(2027, 6, 30), on=later.date(), at=later, by=ODILE
    )
    assert "C-1 (Régie Bellecour)" in await refusal(report)
    await contracts_actions.delete(first["id"], at=later, by=ODILE)
    await undo(report)
    assert await Contract.count() == 0
    again = await take("contracts", titles, line.format("C-1"), line.format("C-2"))
    await contracts_actions.bill(on=later.date(), at=later, by=ODILE)
    assert "2 rows of this import" in await refusal(again)


async def test_clients_are_archived_unless_something_is_theirs(database: None, take: Read) -> None:
    await open_shop()
    lines = ("nom;siren;ville", "Régie Bellecour;802457192;Lyon", "Garage Morel;;Lyon")
    report = await take("clients", *lines)
    history = await take("history", HISTORY, OPEN)
    assert "Régie Bellecour" in await refusal(report)
    await undo(history)
    await undo(report)
    assert (await clients.list_clients(clients.Filters())).total == 0
    assert counts(await take("clients", *lines)) == (2, 2, 0, 0)
    # One that a person brings back is there again, and is not added a third time.
    [old, *_] = await clients.search("garage", archived=True)
    await clients_actions.unarchive(old.id, at=NOW, by=ODILE)
    await nothing_is_wrong()


async def test_an_import_that_brought_nothing_has_nothing_to_undo(
    database: None, take: Read
) -> None:
    await open_shop()
    report = await take("history", HISTORY, OPEN.replace("1 000,00", "abc"))
    assert "nothing to undo" in await refusal(report)
