"""The accountant's file: Bellecour's autumn worked by hand, judged by the law's text alone."""

import json
from datetime import date
from pathlib import Path

import pytest

from app import cli
from app.accounting.actions import post
from app.accounting.rules import credit, debit
from app.adapters.archives import Folder
from app.adapters.database import transaction
from app.books.actions import Days, Made, export_entries
from app.books.queries import exports
from app.books.rules.fec import plain
from app.clients.tables import Client
from app.core.errors import Refused
from app.invoices import actions as invoices
from app.invoices.rules import Opening
from app.settings import tables
from tests.books.fec_checker import amount, judge, rows_of
from tests.cast import CLAIRE, ODILE, at, hotel, open_shop, regie
from tests.payments.books import paid
from tests.receivables.test_statement import an_autumn

YEAR = Days(date(2026, 1, 1), date(2026, 12, 31))
NEW_YEAR = date(2027, 1, 4)
NAME = "732829320FEC20261231.txt"


async def export(folder: Path, days: Days = YEAR, on: date = NEW_YEAR) -> tuple[Made, bytes]:
    with Folder(folder) as place:
        made = await export_entries(days, place, on=on, at=at(on), by=CLAIRE)
    return made, (folder / made.filename).read_bytes()


async def test_the_autumn_obeys_each_rule_and_its_totals_are_the_journals(
    database: None, tmp_path: Path
) -> None:
    await an_autumn()
    made, data = await export(tmp_path / "fec")
    assert judge(made.filename, data, "20261231") == []
    rows = rows_of(data)
    # Sales, credit note included: 100 + 700 + 300 + 240 + 60 + 60 + 12; money: 100 + 300 + 500
    # + 500 + 200 + 90; and the VAT that became due, which client accounts do not see.
    clients = [row for row in rows if row["CompteNum"] == "411"]
    assert sum(amount(row["Debit"]) for row in clients) == 1412 + 500
    assert sum(amount(row["Credit"]) for row in clients) == 60 + 100 + 300 + 500 + 200 + 90
    assert made.lines == len(rows) and made.debit == made.credit
    assert sum(amount(row["Debit"]) for row in rows) * 100 == made.debit
    first = rows[0]
    assert first["JournalCode"] == "VE" and first["EcritureDate"] == "20260901"
    assert (first["PieceRef"], first["CompteNum"], first["Debit"]) == (
        "F2026-000001",
        "411",
        "100,00",
    )
    assert first["CompAuxLib"] == "Régie Bellecour" and first["CompAuxNum"] == "C000001"
    said = (tmp_path / "fec" / NAME.replace(".txt", "-description.txt")).read_bytes()
    text = said.decode("iso8859-15")
    assert "01/01/2026" in text and "Atelier Vauban" in text and "n'est pas la comptabilité" in text


async def test_letters_are_of_what_is_settled_to_the_cent(database: None, tmp_path: Path) -> None:
    """The first invoice and its 100; the 300 and its 300; the 60 and its credit note; the 500 and
    its undoing. The 240 of which 150 is open carries none, and neither does the hotel’s 700."""
    await an_autumn()
    _, data = await export(tmp_path / "fec")
    marks: dict[str, list[tuple[str, str, str]]] = {}
    for row in rows_of(data):
        if row["CompteNum"] == "411":
            cells = (row["Debit"], row["Credit"], row["DateLet"])
            marks.setdefault(row["EcritureLet"], []).append(cells)
    lettered = sorted(cells for letter, cells in marks.items() if letter)
    assert lettered == sorted(
        [
            [("100,00", "0,00", "20260920"), ("0,00", "100,00", "20260920")],
            [("300,00", "0,00", "20261005"), ("0,00", "300,00", "20261005")],
            [("60,00", "0,00", "20261012"), ("0,00", "60,00", "20261012")],
            [("0,00", "500,00", "20261016"), ("500,00", "0,00", "20261016")],
        ]
    )
    assert sorted(debit for debit, _, _ in marks[""]) == sorted(
        ["700,00", "240,00", "12,00", "0,00", "0,00"]
    )


async def test_a_letter_is_as_of_the_last_day_of_the_file(database: None, tmp_path: Path) -> None:
    await an_autumn()
    _, september = await export(tmp_path / "s", Days(date(2026, 9, 1), date(2026, 9, 30)))
    rows = [row for row in rows_of(september) if row["CompteNum"] == "411"]
    assert judge(NAME, september, "20261231") == []
    # The 300 was paid in October: in September it is open.
    assert [(row["Debit"], bool(row["EcritureLet"])) for row in rows] == [
        ("100,00", True),
        ("700,00", False),
        ("300,00", False),
        ("0,00", True),
    ]


async def test_what_settles_a_debt_of_another_file_bears_no_letter(
    database: None, tmp_path: Path
) -> None:
    """October alone: the 300 of September was paid then; half a letter would not balance."""
    await an_autumn()
    _, october = await export(tmp_path / "o", Days(date(2026, 10, 1), date(2026, 10, 31)))
    assert judge(NAME, october, "20261231") == []
    [paid_then] = [row for row in rows_of(october) if row["Credit"] == "300,00"]
    assert paid_then["CompteNum"] == "411" and not paid_then["EcritureLet"]
    # The 60 and its credit note are both of October: they are lettered there.
    lettered = {row["Debit"] for row in rows_of(october) if row["EcritureLet"]}
    assert "60,00" in lettered


