"""A year of the demonstration and a year of an imported history, as files: the legal text holds,
the totals are those of the journals, and asked for twice they are the same to the byte."""

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.accounting.tables import Entry
from app.config import ROOT
from tests import cast
from tests.books.fec_checker import amount, judge, rows_of
from tests.journeys.test_history import clients_file, echeance, history_file, write_history

_JOURNALS = (
    "SELECT e.journal AS journal, SUM(l.debit) AS debit, SUM(l.credit) AS credit FROM entry e"
    " JOIN entry_line l ON l.entry = e.id WHERE e.day >= '{first}' AND e.day <= '{last}'"
    " GROUP BY e.journal"
)
Sums = dict[str, tuple[int, int]]


def journals_of(data: bytes) -> Sums:
    """Cents of debits and credits of a file, by journal."""
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for row in rows_of(data):
        sums[row["JournalCode"]][0] += amount(row["Debit"])
        sums[row["JournalCode"]][1] += amount(row["Credit"])
    return {name: (int(debit * 100), int(credit * 100)) for name, (debit, credit) in sums.items()}


def legal(folder: Path, told: dict[str, Any], end: str) -> bytes:
    """The file of a folder, judged, and with the hash that was told."""
    data = (folder / told["filename"]).read_bytes()
    assert judge(told["filename"], data, end) == []
    assert hashlib.sha256(data).hexdigest() == told["sha256"]
    return data


def test_the_years_of_the_demonstration(tmp_path: Path) -> None:
    kept = ("DATABASE_URL", "REDIS_URL", "SMTP_URL")
    environment = {name: value for name, value in os.environ.items() if name not in kept}
    environment |= {"DATA_DIR": str(tmp_path / "data"), "ECHEANCE_NOW": "2026-11-20T10:00"}

    def run(*words: str) -> str:
        told = subprocess.run(
            [sys.executable, "-m", "app.cli", *words],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return told.stdout

    run("demo", "--clients", "20", "--contracts", "20", "--invoices", "40")
    for first, last, end in (
        ("2025-01-01", "2025-12-31", "20251231"),
        ("2026-01-01", "2026-11-20", "20261231"),
    ):
        said = []
        for time in ("once", "twice"):
            folder = tmp_path / f"{end}-{time}"
            days = ("--from", first, "--to", last, "--with-openings")
            told = json.loads(run("export", "entries", *days, "--format", "json", str(folder)))
            said.append(legal(folder, told, end))
        assert said[0] == said[1]
        with sqlite3.connect(tmp_path / "data" / "echeance.sqlite3") as books:
            rows = books.execute(_JOURNALS.format(first=first, last=last)).fetchall()
        assert journals_of(said[0]) == {name: (debit, credit) for name, debit, credit in rows}
        assert len(rows_of(said[0])) > 400


async def test_the_years_of_an_imported_history(
    database: None,
    at: Callable[[str], None],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    at("2026-11-23T08:00")
    await cast.open_shop()
    written = write_history()
    await echeance(capsys, "import", "clients", str(clients_file(tmp_path)))
    await echeance(capsys, "import", "history", str(history_file(tmp_path, written)))
    for year in (2024, 2025, 2026):
        first, last = date(year, 1, 1), min(date(year, 12, 31), date(2026, 11, 23))
        days = ("--from", f"{first}", "--to", f"{last}", "--with-openings")
        said = []
        for time in ("once", "twice"):
            folder = tmp_path / f"{year}-{time}"
            told = await echeance(capsys, "export", "entries", *days, str(folder))
            said.append(legal(folder, told, f"{year}1231"))
        assert said[0] == said[1]
        rows = await Entry.raw(_JOURNALS.format(first=first, last=last))
        assert journals_of(said[0]) == {
            row["journal"]: (row["debit"], row["credit"]) for row in rows
        }
        # What clients came to owe in the year: what was issued to them less what they paid.
        issued = sum(one.cents for one in written if first <= one.issued_on <= last)
        paid = sum(one.paid for one in written if one.paid_on and first <= one.paid_on <= last)
        owed = [row for row in rows_of(said[0]) if row["CompteNum"] == "411"]
        gained = sum(amount(row["Debit"]) - amount(row["Credit"]) for row in owed)
        assert gained * 100 == issued - paid
        assert len(owed) > 500
