"""A statement against as many open invoices: read, matched and booked by the command."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from app import clock
from benchmarks import raw
from benchmarks.figures import Figure
from benchmarks.fixtures import Line, client, history, write
from benchmarks.history import watched
from benchmarks.sizes import Size

_TITLES = ("Date", "Libellé", "Montant")
_IBAN = "FR1420041010050500013M02606"


def run(size: Size) -> list[Figure]:
    """As many lines as open invoices: six in ten cite theirs, three name the client and pay the
    amount, one is a stranger's."""
    path = write(Path(os.environ["DATA_DIR"]) / "releve.csv", _TITLES, statement(size))
    reference, product = raw.copy(), raw.product()
    before = len(product.rows("SELECT id FROM entry"))
    seconds, memory = watched("bank", "import", str(path), "--account", _IBAN, "--accept-columns")
    rows = product.rows("SELECT * FROM entry ORDER BY id")[before:]
    matched = len(product.rows("SELECT DISTINCT line FROM bank_match"))
    alone = reference.write([[raw.insert("entry", row)] for row in rows])
    name = f"{size.documents} lines on as many open invoices"
    words = f"{len(rows)} entries by {reference.name}, a transaction for each"
    bare = watched("--version")[1]
    return [
        Figure("", name, seconds, "s", words, alone, ("value", "<=", 30.0)),
        Figure("", f"{name}, peak", memory, "MB", "the command's --version", bare),
        Figure("", f"{name}, matched alone", float(matched), "lines", "lines", size.documents),
    ]


def statement(size: Size) -> Iterator[Line]:
    """Lines of the last weeks, in the order in which money comes: none."""
    on = clock.today()
    for n, row in enumerate(history(size.documents, size.clients, size.documents)):
        _, _, number, _, _, amount, _ = row
        name = client(n * 7 % size.clients)[0]
        text = f"VIR {name}" if n % 10 >= 6 else f"VIR SEPA {name} {number}"
        if n % 10 == 9:
            text = f"VIREMENT DE PASSAGE {n % 89}"
        yield on - timedelta(days=n * 37 % 25), text, str(amount).replace(".", ",")