async def test_twice_the_same_bytes_and_then_what_is_new(database: None, tmp_path: Path) -> None:
    bellecour, _ = await an_autumn()
    one, first = await export(tmp_path / "1")
    two, second = await export(tmp_path / "2")
    assert first == second and one.before is None and two.is_same and two.added == ()
    # 150 received on 2 November, told of in January only.
    await paid(bellecour, 150, "2026-11-02", recorded="2027-01-04")
    three, third = await export(tmp_path / "3")
    assert not three.is_same and judge(NAME, third, "20261231") == []
    assert [(each.journal, each.day, each.cents) for each in three.added] == [
        ("OD", date(2026, 11, 2), 2_500),
        ("BQ", date(2026, 11, 2), 15_000),
    ]
    kept = await exports()
    assert [each.sha256 for each in kept] == [three.sha256, two.sha256, one.sha256]
    # As it was known at the end of 2026, it is to the byte what was handed over then; not kept.
    then, past = await export(
        tmp_path / "4", Days(YEAR.first, YEAR.last, known_on=date(2026, 12, 31))
    )
    assert past == first and then.sha256 == one.sha256
    assert len(await exports()) == 3


@pytest.mark.parametrize(
    "hostile", ["a|b\tc", 'dit "le\r\nGrand"', "Ünïcode 東京 😀 œuf € ’", "\x01 \x85\u2028"]
)
async def test_labels_that_would_break_the_file(
    database: None, tmp_path: Path, hostile: str
) -> None:
    await open_shop()
    client = await regie()
    await Client.update({Client.name: hostile + "x"}).where(Client.id == client)
    on = date(2026, 5, 4)
    async with transaction() as tx:
        await post(
            tx,
            journal="OD",
            day=on,
            piece=hostile[:20],
            label=hostile,
            subject="test:1",
            lines=[*debit("411", 123_456, client), *credit("706", 123_456)],
            at=at(on),
            by=ODILE,
        )
    _, data = await export(tmp_path / "fec")
    assert judge(NAME, data, "20261231") == []
    assert [row["Debit"] for row in rows_of(data)] == ["1234,56", "0,00"]


def test_what_the_alphabet_lacks_is_written_with_what_it_has() -> None:
    assert plain("Œuvre d’été – 5 € …") == "Œuvre d'été - 5 € ..."
    assert plain("Ňovák 東") == "Novák ?"


async def test_a_year_without_sales_is_a_file_with_its_heading(
    database: None, tmp_path: Path
) -> None:
    await open_shop()
    made, data = await export(tmp_path / "fec")
    assert judge(made.filename, data, "20261231") == [] and made.entries == 0
    assert rows_of(data) == []


async def test_history_taken_over_is_left_out_unless_asked_and_then_comes_first(
    database: None, tmp_path: Path
) -> None:
    bellecour, _ = await an_autumn()
    row = Opening(bellecour, "V-12", date(2026, 3, 1), date(2026, 4, 1), 48_000)
    async with transaction() as tx:
        await invoices.record_openings(tx, [row], import_id=1, at=at("2026-11-20"), by=ODILE)
    _, without = await export(tmp_path / "1")
    assert "AN" not in {row["JournalCode"] for row in rows_of(without)}
    _, withal = await export(tmp_path / "2", Days(YEAR.first, YEAR.last, with_openings=True))
    assert judge(NAME, withal, "20261231") == []
    assert [r["PieceRef"] for r in rows_of(withal)[:2]] == ["V-12", "V-12"]


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (Days(date(2026, 3, 2), date(2026, 3, 1)), "books.period"),
        (Days(date(2026, 12, 1), date(2027, 1, 2)), "books.two_years"),
        (Days(date(2027, 2, 1), date(2027, 2, 28)), "books.future"),
    ],
)
async def test_days_that_make_no_file(
    database: None, tmp_path: Path, days: Days, code: str
) -> None:
    await open_shop()
    with pytest.raises(Refused) as refused:
        await export(tmp_path / "fec", days)
    assert refused.value.code == code
    assert not (tmp_path / "fec").exists() and await exports() == []


async def test_without_siren_there_is_no_name(database: None, tmp_path: Path) -> None:
    await open_shop()
    await tables.Business.update({tables.Business.siren: ""}).where(tables.Business.id == 1)
    with pytest.raises(Refused, match="SIREN"):
        await export(tmp_path / "fec")
    assert not (tmp_path / "fec").exists()


async def test_the_command(
    database: None, tmp_path: Path, at: object, capsys: pytest.CaptureFixture[str]
) -> None:
    at("2027-01-04T10:00")  # type: ignore[operator]
    await an_autumn()
    await hotel(name="Hôtel qui n’a rien acheté")
    given = ["export", "entries", "--from", "2026-01-01", "--to", "2026-12-31"]
    arguments = cli.parser().parse_args([*given, str(tmp_path / "a"), "--format", "json"])
    await arguments.run(arguments)
    told = json.loads(capsys.readouterr().out)
    data = (tmp_path / "a" / NAME).read_bytes()
    assert told["filename"] == NAME and told["size"] == len(data) and told["before"] is None
    assert "rien acheté".encode("iso8859-15") not in data
    arguments = cli.parser().parse_args([*given, str(tmp_path / "b")])
    await arguments.run(arguments)
    assert "to the byte the file made before" in capsys.readouterr().out
    with pytest.raises(Refused, match="not an empty folder"):
        await arguments.run(arguments)
