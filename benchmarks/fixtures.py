"""Fill a data folder: a business, then what a benchmark asks for, through the product's own ways.

Run as `python -m benchmarks.fixtures NAME SIZE`. The token of a signed-in owner is left in the data
folder as `benchmark.session`.
"""

import asyncio
import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from app import cli, clock
from app.accounting.actions import total_days
from app.adapters.database import close_engine, open_engine
from app.config import config
from app.demo.cast import BUSINESS, OWNER_EMAIL, OWNER_NAME, OWNER_PASSWORD
from app.reminders.actions import propose
from app.risk.actions import rescore
from app.schema.migrate import migrate
from app.settings.actions import Owner, set_up
from app.settings.rules import blank_business
from benchmarks.sizes import SIZES, Size

TOKEN = "benchmark.session"
Line = tuple[object, ...]
HISTORY = ("client", "postcode", "number", "issued_on", "due_on", "amount", "paid_on")
CLIENTS = ("name", "kind", "siren", "email", "street", "postcode", "town", "group")
CONTRACTS = (
    "client",
    "postcode",
    "reference",
    "label",
    "quantity",
    "unit_price",
    "vat_rate",
    "frequency",
    "start_on",
    "billing",
    "anchor_day",
    "mode",
)
_YEARS = 3 * 365


def main() -> None:
    """Fill the data folder of the environment."""
    name, size = sys.argv[1], SIZES[sys.argv[2]]
    asyncio.run(_open_shop())
    FILL[name](size)


async def _open_shop() -> None:
    await open_engine()
    await migrate()
    at = clock.now()
    owner = Owner(OWNER_NAME, OWNER_EMAIL, OWNER_PASSWORD)
    business = replace(blank_business(at), **BUSINESS)
    token = await set_up(business, owner, address="", agent="benchmark", at=at, by=OWNER_EMAIL)
    (config().data_dir / TOKEN).write_text(token or "")
    await close_engine()


def _shop(size: Size) -> None:
    """Nothing more."""


def _contracts(size: Size) -> None:
    """As many contracts as entries, each with one that is due today."""
    _agree(size, size.entries)


def _agreements(size: Size) -> None:
    """The number of contracts of a busy workshop."""
    _agree(size, size.contracts)


def _agree(size: Size, count: int) -> None:
    today = clock.today()
    take("clients", CLIENTS, clients(size.clients))
    take(
        "contracts",
        CONTRACTS,
        (
            (
                *(*client(n % size.clients), f"C-{n:06}", "Entretien", 1, f"{100 + n % 400}.50"),
                *(20, "monthly", today, "advance", today.day, "issue"),
            )
            for n in range(count)
        ),
    )


def _late(size: Size) -> None:
    """As many clients as reminders, each with one invoice that is twelve days late."""
    due = clock.today() - timedelta(days=12)
    take("clients", CLIENTS, clients(size.reminders))
    take(
        "history",
        HISTORY,
        ((*client(n), f"L-{n:06}", due, due, 90 + n % 500, "") for n in range(size.reminders)),
    )


def _overdue(size: Size) -> None:
    """As many late invoices as documents, of as many clients as reminders."""
    due = clock.today() - timedelta(days=12)
    take("clients", CLIENTS, clients(size.reminders))
    take(
        "history",
        HISTORY,
        (
            (*client(n % size.reminders), f"L-{n:06}", due, due, 90 + n % 500, "")
            for n in range(size.documents)
        ),
    )


def _history(size: Size) -> None:
    _documents(size, size.documents)


def _owing(size: Size) -> None:
    """As many open invoices as documents."""
    take("clients", CLIENTS, clients(size.clients))
    take("history", HISTORY, history(size.documents, size.clients, size.documents))


def _archive(size: Size) -> None:
    _documents(size, size.large)


def _portfolio(size: Size) -> None:
    """As many documents as an archive, of many more clients; nothing is scored yet."""
    take("clients", CLIENTS, clients(size.payers))
    take("history", HISTORY, history(size.large, size.payers, size.open))


def _documents(size: Size, count: int) -> None:
    """Documents of three years; `size.open` are open, of the last five months."""
    take("clients", CLIENTS, clients(size.clients))
    take("history", HISTORY, history(count, size.clients, size.open))
    asyncio.run(_worked())


async def _worked() -> None:
    """What the worker does in the first night: scores, proposals, accounts added up."""
    await open_engine()
    at = clock.now()
    await rescore(on=at.date(), at=at)
    await propose(on=at.date(), at=at)
    await total_days()
    await close_engine()


FILL: dict[str, Callable[[Size], None]] = {
    "shop": _shop,
    "contracts": _contracts,
    "agreements": _agreements,
    "late": _late,
    "overdue": _overdue,
    "history": _history,
    "archive": _archive,
    "owing": _owing,
    "portfolio": _portfolio,
}


def client(n: int) -> tuple[str, str]:
    """The name and postcode of a client."""
    return f"Client numéro {n:05}", f"{69001 + n % 9}"


def clients(count: int) -> Iterator[Line]:
    """Companies with an address and a mailbox, in a few groups."""
    for n in range(count):
        name, postcode = client(n)
        group = f"Groupe {n % 5}" if n % 3 == 0 else ""
        mailbox, street = f"c{n}@clients.example", f"{n} rue Vauban"
        yield name, "company", siren(n), mailbox, street, postcode, "Lyon", group


def siren(n: int) -> str:
    """The nth number with a right check digit."""
    digits = f"{40_000_000 + n}"
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in digits[1::2])
    whole = sum(int(digit) for digit in digits[::2]) + sum(doubled)
    return f"{digits}{-whole % 10}"


def history(count: int, among: int, open: int) -> Iterator[Line]:
    """Documents from the oldest to the newest; the newest `open` are unpaid."""
    today = clock.today()
    paid = count - open
    for n in range(count):
        old, new = (_YEARS - 180) * n // max(paid, 1), 140 * (n - paid) // max(open, 1)
        issued = today - timedelta(days=_YEARS - old if n < paid else 150 - new)
        due = issued + timedelta(days=30)
        paid_on: object = due + timedelta(days=n % 41 - 20) if n < paid else ""
        amount = f"{50 + n % 950}.{n % 100:02}"
        yield (*client(n * 7 % among), f"F-{n:07}", issued, due, amount, paid_on)


def take(kind: str, titles: tuple[str, ...], lines: Iterable[Line]) -> None:
    """Import lines as an operator would."""
    path = write(config().data_dir / f"{kind}.csv", titles, lines)
    echeance("import", kind, str(path))
    path.unlink()


def write(path: Path, titles: tuple[str, ...], lines: Iterable[Line]) -> Path:
    """A spreadsheet's file of lines."""
    with path.open("w", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(titles)
        table.writerows(lines)
    return path


def echeance(*arguments: str) -> None:
    """Run a verb of the command line; what it says is of no interest here."""
    quiet = io.StringIO()
    with redirect_stdout(quiet), redirect_stderr(quiet):
        code = cli.main(list(arguments))
    if code:
        raise RuntimeError(f"{' '.join(arguments)}: {quiet.getvalue()}")


if __name__ == "__main__":
    main()
