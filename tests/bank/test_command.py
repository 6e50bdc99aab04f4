"""`echeance bank import` on a terminal: what it prints, where something is missing, and what to
type when it refuses."""

import json
from pathlib import Path

import pytest

from app.bank.tables import BankFile, BankLine
from app.cli import parser
from tests.bank.bank import CURRENT, HOTEL, NOVEMBER, STRANGER, Move, camt, ofx
from tests.cast import open_shop

OCTOBER = camt(
    Move("2026-10-15", "-10.00", "FRAIS"),
    opening="100.00",
    closing="90.00",
    opening_on="2026-09-30",
    closing_on="2026-10-31",
)
TABLE = (
    "Buchungstag;Verwendungszweck;Betrag\n2026-11-03;Miete;-1.234,56\n2026-11-05;Gehalt;3.500,00\n"
)


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> "Said":
    return Said(capsys)


class Said:
    """Runs the command as typed: its code, its lines on stdout, its lines on stderr."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    async def __call__(self, path: Path, *words: str) -> tuple[int, list[str], list[str]]:
        arguments = parser().parse_args(["bank", "import", str(path), *words])
        code = int(await arguments.run(arguments) or 0)
        told = self._capsys.readouterr()
        return code, told.out.splitlines(), told.err.replace("\u00a0", " ").splitlines()


def written(folder: Path, content: bytes, name: str = "releve.xml") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


async def test_a_statement_before_which_one_is_missing_is_taken_and_the_gap_is_told(
    database: None, tmp_path: Path, said: Said
) -> None:
    """October closes with 90,00, November opens with 100,00: between them 10,00 are in no file."""
    await open_shop(iban=CURRENT)
    code, out, err = await said(written(tmp_path, OCTOBER))
    assert (code, err) == (0, [])
    assert out[:2] == ["1 lines read: 1 added, 0 there already", f"{CURRENT}: 1 statements"]
    november = written(tmp_path, camt(*NOVEMBER))
    gap = ["  something is missing between 2026-10-31 (90.00) and 2026-11-03 (100.00)"]
    # Tried first: warned of, and nothing kept; no line is said to be matched by a try.
    code, out, err = await said(november, "--dry-run")
    assert (code, err, len(out)) == (0, gap, 2) and await BankLine.count() == 1
    code, out, err = await said(november)
    assert (code, err) == (0, gap)
    assert out == [
        "3 lines read: 3 added, 0 there already",
        f"{CURRENT}: 1 statements",
        "0 lines matched, 0 with a suggestion to confirm, 3 of which nothing is known",
    ]
    code, out, _ = await said(november, "--format", "json")
    (account,) = json.loads("\n".join(out))["accounts"]
    assert account["gaps"] == [
        {
            "after": "2026-10-31",
            "before": "2026-11-03",
            "closing_cents": 9_000,
            "opening_cents": 10_000,
        }
    ]
    # What was missing comes in: from 90,00 on 31 October to 100,00 before 3 November.
    between = camt(
        Move("2026-11-01", "10.00", "VIREMENT"),
        opening="90.00",
        closing="100.00",
        opening_on="2026-10-31",
        closing_on="2026-11-02",
    )
    assert (await said(written(tmp_path, between)))[2] == []


async def test_a_refusal_says_what_to_type(database: None, tmp_path: Path, said: Said) -> None:
    await open_shop(iban=CURRENT)
    other = written(tmp_path, camt(*NOVEMBER, iban=STRANGER))
    code, out, err = await said(other)
    assert (code, out) == (1, [])
    assert err == [
        "echeance: The account DE89 3704 0044 0532 0130 00 is not known yet: say that it is to be "
        "added.",
        f"echeance: add it with --account {STRANGER}",
    ]
    table = written(tmp_path, TABLE.encode(), "umsatz.csv")
    code, _, err = await said(table)
    assert code == 1 and "Buchungstag" in err[0] and "--accept-columns --dry-run" in err[1]
    code, _, err = await said(table, "--accept-columns")
    assert code == 1 and err[1] == "echeance: say it with --account IBAN"
    numbered = ofx(*NOVEMBER, account=("000000123", "", "123456"), version=2)
    code, _, err = await said(written(tmp_path, numbered, "n.ofx"))
    assert code == 1 and err[1] == "echeance: add it with --account and its IBAN"
    assert await BankFile.count() == 0
    # Typed as it was told, each is taken.
    assert (await said(other, "--account", STRANGER))[0] == 0
    assert (await said(table, "--accept-columns", "--account", CURRENT))[0] == 0
    rows = await BankLine.select(BankLine.amount_cents).order_by(BankLine.id)
    assert [row["amount_cents"] for row in rows] == [54_000, -790, 120_000, -123_456, 350_000]


async def test_a_currency_is_refused_on_its_own_line(
    database: None, tmp_path: Path, said: Said
) -> None:
    """The line named is the one that says dollars, not the one where the statement began."""
    await open_shop(iban=CURRENT)
    content = ofx(HOTEL, currency="USD", version=2)
    [line] = [n for n, each in enumerate(content.decode().splitlines(), 1) if "USD" in each]
    code, _, err = await said(written(tmp_path, content, "dollars.ofx"))
    told = f"echeance: Line {line}: this is in USD. Only accounts in euros are read."
    assert (code, err) == (1, [told])


async def test_a_file_that_is_not_there_is_said(database: None, tmp_path: Path, said: Said) -> None:
    await open_shop()
    code, _, err = await said(tmp_path / "nowhere.xml")
    assert code == 1 and err[0].endswith("nowhere.xml is not a file that can be read.")
