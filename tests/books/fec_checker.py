"""A judge of files of entries, written from LPF art. A47 A-1 alone: it imports nothing of the
program. `judge` gives back what is wrong, in words; nothing when all of the rules hold."""

import re
from datetime import datetime
from decimal import Decimal

# A47 A-1, VII, 1°: the eighteen fields, in this order, and which may not be empty.
FIELDS = [
    ("JournalCode", True),
    ("JournalLib", True),
    ("EcritureNum", True),
    ("EcritureDate", True),
    ("CompteNum", True),
    ("CompteLib", True),
    ("CompAuxNum", False),
    ("CompAuxLib", False),
    ("PieceRef", True),
    ("PieceDate", True),
    ("EcritureLib", True),
    ("Debit", True),
    ("Credit", True),
    ("EcritureLet", False),
    ("DateLet", False),
    ("ValidDate", True),
    ("Montantdevise", False),
    ("Idevise", False),
]
NAMES = [name for name, _ in FIELDS]


def judge(name: str, data: bytes, end_of_year: str) -> list[str]:
    """`end_of_year` is "AAAAMMJJ"."""
    found = []
    if not re.fullmatch(rf"\d{{9}}FEC{end_of_year}\.txt", name):
        found.append(f"name {name}")
    try:
        text = data.decode("iso8859-15")
    except UnicodeDecodeError as problem:
        return [*found, str(problem)]
    if not text.endswith("\r\n") or "\n" in text.replace("\r\n", "") or '"' in text:
        found.append("ends of lines or quotes")
    lines = text.split("\r\n")[:-1]
    separator = "\t" if "\t" in lines[0] else "|"
    if lines[0].split(separator) != NAMES:
        found.append("header")
    rows = []
    for at, line in enumerate(lines[1:], 2):
        cells = line.split(separator)
        if len(cells) != 18:
            found.append(f"line {at}: {len(cells)} fields")
            continue
        row = dict(zip(NAMES, cells, strict=True))
        rows.append(row)
        found += [f"line {at}: {what}" for what in _of_line(row)]
    return found + _of_entries(rows) + _of_letters(rows)


def _of_line(row: dict[str, str]) -> list[str]:
    found = [f"{name} is empty" for name, must in FIELDS if must and not row[name].strip()]
    found += [
        f"{name} has control characters"
        for name in NAMES
        if re.search(r"[\x00-\x1f\x7f-\x9f]", row[name])
    ]
    for name in ("EcritureDate", "PieceDate", "ValidDate", "DateLet"):
        if row[name] and not _is_day(row[name]):
            found.append(f"{name} {row[name]}")
    for name in ("Debit", "Credit"):
        if not re.fullmatch(r"\d+,\d{2}", row[name]):
            found.append(f"{name} {row[name]}")
            return found
    sides = [amount(row["Debit"]), amount(row["Credit"])]
    if sides.count(0) != 1:
        found.append("a line is on one side, and not of nothing")
    if not re.match(r"\d{3}", row["CompteNum"]) or row["CompteNum"][0] not in "12345678":
        found.append(f"account {row['CompteNum']} is not of the chart")
    if bool(row["CompAuxNum"]) != bool(row["CompAuxLib"]):
        found.append("an auxiliary account without its name, or a name without account")
    if bool(row["EcritureLet"]) != bool(row["DateLet"]):
        found.append("a letter without its day, or a day without letter")
    if bool(row["Montantdevise"]) != bool(row["Idevise"]):
        found.append("an amount without its currency")
    if row["CompteNum"].startswith("411") and not row["CompAuxNum"]:
        found.append("a client account without its client")
    return found


def _of_entries(rows: list[dict[str, str]]) -> list[str]:
    """In the order of validation, numbered without a gap, each balanced and of one day."""
    found = []
    numbers = [row["EcritureNum"] for row in rows]
    seen = list(dict.fromkeys(numbers))
    if seen != [str(n) for n in range(1, len(seen) + 1)]:
        found.append("numbers are not continuous from 1")
    if [n for at, n in enumerate(numbers) if at and int(n) < int(numbers[at - 1])]:
        found.append("numbers do not increase")
    own = [row["ValidDate"] for row in rows if row["JournalCode"] != "AN"]
    if own != sorted(own):
        found.append("not in the order of validation")
    opening = [row["JournalCode"] == "AN" for row in rows]
    if opening != sorted(opening, reverse=True):
        found.append("opening entries do not come first")
    for number in seen:
        of = [row for row in rows if row["EcritureNum"] == number]
        if sum(amount(r["Debit"]) - amount(r["Credit"]) for r in of):
            found.append(f"entry {number} does not balance")
        if len({(r["JournalCode"], r["EcritureDate"], r["PieceRef"]) for r in of}) != 1:
            found.append(f"entry {number} is of two journals, days or pieces")
    return found


def _of_letters(rows: list[dict[str, str]]) -> list[str]:
    """What carries one letter on one client's account comes to nothing."""
    sums: dict[tuple[str, str], Decimal] = {}
    for row in rows:
        if row["EcritureLet"]:
            key = (row["CompAuxNum"], row["EcritureLet"])
            sums[key] = sums.get(key, Decimal(0)) + amount(row["Debit"]) - amount(row["Credit"])
    return [f"letter {code} of {client}: {left}" for (client, code), left in sums.items() if left]


def rows_of(data: bytes) -> list[dict[str, str]]:
    """The lines of a file, by field."""
    lines = data.decode("iso8859-15").split("\r\n")[1:-1]
    return [dict(zip(NAMES, line.split("\t"), strict=True)) for line in lines]


def amount(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _is_day(text: str) -> bool:
    try:
        return len(text) == 8 and bool(datetime.strptime(text, "%Y%m%d"))
    except ValueError:
        return False
