"""What happens to a bank's file on its way: cut, doubled, shuffled, in other letters, packed; and
amounts that no reader may guess. All by chance from a seed; what is damaged is written here."""

import io
import random
import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta

from tests.bank.bank import (
    Move,
    camt,
    camt_054,
    cfonb,
    cfonb_complement,
    ofx,
    table,
)

Mutation = Callable[[bytes, random.Random], bytes]

_WORDS = (
    "REGIE BELLECOUR F2026-000012",
    "HÔTEL SAINT-NIZIER « ANNEXE »",
    "Müller & Söhne <GmbH>",
    "COMMISSION TENUE DE COMPTE",
    "VIR INST M OU MME PERRIN €",
    "REMISE CHEQUES N° 0012",
)


def moves(chance: random.Random, count: int = 14) -> tuple[Move, ...]:
    """A month of a bank: no amount is zero, each has two digits above zero at least."""
    day = date(2026, 11, 2)
    made = []
    for n in range(count):
        cents = chance.choice((1, 1, -1)) * chance.randint(1_111, 499_999)
        euros = f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"
        words = chance.choice(_WORDS)
        extra = cfonb_complement("LCC", f"SUITE {n}") if n % 3 == 0 else ""
        made.append(Move((day + timedelta(days=n)).isoformat(), euros, words, f"B{n}", extra))
    return tuple(made)


def written(chance: random.Random) -> dict[str, bytes]:
    """The same month in every format."""
    month = moves(chance)
    plain = tuple(Move(m.on, m.amount, _escaped(m.label), m.number) for m in month)
    closing = 10_000 + sum(each.cents for each in month)
    sign = "-" if closing < 0 else ""
    said = f"{sign}{abs(closing) // 100}.{abs(closing) % 100:02}"
    letters = tuple(Move(m.on, m.amount, m.label.replace("<", "(").replace("&", "+"), m.number)
                    for m in month)  # fmt: skip
    return {
        "camt053": camt(*plain, closing=said),
        "camt054": camt_054(*plain),
        "ofx 1": ofx(*letters, closing=said),
        "ofx 2": ofx(*plain, closing=said, version=2),
        "cfonb": cfonb(*month, closing=closing),
        "cfonb endless": cfonb(*month, closing=closing, end=""),
        "csv": table(*month),
        "csv debit credit": two_columns(month),
        "csv balance": with_balance(month),
    }


def two_columns(month: tuple[Move, ...]) -> bytes:
    """Debit and credit, in the middle; the balance of none."""
    lines = ["Date opération;Débit;Crédit;Libellé"]
    for each in month:
        amount = each.bare.replace(".", ",")
        debit, credit = (amount, "") if each.cents < 0 else ("", amount)
        lines.append(f"{each.on[8:]}/{each.on[5:7]}/{each.on[:4]};{debit};{credit};{each.label}")
    return "\n".join([*lines, ""]).encode()


def with_balance(month: tuple[Move, ...]) -> bytes:
    """Points before the cents, and the balance after each line."""
    lines, balance = ["Date,Label,Amount,Balance"], 10_000
    for each in month:
        balance += each.cents
        sign = "-" if balance < 0 else ""
        after = f"{sign}{abs(balance) // 100}.{abs(balance) % 100:02}"
        lines.append(f'{each.on},"{each.label}",{each.amount},{after}')
    return "\n".join([*lines, ""]).encode()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


# --- what changes no amount


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(1, len(content))]


