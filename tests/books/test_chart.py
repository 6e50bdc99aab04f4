"""The accountant's chart: accounts renamed, divided, added; files written with it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.accounting import rules as posting
from app.adapters.archives import Folder
from app.bank.rules import deals
from app.books import actions, queries, rules
from app.books.actions import Days
from app.books.rules import Chart, Layout
from app.catalogue import actions as catalogue
from app.core.errors import Refused
from tests.books.fec_checker import judge
from tests.cast import ODILE, at, browser, hotel, open_shop, regie, signed_in
from tests.invoices.story import D, issued, line
from tests.invoices.test_sales_accounts import MAINTENANCE
from tests.payments.books import instalment_of, paid

NOW = at("2026-11-21", 13)
YEAR = Days(date(2026, 1, 1), date(2026, 11, 21))


async def a_sale() -> int:
    """120 € sold to the Régie on 20 November, paid the day after; the hotel owes 60."""
    await open_shop()
    bellecour, outsider = await regie(), await hotel()
    sold = await issued(bellecour, on="2026-11-20")
    await issued(outsider, line(euros=50), on="2026-11-20")
    await paid(bellecour, 120, "2026-11-21", [(await instalment_of(sold), 12_000)])
    return bellecour


async def written(folder: Path, days: Days) -> tuple[str, bytes]:
    with Folder(folder) as place:
        made = await actions.export_entries(days, place, on=date(2026, 11, 21), at=NOW, by=ODILE)
    return made.filename, (folder / made.filename).read_bytes()


async def test_the_file_is_written_with_the_accountants_numbers(
    database: None, tmp_path: Path
) -> None:
    await a_sale()
    name, before = await written(tmp_path / "before", YEAR)
    await actions.set_account("706", "706000", "Maintenance d’ascenseurs", at=NOW, by=ODILE)
    await actions.set_account("512", "512100", "Banque de Lyon", at=NOW, by=ODILE)
    _, after = await written(tmp_path / "after", YEAR)
    assert judge(name, after, "20261231") == []
    rows = [row.split("\t") for row in after.decode("iso8859-15").splitlines()[1:]]
    names = {row[4]: row[5] for row in rows}
    assert names["706000"] == "Maintenance d'ascenseurs" and names["512100"] == "Banque de Lyon"
    assert "706" not in names and "512" not in names and names["411"] == "Clients"
    await actions.drop_account("706", at=NOW, by=ODILE)
    await actions.drop_account("512", at=NOW, by=ODILE)
    assert (await written(tmp_path / "again", YEAR))[1] == before


@pytest.mark.parametrize(
    ("code", "number", "label", "said"),
    [
        ("706", "411000", "Ventes", "books.other_class"),
        ("706", "70", "Ventes", "books.account"),
        ("706", "706A", "Ventes", "books.account"),
        ("706", "70612345678", "Ventes", "books.account"),
        ("706", "707", "Ventes", "books.taken_number"),
        ("706", "706000", "  ", "form.missing"),
        ("706", "706000", "a|b", "form.characters"),
        ("706", "706000", "a\tb\x00", "form.characters"),
        ("706", "706000", "x" * 101, "form.too_long"),
        ("999", "999000", "Inconnu", "books.no_account"),
    ],
)
async def test_what_is_no_account_is_refused_with_its_reason(
    database: None, code: str, number: str, label: str, said: str
) -> None:
    await open_shop()
    with pytest.raises(Refused) as refused:
        await actions.set_account(code, number, label, at=NOW, by=ODILE)
    assert refused.value.code == said
    assert await queries.chart() == Chart({})


async def test_an_account_in_use_is_not_taken_out(database: None) -> None:
    await open_shop()
    code = await actions.add_account("706 100", "Visites", at=NOW, by=ODILE)
    assert code == "706100"
    with pytest.raises(Refused, match="706100 already"):
        await actions.add_account("706100", "Encore", at=NOW, by=ODILE)
    product = await catalogue.create(MAINTENANCE, on=D("2026-11-20"), at=NOW, by=ODILE)
    with pytest.raises(Refused, match="1 products are sold on it"):
        await actions.drop_account(code, at=NOW, by=ODILE)
    await issued(await regie(), replace(line(), product=product))
    await catalogue.update(
        product, replace(MAINTENANCE, account=""), on=D("2026-11-21"), at=NOW, by=ODILE
    )
    with pytest.raises(Refused, match="1 lines of the books are on it"):
        await actions.drop_account(code, at=NOW, by=ODILE)
    # One that was never used goes; asked again, nothing happens.
    unused = await actions.add_account("706200", "Pièces", at=NOW, by=ODILE)
    await actions.drop_account(unused, at=NOW, by=ODILE)
    await actions.drop_account(unused, at=NOW, by=ODILE)
    assert set((await queries.chart()).changed) == {"706100"}


async def test_two_who_want_the_same_number_at_once(database: None) -> None:
    await open_shop()
    done = await asyncio.gather(
        actions.set_account("706", "706900", "Une", at=NOW, by=ODILE),
        actions.add_account("706900", "Autre", at=NOW, by=ODILE),
        return_exceptions=True,
    )
    assert sum(isinstance(each, Refused) for each in done) == 1
    assert [each.number for each in (await queries.chart()).changed.values()] == ["706900"]


# By hand: 100 € and 20 % to the Régie, 50 € and 20 % to the hotel; 120 received.
SHAPES = {
    Layout.SAGE: [
        "Code journal;Date;Compte général;Compte tiers;Libellé;N° pièce;Débit;Crédit",
        "VE;201126;411;C000001;Régie Bellecour;F2026-000001;120,00;0,00",
        "VE;201126;706;;Régie Bellecour;F2026-000001;0,00;100,00",
        "VE;201126;44587;;Régie Bellecour;F2026-000001;0,00;20,00",
    ],
    Layout.CEGID: [
        "Date;Journal;Général;Auxiliaire;Sens;Montant;Libellé;Référence",
        "20112026;VE;411;C000001;D;120,00;Régie Bellecour;F2026-000001",
        "20112026;VE;706;;C;100,00;Régie Bellecour;F2026-000001",
        "20112026;VE;44587;;C;20,00;Régie Bellecour;F2026-000001",
    ],
    Layout.PENNYLANE: [
        "Date;Code journal;Libellé du journal;Numéro de compte;Libellé du compte;"
        "Compte auxiliaire;Libellé auxiliaire;Numéro de pièce;Libellé de la ligne;Débit;Crédit;"
        "Lettrage",
        "20/11/2026;VE;Ventes;411;Clients;C000001;Régie Bellecour;F2026-000001;Régie Bellecour;"
        "120,00;0,00;AAA",
        "20/11/2026;VE;Ventes;706;Prestations de services;;;F2026-000001;Régie Bellecour;"
        "0,00;100,00;",
        "20/11/2026;VE;Ventes;44587;TVA sur prestations en attente d'encaissement;;;F2026-000001;"
        "Régie Bellecour;0,00;20,00;",
    ],
}


@pytest.mark.parametrize("layout", SHAPES)
async def test_the_tables_of_accounting_programs_worked_by_hand(
    database: None, tmp_path: Path, layout: Layout
) -> None:
    await a_sale()
    days = replace(YEAR, layout=layout)
    name, data = await written(tmp_path / "once", days)
    assert name == f"ecritures-{layout}-2026-01-01-2026-11-21.csv"
    rows = data.decode("cp1252").split("\r\n")
    assert rows[:4] == SHAPES[layout]
    # Two sales of three lines, one receipt of two, the VAT that it made due of two; and the head.
    assert len(rows) == 1 + 6 + 2 + 2 + 1 and rows[-1] == ""
    assert {row.count(";") for row in rows[:-1]} == {rows[0].count(";")}
    assert (await written(tmp_path / "twice", days))[1] == data


async def test_a_name_that_would_break_a_table_is_kept_apart(
    database: None, tmp_path: Path
) -> None:
    await open_shop()
    await issued(await regie(name='Ré;gie "Belle\tcour" | SA\nLyon'), on="2026-11-20")
    for layout in (Layout.SAGE, Layout.CEGID, Layout.PENNYLANE):
        _, data = await written(tmp_path / layout, replace(YEAR, layout=layout))
        rows = data.decode("cp1252").split("\r\n")[:-1]
        assert {row.count(";") for row in rows} == {rows[0].count(";")} and len(rows) == 4


async def test_claire_reads_the_chart_and_only_odile_changes_it(
    database: None, at: Callable[[str], None]
) -> None:
    at("2026-11-21T13:00")
    await a_sale()
    async with browser() as claire, browser() as odile:
        await signed_in(claire, "claire")
        page = await claire.get("/books/chart")
        assert page.status_code == 200 and "Prestations de services" in page.text
        assert 'action="/books/chart' not in page.text
        away = await claire.post("/books/chart/706", data={"number": "706000", "label": "x"})
        assert away.status_code == 403
        await signed_in(odile, "odile")
        opened = await odile.get("/books/chart?account=706")
        assert 'action="/books/chart/706"' in opened.text
        wrong = await odile.post("/books/chart/706", data={"number": "411", "label": "Ventes"})
        assert wrong.status_code == 422 and 'value="411"' in wrong.text
        done = await odile.post("/books/chart/706", data={"number": "706000", "label": "Visites"})
        assert done.status_code == 303
        balance = await claire.get("/books")
        assert "706000 Visites" in balance.text
        lines = await claire.get("/books/lines?account=706")
        assert "706000 · Visites" in lines.text and "VE 706000" in lines.text
        taken = await claire.get("/books/export/file?from=01/11/2026&until=21/11/2026&as=cegid")
        assert b"ecritures-cegid" in taken.content
        usual = await odile.post("/books/chart/706", data={"usual": "1"})
        assert usual.status_code == 303 and await queries.chart() == Chart({})


def test_every_account_that_acts_post_to_has_a_name() -> None:
    posted = {value for name, value in vars(posting).items() if name.isupper()}
    codes = {each for each in posted if isinstance(each, str) and each.isdigit() and len(each) < 9}
    codes |= {account for account, _ in deals.REASONS.values()}
    assert codes <= set(rules.ACCOUNTS)
