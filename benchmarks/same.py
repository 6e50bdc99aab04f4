"""What the product wrote, as one transaction for each document, to be written again raw."""

from collections import defaultdict

from benchmarks.raw import Raw, Row, Statement, insert

# Table, and the column that leads to its invoice; parents before children.
_OF_INVOICE = (
    ("invoice_line", "invoice"),
    ("invoice_vat", "invoice"),
    ("instalment", "invoice"),
    ("balance", "invoice_id"),
    ("rendering", "invoice"),
)
_FROZEN = (
    "state",
    "number",
    "issued_on",
    "due_on",
    "seller",
    "buyer",
    "language",
    "mentions",
    "recorded_at",
    "recorded_by",
)


def documents(raw: Raw, limit: int) -> list[list[Statement]]:
    """A transaction for each of the first documents: its rows, its booking, its link, its trail."""
    made: dict[int, list[Statement]] = {}
    for row in raw.rows(f"SELECT * FROM invoice ORDER BY id LIMIT {limit}"):
        made[row["id"]] = [insert("invoice", _as_draft(row) if row["origin"] == "own" else row)]
    for table, column in _OF_INVOICE[:2]:
        _add(made, raw, table, column)
    for row in raw.rows(f"SELECT * FROM invoice WHERE origin = 'own' ORDER BY id LIMIT {limit}"):
        made[row["id"]] += [_numbering(row), _freezing(row), _claim(row)]
    for table, column in _OF_INVOICE[2:]:
        _add(made, raw, table, column)
    _add_allocations(made, raw)
    _add_bookings(made, raw)
    for row in raw.rows("SELECT * FROM chain_link WHERE subject_kind = 'invoice' ORDER BY id"):
        _put(made, row["subject_id"], insert("chain_link", row))
        head = "UPDATE chain_head SET n = n + 1, hash = ? WHERE id = 1"
        _put(made, row["subject_id"], (head, (row["hash"],)))
    for row in raw.rows("SELECT * FROM audit_entry WHERE subject_kind = 'invoice' ORDER BY id"):
        _put(made, row["subject_id"], insert("audit_entry", row))
    return list(made.values())


def _as_draft(row: Row) -> Row:
    empty = {"state": "draft", "seller": "", "buyer": "", "mentions": "", "recorded_by": ""}
    return row | dict.fromkeys(_FROZEN) | empty | {"language": row["language"]}


def _freezing(row: Row) -> Statement:
    changes = ", ".join(f"{name} = ?" for name in _FROZEN)
    values = [row[name] for name in _FROZEN]
    return f"UPDATE invoice SET {changes} WHERE id = ?", (*values, row["id"])


def _numbering(row: Row) -> Statement:
    return (
        "UPDATE series_counter SET n = n + 1, last_issued_on = ? WHERE series = ? RETURNING n",
        (row["issued_on"], row["kind"]),
    )


def _claim(row: Row) -> Statement:
    entry = int(row["source"].partition(":")[2])
    return (
        "UPDATE schedule_entry SET state = 'billed', invoice_id = ? WHERE id = ? AND"
        " state = 'planned'",
        (row["id"], entry),
    )


def _add(made: dict[int, list[Statement]], raw: Raw, table: str, column: str) -> None:
    for row in raw.rows(f"SELECT * FROM {table} ORDER BY id"):
        _put(made, row[column], insert(table, row))


def _add_allocations(made: dict[int, list[Statement]], raw: Raw) -> None:
    of = {row["id"]: row["invoice"] for row in raw.rows("SELECT id, invoice FROM instalment")}
    for row in raw.rows("SELECT * FROM allocation ORDER BY id"):
        _put(made, of[row["instalment"]], insert("allocation", row))


def _add_bookings(made: dict[int, list[Statement]], raw: Raw) -> None:
    lines = defaultdict(list)
    for row in raw.rows("SELECT * FROM entry_line ORDER BY id"):
        lines[row["entry"]].append(insert("entry_line", row))
    for row in raw.rows("SELECT * FROM entry ORDER BY id"):
        invoice = int(row["subject"].split(":")[1])
        for statement in (insert("entry", row), *lines[row["id"]]):
            _put(made, invoice, statement)


def _put(made: dict[int, list[Statement]], invoice: int, statement: Statement) -> None:
    if invoice in made:
        made[invoice].append(statement)
