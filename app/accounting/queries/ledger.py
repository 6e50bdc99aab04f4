"""What the books say, as of a day and as known on a day; the checks that they agree."""

from dataclasses import dataclass
from datetime import date

from app.accounting import rules
from app.accounting.tables import ChainHead, ChainLink, Closure, Entry, EntryLine
from app.core.errors import N_, Finding, finding
from app.core.located import IntegrityCheck, located

_PAGE = 2_000
_MEANS = {"cash": rules.CASH, "card": rules.CARD, "cheque": rules.CHEQUES}


@dataclass(frozen=True)
class Taken:
    """Cents that came in by receipts, less those undone, in the entries up to `last_entry`."""

    cash: int
    card: int
    cheque: int
    last_entry: int


async def till_closed_on() -> date | None:
    """The last day whose till is closed: it takes no cash any more, nor do those before it."""
    last = await Closure.select(Closure.ends_on).order_by(Closure.ends_on, ascending=False).first()
    return last["ends_on"] if last else None


async def last_closure() -> tuple[int, int]:
    """(last entry, perpetual total in cents) of the last closure; zeros before the first."""
    last = (
        await Closure.select(Closure.last_entry, Closure.perpetual)
        .order_by(Closure.ends_on, ascending=False)
        .first()
    )
    return (last["last_entry"], last["perpetual"]) if last else (0, 0)


async def taken_since(closure: tuple[int, int]) -> Taken:
    """What came in by the entries after those of a closure (its last entry, its perpetual)."""
    rows = await Entry.raw(
        "SELECT CAST(COALESCE(MAX(e.id), 0) AS BIGINT) AS last_entry, "
        + ", ".join(
            f"CAST(COALESCE(SUM(CASE WHEN l.account = '{account}' AND e.subject LIKE 'receipt:%'"
            f" THEN l.debit - l.credit ELSE 0 END), 0) AS BIGINT) AS {name}"
            for name, account in _MEANS.items()
        )
        + " FROM entry e JOIN entry_line l ON l.entry = e.id WHERE e.id > {}",
        closure[0],
    )
    row = rows[0]
    last_entry = max(int(row["last_entry"]), closure[0])
    return Taken(int(row["cash"]), int(row["card"]), int(row["cheque"]), last_entry)


async def check_closures() -> list[Finding]:
    """Closures whose total for ever is not the one before it and what came in since."""
    rows = await Closure.raw(
        "SELECT * FROM (SELECT c.id AS closure, c.ends_on AS day, c.perpetual AS kept,"
        " (SELECT CAST(COALESCE(SUM(l.debit - l.credit), 0) AS BIGINT) FROM entry e"
        " JOIN entry_line l ON l.entry = e.id WHERE e.id <= c.last_entry"
        " AND e.subject LIKE 'receipt:%' AND l.account IN ('530', '5115', '5112')) AS booked,"
        " (SELECT COALESCE(SUM(b.cash + b.card + b.cheque), 0) FROM closure b"
        " WHERE b.ends_on <= c.ends_on) AS added FROM closure c) AS totals"
        " WHERE kept <> booked OR kept <> added ORDER BY closure"
    )
    message = N_("closure %(closure)s of %(day)s: %(kept)s ever taken, %(booked)s in the books")
    return located(message, rows, cents=("kept", "booked"))


async def linked_payloads(kind: str, after_id: int, limit: int) -> list[tuple[int, str]]:
    """(record's id, payload of its link) for one kind, by id, `limit` at a time."""
    rows = (
        await ChainLink.select(ChainLink.subject_id, ChainLink.payload)
        .where(ChainLink.subject_kind == kind, ChainLink.subject_id > after_id)
        .order_by(ChainLink.subject_id)
        .limit(limit)
    )
    return [(row["subject_id"], row["payload"]) for row in rows]


async def check_balanced() -> list[Finding]:
    """Entries whose debits and credits differ, or that have no lines."""
    rows = await Entry.raw(
        "SELECT e.id AS entry, e.subject AS subject,"
        " CAST(COALESCE(SUM(l.debit), 0) AS BIGINT) AS debit,"
        " CAST(COALESCE(SUM(l.credit), 0) AS BIGINT) AS credit"
        " FROM entry e LEFT JOIN entry_line l ON l.entry = e.id"
        " GROUP BY e.id, e.subject"
        " HAVING COALESCE(SUM(l.debit), 0) <> COALESCE(SUM(l.credit), 0) OR COUNT(l.id) = 0"
        " ORDER BY e.id"
    )
    message = N_("entry %(entry)s (%(subject)s): debit %(debit)s, credit %(credit)s")
    return located(message, rows, cents=("debit", "credit"))


