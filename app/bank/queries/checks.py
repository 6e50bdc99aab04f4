"""Integrity of bank statements: they add up, their lines are there once, their files are kept."""

from app.adapters.files import fault_of
from app.bank.queries.match_checks import MATCHES
from app.bank.tables import BankFile, BankLine, BankStatement
from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located

# Each line of a statement: its own, and those that were there before it.
_OF_STATEMENT = (
    "SELECT statement, position, id AS line FROM bank_line"
    " UNION ALL SELECT statement, position, line FROM bank_line_again"
)


async def statements_add_up() -> list[Finding]:
    """Opening balance and lines make the closing balance."""
    rows = await BankStatement.raw(
        "SELECT s.id AS statement, s.opening_cents AS opening, s.closing_cents AS closing,"
        " CAST(COALESCE(SUM(l.amount_cents), 0) AS BIGINT) AS total FROM bank_statement s"
        f" LEFT JOIN ({_OF_STATEMENT}) o ON o.statement = s.id"
        " LEFT JOIN bank_line l ON l.id = o.line"
        " WHERE s.opening_cents IS NOT NULL AND s.closing_cents IS NOT NULL"
        " GROUP BY s.id, s.opening_cents, s.closing_cents"
        " HAVING s.opening_cents + COALESCE(SUM(l.amount_cents), 0) <> s.closing_cents"
        " ORDER BY s.id"
    )
    message = N_(
        "bank statement %(statement)s: %(opening)s and lines of %(total)s do not make %(closing)s"
    )
    return located(message, rows, ("opening", "closing", "total"))


async def statements_are_complete() -> list[Finding]:
    """Each statement has all of its lines, and as many new ones as it says."""
    rows = await BankStatement.raw(
        "SELECT s.id AS statement, s.lines AS lines, s.added AS added,"
        " COALESCE(o.there, 0) AS there, COALESCE(n.fresh, 0) AS fresh FROM bank_statement s"
        f" LEFT JOIN (SELECT statement, COUNT(*) AS there FROM ({_OF_STATEMENT}) x"
        " GROUP BY statement) o ON o.statement = s.id"
        " LEFT JOIN (SELECT statement, COUNT(*) AS fresh FROM bank_line GROUP BY statement) n"
        " ON n.statement = s.id"
        " WHERE s.lines <> COALESCE(o.there, 0) OR s.added <> COALESCE(n.fresh, 0) ORDER BY s.id"
    )
    message = N_(
        "bank statement %(statement)s: %(lines)s lines, %(there)s there; %(added)s new,"
        " %(fresh)s there"
    )
    return located(message, rows)


async def lines_are_there_once() -> list[Finding]:
    """No two lines have one fingerprint, and each is of its statement's account."""
    rows = await BankLine.raw(
        "SELECT MAX(id) AS line, fingerprint AS fingerprint, COUNT(*) AS times FROM bank_line"
        " GROUP BY fingerprint HAVING COUNT(*) > 1 ORDER BY 1"
    )
    found = located(N_("bank line %(line)s: its fingerprint is there %(times)s times"), rows)
    strays = await BankLine.raw(
        "SELECT l.id AS line, l.account AS account, s.account AS other FROM bank_line l"
        " JOIN bank_statement s ON s.id = l.statement WHERE l.account <> s.account ORDER BY l.id"
    )
    message = N_("bank line %(line)s is of account %(account)s, its statement of %(other)s")
    return found + located(message, strays)


async def files_are_kept() -> list[Finding]:
    """The original bytes of every bank file are on the disk."""
    rows = await BankFile.select(BankFile.id.as_alias("file"), BankFile.filename, BankFile.sha256)
    faulty = [row for row in rows if fault_of(row["sha256"])]
    return located(N_("bank file %(file)s: %(filename)s is missing or altered"), faulty)


CHECKS: list[IntegrityCheck] = [
    ("bank statements add up", statements_add_up),
    ("bank statements complete", statements_are_complete),
    ("bank lines once", lines_are_there_once),
    ("bank files kept", files_are_kept),
    *MATCHES,
]
