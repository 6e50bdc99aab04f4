"""Years of invoices from a spreadsheet, with no demo data: imported, aged, scored, reminded.

Every figure expected is worked out here from the lines themselves, by plain arithmetic.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app import cli
from app.reminders.tables import PlanStep
from tests import cast

ON = date(2026, 11, 23)  # a Monday
DAY = timedelta(days=1)
AGES = ("not_due", "d1_30", "d31_60", "d61_90", "over_90")


@dataclass(frozen=True)
class Written:
    """A line as the owner wrote it; cents, VAT included."""

    client: str
    number: str
    issued_on: date
    due_on: date
    cents: int
    paid_on: date | None
    paid: int
    disputed: bool

    @property
    def open(self) -> int:
        return self.cents - (self.paid if self.paid_on else 0)


def write_history(lines: int = 2_000) -> list[Written]:
    """Forty clients: thirty on time, ten late; some unpaid, part paid, disputed, credited."""
    random, written = Random(2026), []
    for n in range(lines):
        client = n % 40
        issued = ON - DAY * random.randint(1, 900)
        due = issued + 30 * DAY
        cents = random.randint(1_000, 500_000)
        if n % 211 == 7:
            cents = -random.randint(1_000, 20_000)
        late = random.randint(3, 50) if client >= 30 else -random.randint(0, 10)
        paid_on: date | None = due + late * DAY
        if paid_on is not None and (paid_on > ON or (client >= 30 and n % 9 == 0)):
            paid_on = None
        part = cents // 3 if paid_on and cents > 0 and n % 97 == 0 else cents
        written.append(
            Written(f"Société n° {client:02}", f"H-{n:05}", issued, due, cents, paid_on, part,
                    disputed=n % 331 == 5 and cents > 0)
        )  # fmt: skip
    return written


def french(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100},{abs(cents) % 100:02}"


def history_file(folder: Path, written: Sequence[Written]) -> Path:
    """As a spreadsheet leaves it: CP1252, semicolons, headers in French in another order."""
    rows = ["Payé le;Client;N° facture;Montant TTC;Émise le;Échéance;Litige;Montant payé;Remarque"]
    for one in written:
        rows.append(
            ";".join(
                [
                    one.paid_on.strftime("%d/%m/%Y") if one.paid_on else "",
                    one.client,
                    one.number,
                    french(one.cents),
                    one.issued_on.strftime("%d/%m/%Y"),
                    one.due_on.strftime("%d/%m/%Y"),
                    "oui" if one.disputed else "",
                    french(one.paid) if one.paid_on else "",
                    "vu",
                ]
            )
        )
    path = folder / "historique.csv"
    path.write_bytes("\r\n".join(rows).encode("cp1252"))
    return path


def clients_file(folder: Path) -> Path:
    """Every client has an e-mail but the last two."""
    rows = ["Nom;Type;E-mail;Adresse;Code postal;Ville"]
    for n in range(40):
        email = f"compta{n:02}@societe.test" if n < 38 else ""
        rows.append(f"Société n° {n:02};company;{email};1 rue Basse;69001;Lyon")
    path = folder / "clients.csv"
    path.write_text("\n".join(rows), encoding="utf-8-sig")
    return path


async def echeance(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """Run a verb as the operator would, and read the JSON that it prints."""
    arguments: argparse.Namespace = cli.parser().parse_args([*words, "--format", "json"])
    capsys.readouterr()
    await arguments.run(arguments)
    return json.loads(capsys.readouterr().out)


def aged(written: Sequence[Written]) -> dict[str, int]:
    """The grand totals of the board on the day, by hand."""
    totals = dict.fromkeys((*AGES, "credit", "total"), 0)
    for one in written:
        days = (ON - one.due_on).days
        age = AGES[0 if days <= 0 else min(4, (days + 29) // 30)]
        totals["credit" if one.open < 0 else age] += one.open
        totals["total"] += one.open
    return totals


def to_chase(written: Sequence[Written]) -> tuple[set[str], set[str]]:
    """Clients due a message on the day, and those among them held back; by the rules' words."""
    due, held = set(), set()
    for name in {one.client for one in written}:
        lines = [one for one in written if one.client == name]
        wants = [
            one
            for one in lines
            if one.open > 0 and ((ON - one.due_on).days >= 10 or 0 <= (one.due_on - ON).days <= 5)
        ]
        if not wants:
            continue
        due.add(name)
        nothing_free = all(one.disputed for one in wants)
        credit = any(one.open < 0 for one in lines)
        if nothing_free or credit:
            held.add(name)
    return due, held