async def check_ledger() -> list[Finding]:
    """The books as a whole: debits and credits differ, or a line belongs to no entry."""
    rows = await EntryLine.raw(
        "SELECT CAST(SUM(l.debit) AS BIGINT) AS debit, CAST(SUM(l.credit) AS BIGINT) AS credit"
        " FROM entry_line l HAVING SUM(l.debit) <> SUM(l.credit)"
    )
    lost = await EntryLine.raw(
        "SELECT l.id AS line, l.entry AS entry, l.debit - l.credit AS cents FROM entry_line l"
        " LEFT JOIN entry e ON e.id = l.entry WHERE e.id IS NULL ORDER BY l.id"
    )
    return [
        *located(
            N_("all entries together: debit %(debit)s, credit %(credit)s"),
            rows,
            cents=("debit", "credit"),
        ),
        *located(
            N_("line %(line)s of %(cents)s belongs to entry %(entry)s, which does not exist"),
            lost,
            cents=("cents",),
        ),
    ]


async def check_totals() -> list[Finding]:
    """Days whose total of an account is not that of their entries, up to the last one added."""
    rows = await EntryLine.raw(
        "SELECT s.account AS account, s.day AS day, CAST(SUM(s.kept) AS BIGINT) AS kept,"
        " CAST(SUM(s.there) AS BIGINT) AS there FROM ("
        "SELECT account, day, cents AS kept, 0 AS there FROM day_total UNION ALL"
        " SELECT l.account, e.day, 0, SUM(l.debit - l.credit) FROM entry e"
        " JOIN entry_line l ON l.entry = e.id WHERE e.id <= (SELECT last_entry FROM totalled)"
        " GROUP BY l.account, e.day) s GROUP BY s.account, s.day"
        " HAVING SUM(s.kept) <> SUM(s.there) ORDER BY s.day, s.account LIMIT 100"
    )
    message = N_("account %(account)s on %(day)s: total kept %(kept)s, its entries %(there)s")
    return located(message, rows, cents=("kept", "there"))


async def check_auxiliaries() -> list[Finding]:
    """Lines on 411 and 416 without a client that exists."""
    rows = await EntryLine.raw(
        "SELECT l.id AS line, l.entry AS entry, l.account AS account, l.client_id AS client_id"
        " FROM entry_line l LEFT JOIN client c ON c.id = l.client_id"
        " WHERE l.account IN ('411', '416') AND c.id IS NULL ORDER BY l.id"
    )
    message = N_("line %(line)s of entry %(entry)s: account %(account)s, client %(client_id)s")
    return located(message, rows)


async def check_chain() -> list[Finding]:
    """Links that do not follow the one before them, and a head that is not the last link."""
    findings: list[Finding] = []
    last_n, last_hash = 0, rules.FIRST_HASH
    while (
        rows := await ChainLink.select(
            ChainLink.n, ChainLink.payload, ChainLink.previous, ChainLink.hash
        )
        .where(ChainLink.n > last_n)
        .order_by(ChainLink.n)
        .limit(_PAGE)
    ):
        links = [(row["n"], row["payload"], row["previous"], row["hash"]) for row in rows]
        findings += [
            finding(
                "check", "chain link %(n)s does not follow from link %(before)s", n=n, before=n - 1
            )
            for n in rules.broken_links(links, last_n, last_hash)
        ]
        last_n, last_hash = rows[-1]["n"], rows[-1]["hash"]
    head = await ChainHead.select(ChainHead.n, ChainHead.hash).where(ChainHead.id == 1).first()
    if head is None or (head["n"], head["hash"]) != (last_n, last_hash):
        message = N_("the head of the chain is not its last link, %(n)s")
        findings.append(finding("check", message, n=last_n))
    return findings


CHECKS: list[IntegrityCheck] = [
    ("entries balanced", check_balanced),
    ("ledger balanced", check_ledger),
    ("totals of the days", check_totals),
    ("client accounts", check_auxiliaries),
    ("chain unbroken", check_chain),
    ("closures of the day", check_closures),
]
