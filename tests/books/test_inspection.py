"""A tax control: two fiscal years in one folder that a stranger checks with Python alone."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app import cli
from app.adapters.archives import Folder
from app.books import actions
from app.books.actions import Inspection
from app.core.errors import Refused
from app.payments import actions as payments
from app.payments.rules import Method, ReceiptValues
from app.settings.tables import Business
from tests.books.fec_checker import judge, rows_of
from tests.cast import ODILE, at, browser, open_shop, regie, signed_in
from tests.invoices.archives import verified
from tests.invoices.story import issued

ON = date(2027, 2, 1)


async def two_years() -> None:
    """120 € sold in November 2026, 24 € of it paid in January 2027."""
    await open_shop()
    client = await regie()
    await issued(client, on="2026-11-20")
    cash = ReceiptValues(client, Method.CASH, 2_400, date(2027, 1, 15), key="cash")
    await payments.record(cash, at=at("2027-01-15"), by=ODILE)


async def inspected(folder: Path, first: date, last: date) -> Inspection:
    with Folder(folder) as place:
        made, steps = await actions.inspection(
            first, last, place, on=ON, at=at("2027-02-01"), by=ODILE
        )
        async for _ in steps:
            pass
    return made


async def test_each_fiscal_year_has_its_file_and_all_of_it_is_sealed(
    database: None, tmp_path: Path
) -> None:
    await two_years()
    made = await inspected(tmp_path / "control", date(2026, 1, 1), date(2027, 12, 31))
    assert [each.filename for each in made.entries] == [
        "732829320FEC20261231.txt",
        "732829320FEC20271231.txt",
    ]
    for each, end, lines in zip(made.entries, ("20261231", "20271231"), (3, 4), strict=True):
        data = (tmp_path / "control" / "fec" / each.filename).read_bytes()
        assert judge(each.filename, data, end) == [] and len(rows_of(data)) == lines
    code, words = verified(tmp_path / "control")
    # The PDF was not made yet: said, and no more than that.
    assert "F2026-000001" in words and code in (0, 1)
    fec = tmp_path / "control" / "fec" / made.entries[0].filename
    fec.write_bytes(fec.read_bytes().replace(b"120,00", b"120,01"))
    code, words = verified(tmp_path / "control")
    assert code == 1 and f"fec/{fec.name}" in words


async def test_days_without_a_document_or_turned_round_are_refused(
    database: None, tmp_path: Path
) -> None:
    await two_years()
    with pytest.raises(Refused):
        await inspected(tmp_path / "a", date(2020, 1, 1), date(2020, 12, 31))
    with pytest.raises(Refused):
        await inspected(tmp_path / "b", date(2026, 12, 31), date(2026, 1, 1))
    assert list(tmp_path.iterdir()) == []


async def test_claire_takes_it_from_the_page_and_a_stranger_does_not(
    database: None, at: Callable[[str], None]
) -> None:
    await two_years()
    at("2027-02-01T10:00")
    where = "/books/export/inspection?from=01/01/2026&until=31/01/2027"
    async with browser() as claire:
        assert (await claire.get(where)).status_code == 303
        await signed_in(claire, "claire")
        assert "Prendre le dossier" in (await claire.get("/books/export")).text
        taken = await claire.get(where)
        names = zipfile.ZipFile(io.BytesIO(taken.content)).namelist()
        folder = "controle-2026-01-01-2027-01-31"
        assert {f"{folder}/fec/732829320FEC20261231.txt", f"{folder}/verify.py"} <= set(names)
        nothing = await claire.get("/books/export/inspection?from=01/01/2020&until=31/12/2020")
        assert nothing.status_code == 422
        await Business.update({Business.siren: ""}).where(Business.id == 1)
        nameless = await claire.get(where)
        assert nameless.status_code == 422 and "SIREN" in nameless.text


async def test_the_command_says_what_it_wrote(
    database: None,
    tmp_path: Path,
    at: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    await two_years()
    at("2027-02-01T10:00")
    target = tmp_path / "dgfip"
    verb = ["export", "inspection", "--from", "2026-01-01", "--to", "2027-01-31", str(target)]
    arguments = cli.parser().parse_args(verb)
    assert await arguments.run(arguments) == 1
    said = capsys.readouterr()
    assert "not checked: F2026-000001" in said.err
    assert "732829320FEC20271231.txt: 2 entries" in said.out