# No e-mail address is known of these: they are written to by post, which somebody does.
BY_POST = {"Société n° 38", "Société n° 39"}


async def test_a_history_from_import_to_reminders(
    database: None,
    smtp_sink: Any,
    at: Callable[[str], None],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    at(f"{ON}T08:00")
    await cast.open_shop(smtp_url=smtp_sink.url, mail_from="bonjour@atelier-vauban.test")
    written = write_history()
    clients, history = clients_file(tmp_path), history_file(tmp_path, written)

    assert (await echeance(capsys, "import", "clients", str(clients)))["added"] == 40
    rehearsed = await echeance(capsys, "import", "history", str(history), "--dry-run")
    assert (rehearsed["read"], rehearsed["added"], rehearsed["refused"]) == (2_000, 2_000, [])
    assert (await echeance(capsys, "aging", "--on", str(ON)))["total"]["total"] == 0
    first = await echeance(capsys, "import", "history", str(history))
    assert (first["read"], first["added"], first["refused"]) == (2_000, 2_000, [])
    again = await echeance(capsys, "import", "history", str(history))
    assert (again["read"], again["added"], again["unchanged"]) == (2_000, 0, 2_000)

    board = await echeance(capsys, "aging", "--on", str(ON))
    assert board["total"] == aged(written)
    assert board["ledger_411"] == board["total"]["total"]
    for client in board["clients"]:
        own = [one for one in written if one.client == client["client"]]
        assert client["total"] == sum(one.open for one in own)

    scored = {one["client"]: one for one in (await echeance(capsys, "score"))["clients"]}
    for name, score in scored.items():
        # What was paid early is judged on its due day, as what is still open is.
        told = [
            one
            for one in written
            if one.client == name and one.cents > 0 and not one.disputed
            and ((one.paid_on and one.open == 0 and one.due_on <= ON) or one.due_on < ON)
        ]  # fmt: skip
        assert score["outcomes"] == len(told)
    grades = {name: score["grade"] for name, score in scored.items()}
    assert {grades[f"Société n° {n:02}"] for n in range(30)} <= {"A", "B"}
    assert {grades[f"Société n° {n:02}"] for n in range(30, 40)} <= {"D", "E"}

    due, held = to_chase(written)
    dry = await echeance(capsys, "remind", "--on", str(ON), "--dry-run")
    assert dry["proposed"] == len(due - held) and dry["sent"] == 0
    assert {one["client"] for one in dry["held"]} == held
    assert smtp_sink.messages == []

    await PlanStep.update({PlanStep.is_automatic: True}).where(PlanStep.id > 0)
    told = await echeance(capsys, "remind", "--on", str(ON))
    mailed = due - held - BY_POST
    assert len(mailed) == len(due - held) - 2
    assert (told["proposed"], told["sent"], told["failed"]) == (len(due - held), len(mailed), 0)
    assert len(smtp_sink.messages) == len(mailed)
    assert len({message["To"] for message in smtp_sink.messages}) == len(mailed)

    second = await echeance(capsys, "remind", "--on", str(ON))
    # The letters still wait for somebody to post them.
    assert (second["proposed"], second["sent"]) == (2, 0)
    assert len(smtp_sink.messages) == len(mailed)
    checked = await echeance(capsys, "check")
    assert checked["findings"] == 0
