"""Integrity of what was said of lines: each cent once, and in the books as it was said."""

from app.bank.tables import BankPart
from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located

_LIVE = "NOT EXISTS (SELECT 1 FROM bank_unmatch x WHERE x.match = p.match)"

# name of the check, query giving the rows that are wrong, the sentence of a row
_CHECKS: tuple[tuple[str, str, str], ...] = (
    (
        "bank lines pointed once",
        "SELECT l.id AS line, w.open AS said,"
        " CAST(l.amount_cents - COALESCE(u.used, 0) AS BIGINT) AS found"
        " FROM bank_pointing w JOIN bank_line l ON l.id = w.line"
        " LEFT JOIN (SELECT m.line AS line, SUM(p.amount) AS used FROM bank_part p"
        f" JOIN bank_match m ON m.id = p.match WHERE {_LIVE} GROUP BY m.line) u ON u.line = l.id"
        " WHERE w.open <> l.amount_cents - COALESCE(u.used, 0)"
        " OR ABS(w.open) > ABS(l.amount_cents) OR (w.open < 0) <> (l.amount_cents < 0 AND w.open"
        " <> 0) ORDER BY l.id",
        N_("line %(line)s of the bank: %(said)s kept as left, %(found)s worked out"),
    ),
    (
        "bank lines and their payments",
        "SELECT m.line AS line, p.receipt_id AS receipt, p.amount AS said,"
        " COALESCE(r.amount, 0) AS found FROM bank_part p JOIN bank_match m ON m.id = p.match"
        " LEFT JOIN receipt r ON r.id = p.receipt_id"
        " WHERE p.receipt_id IS NOT NULL AND (r.id IS NULL OR r.amount <> p.amount"
        " OR r.client <> p.client_id OR (p.kind = 'return') <> (r.reverses IS NOT NULL)"
        " OR (p.kind = 'refund') <> (r.refunds IS NOT NULL AND r.reverses IS NULL)) ORDER BY p.id",
        N_("line %(line)s of the bank: %(said)s pointed, payment %(receipt)s is of %(found)s"),
    ),
    (
        "payments given back by the bank",
        "SELECT m.line AS line, p.receipt_id AS receipt, p.amount AS said FROM bank_part p"
        " JOIN bank_match m ON m.id = p.match JOIN receipt r ON r.id = p.receipt_id"
        f" WHERE p.kind = 'return' AND {_LIVE} AND r.method IN ('cheque', 'card')"
        " AND p.account = '' ORDER BY p.id",
        N_(
            "line %(line)s of the bank gives %(said)s back (payment %(receipt)s), and 512 does not"
            " know: undo it and point it again"
        ),
    ),
    (
        "one bank line for each payment",
        "SELECT p.receipt_id AS receipt, COUNT(*) AS lines, CAST(SUM(p.amount) AS BIGINT) AS said"
        f" FROM bank_part p WHERE p.receipt_id IS NOT NULL AND {_LIVE}"
        " GROUP BY p.receipt_id HAVING COUNT(*) > 1 ORDER BY p.receipt_id",
        N_("payment %(receipt)s is claimed by %(lines)s lines of the bank, %(said)s in all"),
    ),
    (
        "bank lines in the books",
        "SELECT m.line AS line, p.account AS account, p.amount AS said,"
        " CAST(COALESCE(e.cents, 0) AS BIGINT) AS found FROM bank_part p"
        " JOIN bank_match m ON m.id = p.match LEFT JOIN (SELECT e.subject AS subject,"
        " SUM(s.debit - s.credit) AS cents FROM entry e JOIN entry_line s ON s.entry = e.id"
        " AND s.account = '512' WHERE e.subject LIKE 'bank:%' GROUP BY e.subject) e"
        " ON e.subject = 'bank:' || p.match || ':' || p.position"
        " WHERE p.account <> '' AND (e.cents IS NULL OR e.cents <> p.amount) ORDER BY p.id",
        N_("line %(line)s of the bank: %(found)s in the books on %(account)s for %(said)s"),
    ),
    (
        "bank lines undone leave nothing",
        "SELECT m.line AS line, COALESCE(p.receipt_id, 0) AS receipt, p.amount AS said"
        " FROM bank_part p JOIN bank_match m ON m.id = p.match"
        " JOIN bank_unmatch x ON x.match = p.match WHERE (p.kind IN ('receipt', 'refund')"
        " AND NOT EXISTS (SELECT 1 FROM receipt u WHERE u.reverses = p.receipt_id))"
        " OR (p.account <> '' AND NOT EXISTS (SELECT 1 FROM entry e"
        " WHERE e.subject = 'bank:' || p.match || ':' || p.position || ':undone'))"
        " OR (p.kind = 'credit' AND NOT EXISTS (SELECT 1 FROM allocation a"
        " WHERE a.reverses = p.allocation_id)) ORDER BY p.id",
        N_("line %(line)s of the bank was undone, and %(said)s of it is in the books still"),
    ),
)


def _check(name: str, query: str, sentence: str) -> IntegrityCheck:
    async def check() -> list[Finding]:
        return located(sentence, await BankPart.raw(query), cents=("said", "found"))

    return name, check


MATCHES: list[IntegrityCheck] = [_check(*each) for each in _CHECKS]
