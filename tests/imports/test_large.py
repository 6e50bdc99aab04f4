"""A history of 2,000 lines with known totals; one that is cut off; the verb of the command line."""

import asyncio
import contextlib
import json
import os
import sys
from datetime import date, timedelta

from app.accounting import queries as accounting
from app.config import ROOT
from app.invoices.tables import Invoice
from app.receivables import queries as receivables
from tests.imports.files import NOW, Read, Write, counts

TITLES = "Client;N° facture;Date;Échéance;Montant TTC;Payé le"
START = date(2024, 1, 1)


def line(n: int) -> tuple[str, int, bool]:
    """The n-th line, its cents, whether it is open: 40 clients in turn, every seventh open."""
    cents = 10_000 + 37 * n
    issued = START + timedelta(days=n % 900)
    due = issued + timedelta(days=30)
    paid = "" if n % 7 == 0 else f"{due + timedelta(days=n % 20):%d/%m/%Y}"
    amount = f"{cents // 100} {cents % 100:02}".replace(" ", ",")
    text = f"Client n° {n % 40:02};F-{n:05};{issued:%d/%m/%Y};{due:%d/%m/%Y};{amount};{paid}"
    return text, cents, not paid


async def test_two_thousand_lines_add_up(database: None, take: Read) -> None:
    lines = [line(n) for n in range(2_000)]
    owed = sum(cents for _, cents, is_open in lines if is_open)
    report = await take("history", TITLES, *(text for text, _, _ in lines), encoding="cp1252")
    assert counts(report) == (2_000, 2_000, 0, 0)
    assert report.tally.more == {"clients_added": 40}
    today = NOW.date()
    board = await receivables.aging(today)
    assert board.total.total == owed
    assert await accounting.clients_balance(today) == owed
    # Client 00 has lines 0, 40, 80 … 1960; open are the multiples of 7 among them: 0, 280 … 1960.
    client_00 = sum(10_000 + 37 * n for n in range(0, 2_000, 280))
    assert next(row.total for row in board.rows if row.client == "Client n° 00") == client_00
    again = await take("history", TITLES, *(text for text, _, _ in lines))
    assert counts(again) == (2_000, 0, 2_000, 0)
    assert (await receivables.aging(today)).total.total == owed


async def test_an_import_that_is_killed_is_completed_by_the_next(
    database: None, write: Write
) -> None:
    path = write(TITLES, *(line(n)[0] for n in range(3_000)))
    first = await _start("import", "history", str(path))
    await asyncio.sleep(2.5)
    with contextlib.suppress(ProcessLookupError):
        first.kill()
    await first.wait()
    code, out, _ = await _echeance("import", "history", str(path), "--format", "json")
    done = json.loads(out)
    assert code == 0
    assert done["read"] == 3_000 and done["refused"] == []
    assert done["added"] + done["unchanged"] == 3_000
    # Whole batches of 500 lines, or nothing.
    assert done["unchanged"] % 500 == 0
    owed = sum(10_000 + 37 * n for n in range(0, 3_000, 7))
    assert (await receivables.aging(NOW.date())).total.total == owed
    assert await accounting.clients_balance(NOW.date()) == owed


async def test_two_imports_of_one_file_at_once(database: None, take: Read, write: Write) -> None:
    lines = [TITLES, *(line(n)[0] for n in range(60))]
    both = await asyncio.gather(take("history", *lines), take("history", *lines))
    assert sorted(counts(each)[1] for each in both) == [0, 60]
    assert await Invoice.count() == 60


async def test_the_verb_tells_and_exits(database: None, write: Write) -> None:
    good = write(TITLES, line(1)[0], "x;F-2;31/02/2026;;;", name="good.csv")
    code, out, _ = await _echeance("import", "history", str(good), "--format", "json")
    told = json.loads(out)
    assert (code, told["read"], told["added"], told["unchanged"]) == (0, 2, 1, 0)
    [refused] = told["refused"]
    assert refused["line"] == 3 and "Date: “31/02/2026” is not a day" in refused["reason"]
    bad = write(TITLES, "x;F-2;31/02/2026;;;", name="bad.csv")
    code, _, err = await _echeance("import", "history", str(bad))
    assert code == 1 and "line 2: " in err
    other = write("Nom;Ville", name="other.csv")
    code, _, err = await _echeance("import", "history", str(other))
    assert code == 1 and "Missing: number, issued_on, due_on, amount, paid_on" in err
    code, _, _ = await _echeance("import", "recipes", str(good))
    assert code == 2
    code, out, _ = await _echeance("import", "history", str(good), "--dry-run")
    assert code == 0 and "0 would be added, 1 there already" in out


async def _start(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "app.cli",
        *arguments,
        cwd=ROOT,
        env=os.environ | {"ECHEANCE_NOW": "2026-11-21T10:00"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def _echeance(*arguments: str) -> tuple[int | None, str, str]:
    process = await _start(*arguments)
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()