def cut_at_a_line(content: bytes, chance: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    return b"".join(lines[: chance.randrange(1, len(lines) + 1)])


def beheaded(content: bytes, chance: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    return b"".join(lines[chance.randrange(len(lines)) :])


def doubled(content: bytes, chance: random.Random) -> bytes:
    return content + content


def a_line_doubled(content: bytes, chance: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    at = chance.randrange(len(lines))
    return b"".join([*lines[: at + 1], *lines[at:]])


def a_line_lost(content: bytes, chance: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    del lines[chance.randrange(len(lines))]
    return b"".join(lines)


def shuffled(content: bytes, chance: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def two_lines_swapped(content: bytes, chance: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def other_letters(content: bytes, chance: random.Random) -> bytes:
    """Written out again in another encoding, whatever its header says."""
    name = chance.choice(
        ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850", "mac-roman",
         "utf-7", "cp500", "utf-32")
    )  # fmt: skip
    return text_of(content).encode(name, "replace")


def two_encodings(content: bytes, chance: random.Random) -> bytes:
    """The first half in one, the second in another, as two exports pasted together."""
    half = len(content) // 2
    one, other = chance.sample(("utf-8", "cp1252", "utf-16-le"), 2)
    text = text_of(content)
    half = text.find("\n", half) + 1 or half
    return text[:half].encode(one, "replace") + text[half:].encode(other, "replace")


def other_line_ends(content: bytes, chance: random.Random) -> bytes:
    end = chance.choice((b"\n", b"\r\n", b"\r", b"\r\r\n", b"\n\n"))
    return end.join(content.splitlines())


def packed(content: bytes, chance: random.Random) -> bytes:
    """In an archive, with the names and neighbours that banks give; sometimes twice."""
    out = io.BytesIO()
    method = chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2,
                            zipfile.ZIP_LZMA))  # fmt: skip
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr(chance.choice(("relevé.xml", "../releve", "a/b/c.txt", "RELEVE")), content)
        if chance.random() < 0.3:
            archive.writestr("releve.pdf", b"%PDF-1.4")
        if chance.random() < 0.3:
            archive.writestr(chance.choice(("again", "x.csv")), content)
    return out.getvalue()


def packed_and_damaged(content: bytes, chance: random.Random) -> bytes:
    return chance.choice((cut, some_bytes, a_run_lost))(packed(content, chance), chance)


def packed_twice(content: bytes, chance: random.Random) -> bytes:
    return packed(packed(content, chance), chance)


def mixed(content: bytes, chance: random.Random) -> bytes:
    """Two of these, one after the other."""
    for change in chance.sample(KEEPING[:-1], 2):
        content = change(content, chance) or content
    return content


# --- what may change anything


def some_bytes(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 30))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def some_signs(content: bytes, chance: random.Random) -> bytes:
    """Signs that mean something to a reader, put anywhere."""
    signs = (b"<", b">", b"&", b'"', b";", b",", b".", b"-", b"\0", b"\x1a", b"\n", b"{", b"}",
             b"<!DOCTYPE x>", b"<![CDATA[", b"]]>", b"<!--", b"&#0;", b"&lol;", b"\xef\xbb\xbf",
             b"\xff\xfe", b"EUR", b"USD", b"\xc3", "١".encode(), "５".encode())  # fmt: skip
    for _ in range(chance.choice((1, 2, 8))):
        at = chance.randrange(len(content))
        content = content[:at] + chance.choice(signs) + content[at:]
    return content


def a_run_lost(content: bytes, chance: random.Random) -> bytes:
    at, size = chance.randrange(len(content)), chance.choice((1, 2, 5, 40, 200))
    return content[:at] + content[at + size :]


def a_run_moved(content: bytes, chance: random.Random) -> bytes:
    at, size = chance.randrange(len(content)), chance.choice((1, 3, 20, 120))
    run, rest = content[at : at + size], content[:at] + content[at + size :]
    to = chance.randrange(len(rest) + 1)
    return rest[:to] + run + rest[to:]


def a_run_repeated(content: bytes, chance: random.Random) -> bytes:
    at, size = chance.randrange(len(content)), chance.choice((1, 10, 300))
    return content[:at] + content[at : at + size] * chance.choice((2, 50, 2_000)) + content[at:]


KEEPING: tuple[Mutation, ...] = (
    cut,
    cut,
    cut_at_a_line,
    beheaded,
    doubled,
    a_line_doubled,
    a_line_lost,
    shuffled,
    two_lines_swapped,
    other_letters,
    two_encodings,
    other_line_ends,
    packed,
    packed_twice,
    mixed,
)
CHANGING: tuple[Mutation, ...] = (
    some_bytes,
    some_signs,
    a_run_lost,
    a_run_moved,
    a_run_repeated,
    packed_and_damaged,
)


def text_of(content: bytes) -> str:
    """What was written, before anything happened to it."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


# --- amounts that nobody can read, and where amounts stand

UNREADABLE = (
    "1.234,5-", "", "-", "n/a", "12..34", "1 2 3", "--12", "NaN", "1e3", "0x10", "1O0,00", "١٢",
    "12,34,56", "12 USD", "#REF!", "12.3456", "9" * 30, "12\u200b.00", "∞", "0..0", "O,OO",
)  # fmt: skip
_PLACES = {
    "camt": re.compile(rb'<Ntry><Amt Ccy="EUR">([^<]*)</Amt>'),
    "ofx": re.compile(rb"<TRNAMT>([^<\r\n]*)"),
    "cfonb": re.compile(rb"(?m)^04.{88}(.{14})"),
    "csv": re.compile(rb"(?m)^\d\d/\d\d/\d{4};[^;\n]*;([^;\r\n]*)"),
}


def with_amount(
    content: bytes, format: str, text: str, chance: random.Random
) -> tuple[bytes, int, bytes]:
    """The file with one of its amounts written so; the line on which it stands; what it was."""
    found = chance.choice(list(_PLACES[format].finditer(content)))
    put = text.encode("utf-8" if format != "cfonb" else "cp1252", "replace")
    if format == "cfonb":
        put = put[:14].rjust(14)
    at, end = found.span(1)
    return content[:at] + put + content[end:], content.count(b"\n", 0, at) + 1, found[1]
