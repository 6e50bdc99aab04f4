"""Amounts and quantities of periods come out of a spreadsheet: once, checked, undone as a whole."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from app.contracts import actions as contracts
from app.contracts import queries
from app.contracts.rules import Frequency, Line, Typed
from app.contracts.tables import ScheduleEntry
from app.core.errors import Refused
from app.imports import actions
from app.imports import queries as imports
from app.imports.pages.undoing import reminded
from app.imports.rules import Kind
from app.imports.tables import ImportAmount
from app.invoices.queries import invoice
from app.upkeep import actions as upkeep
from tests.cast import ODILE, browser, hotel, open_shop, regie, signed_in
from tests.contracts.stories import bill, entry, invoices, lift
from tests.imports.files import NOW, Read, Report, counts, reasons

HEADER = "Contrat;Période;Montant HT;Quantité;Ligne"
RENT = Line("Location du copieur, {period}", 10_000, 50_000_000, 2000)
COPIES = Line("Copies", 10_000, 4_500, 2000, unit="copie")
WHO = {"at": NOW, "by": ODILE}


@pytest.fixture
async def copier(database):
    """A copier for the Régie from 1 January 2026 (C-0001): rent, and copies at 0,0045 €."""
    await open_shop()
    return await lift(await regie(), RENT, COPIES, is_variable=True, reference="COP-1")


async def rows(contract):
    return (
        await ScheduleEntry.select()
        .where(ScheduleEntry.contract == contract)
        .order_by(ScheduleEntry.n)
    )


async def nets(contract, count=4):
    return [each.amount.net for each in (await queries.of_contract(contract))[:count]]


async def undo(report: Report):
    await actions.begin_undo(report.import_id, at=NOW, by=ODILE, also=reminded)
    while await actions.run_owed(at=NOW):
        pass


async def all_well(on=NOW):
    run = await upkeep.check_books(at=on, by=ODILE)
    assert (run.findings, run.not_checked) == (0, 0)


async def test_amounts_and_quantities_are_billed_as_they_were_read(copier, take: Read):
    report = await take(
        "amounts",
        HEADER,
        "COP-1;janvier 2026;73,50;;",
        "COP-1;2026-02;;12 340;copies",
        "COP-1;15/03/2026;;0;2",
    )
    assert counts(report) == (3, 3, 0, 0)
    # 12 340 x 0,0045 = 55,53 beside the rent of 50,00; in March nothing was copied.
    assert (await nets(copier))[:3] == [7_350, 10_553, 5_000]
    await bill("2026-03-10")
    made = await invoices()
    assert [row["net"] for row in made] == [7_350, 10_553, 5_000]
    february = (await invoice(made[1]["id"])).lines
    assert [(each.label, each.quantity, each.unit_price) for each in february] == [
        ("Location du copieur, février 2026", 10_000, 50_000_000),
        ("Copies", 123_400_000, 4_500),
    ]
    assert len((await invoice(made[2]["id"])).lines) == 1
    await all_well()


async def test_the_same_file_again_adds_nothing_even_once_it_is_billed(copier, take: Read):
    lines = (HEADER, "COP-1;2026-01;73,50;;", "COP-1;2026-02;;12340;Copies")
    assert counts(await take("amounts", *lines)) == (2, 2, 0, 0)
    assert counts(await take("amounts", *lines)) == (2, 0, 2, 0)
    await bill("2026-02-05")
    assert counts(await take("amounts", *lines)) == (2, 0, 2, 0)
    assert await ImportAmount.count() == 2


async def test_a_dry_run_writes_nothing(copier, take: Read):
    report = await take("amounts", HEADER, "COP-1;2026-01;73,50;;", dry_run=True)
    assert counts(report) == (1, 1, 0, 0)
    assert [row["net"] for row in (await rows(copier))[:1]] == [None]


async def test_lines_that_cannot_be_taken_say_why(copier, take: Read):
    await lift(await hotel(), reference="FIXE")
    weekly = await lift(
        await hotel(), is_variable=True, reference="HEBDO", frequency=Frequency.WEEKLY
    )
    await contracts.skip_entry(await entry(copier, 6), **WHO)
    await contracts.amend_entry(await entry(copier, 5), 4_000, **WHO)
    report = await take(
        "amounts",
        HEADER,
        "COP-1;2026-01;;;",
        "COP-1;;10;;",
        "COP-1;demain;10;;",
        "COP-1;2026-01;1.234;;",
        "COP-9;2026-01;10;;",
        "FIXE;2026-01;10;;",
        "COP-1;2031-01;10;;",
        "HEBDO;2026-02;10;;",
        "COP-1;2026-06;10;;",
        "COP-1;2026-05;10;;",
        "COP-1;2026-02;;5;",
        "COP-1;2026-03;0;;",
        "COP-1;2026-04;60;1000;Copies",
    )
    assert counts(report) == (13, 0, 0, 13)
    assert [code for _, [code] in reasons(report)] == [
        "imports.no_amount",
        "imports.empty",
        "calendar.unreadable",
        "money.unreadable",
        "imports.unknown_contract",
        "contracts.not_variable",
        "imports.no_period",
        "imports.many_periods",
        "imports.period_skipped",
        "imports.amount_differs",
        "imports.which_line",
        "contracts.amount",
        "imports.amount_other",
    ]
    assert {row["net"] for row in await rows(weekly)} == {None}


async def test_an_entry_is_taken_whole_or_not_at_all(copier, take: Read):
    report = await take(
        "amounts",
        HEADER,
        "COP-1;2026-01;;3;1",
        "COP-1;2026-01;;100;2",
        "COP-1;2026-02;;3;1",
        "COP-1;2026-02;;100;1",
        "COP-1;2026-03;10;;",
        "COP-1;2026-03;;100;2",
        "COP-1;2026-04;10;;",
        "COP-1;10/04/2026;11;;",
    )
    assert counts(report) == (8, 3, 0, 5)
    assert [code for _, [code] in reasons(report)] == [
        "imports.quantity_twice",
        "imports.quantity_twice",
        "imports.amount_twice",
        "imports.amount_twice",
        "imports.double",
    ]
    # 3 x 50,00 + 100 x 0,0045 = 150,45
    assert (await nets(copier))[0] == 15_045
    [_, february, march, april, *_] = await rows(copier)
    assert (february["quantities"], march["quantities"], april["net"]) == ("", "", 1_000)


async def test_an_import_is_undone_until_one_of_its_periods_is_billed(copier, take: Read):
    first = await take("amounts", HEADER, "COP-1;2026-01;73,50;;", "COP-1;2026-02;;9;2")
    await undo(first)
    assert [row["net"] for row in (await rows(copier))[:2]] == [None, None]
    assert (await rows(copier))[1]["quantities"] == ""
    again = await take("amounts", HEADER, "COP-1;2026-01;73,50;;", "COP-1;2026-02;;9;2")
    assert counts(again) == (2, 2, 0, 0)
    await bill("2026-01-05")
    with pytest.raises(Refused) as refused:
        await undo(again)
    assert "COP-1" in str(refused.value)


async def test_what_was_changed_by_hand_since_stays_and_is_told(copier, take: Read):
    report = await take("amounts", HEADER, "COP-1;2026-01;73,50;;", "COP-1;2026-02;60;;")
    await contracts.amend_entry(await entry(copier, 2), 6_100, **WHO)
    await undo(report)
    assert [row["net"] for row in (await rows(copier))[:2]] == [None, 6_100]
    assert dict((await imports.run(report.import_id)).more)["kept"] == 1


async def test_two_workers_at_once_type_each_period_once(copier):
    lines = [HEADER, *(f"COP-1;2026-{month:02};{month},50;;" for month in range(1, 13))]
    run_id = await actions.prepare(
        Kind.AMOUNTS, "\n".join(lines).encode(), "f.csv", at=NOW, by=ODILE
    )
    await actions.start(run_id, on=NOW.date(), **WHO)
    await asyncio.gather(*(actions.run_owed(at=NOW) for _ in range(3)))
    run = await imports.run(run_id)
    assert (run.state, run.read, run.added, run.unchanged) == ("done", 12, 12, 0)
    assert await ImportAmount.count() == 12
    assert await nets(copier, 12) == [month * 100 + 50 for month in range(1, 13)]


async def test_quantities_wait_again_when_the_lines_are_others(copier, take: Read):
    await take("amounts", HEADER, "COP-1;2026-01;;9;2", "COP-1;2026-02;;9;2")
    dearer = [RENT, replace(COPIES, unit_price=5_000)]
    await contracts.amend(copier, date(2026, 2, 1), dearer, **WHO)
    assert (await rows(copier))[1]["quantities"] != ""
    other = [RENT, replace(COPIES, label="Copies en couleur")]
    await contracts.amend(copier, date(2026, 3, 1), other, **WHO)
    await contracts.measure_entry(await entry(copier, 3), Typed(quantities=(None, 50_000)), **WHO)
    change = (await queries.contract(copier)).versions.later[-1].id
    await contracts.withdraw_amendment(copier, change, **WHO)
    assert [row["quantities"] != "" for row in (await rows(copier))[:3]] == [True, True, False]


async def test_the_schedule_s_own_export_is_filled_in_and_comes_back(database, at, take: Read):
    at("2026-02-10T10:00")
    await open_shop()
    copier = await lift(await regie(), RENT, COPIES, is_variable=True, reference="COP-1")
    async with browser() as client:
        odile = await signed_in(client)
        listed = await odile.get("/schedule?month=2026-02&state=untyped")
        assert "COP-1" in listed.text and "/imports?kind=amounts" in listed.text
        sent = await odile.get("/schedule?month=2026-02&state=untyped&as=csv")
        head, line = sent.content.decode("utf-8-sig").splitlines()[:2]
        at_net = head.split(";").index("HT")
        cells = line.split(";")
        assert cells[at_net] == ""
        cells[at_net] = "81,20"
        report = await take("amounts", head, ";".join(cells))
        assert counts(report) == (1, 1, 0, 0)
        assert (await nets(copier))[1] == 8_120
        path = f"/schedule/entries/{await entry(copier, 1)}"
        page = (await odile.get(path)).text
        assert "Ce qui a été consommé" in page and "0,0045" in page
        wrong = await odile.post(f"{path}/quantities", data={"quantity-1": "beaucoup"})
        assert wrong.status_code == 422 and "beaucoup" in wrong.text
        minus = await odile.post(f"{path}/quantities", data={"quantity-1": "-3"})
        assert minus.status_code == 422
        kept = await odile.post(f"{path}/quantities", data={"quantity-1": "2000"})
        assert kept.status_code == 303 and (await nets(copier))[0] == 5_900
        await odile.post(f"{path}/quantities", data={"quantity-0": "", "quantity-1": ""})
        assert (await rows(copier))[0]["quantities"] == ""
