"""Sums that must agree, each one statement over whole tables: ten years cost seconds."""

from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located
from app.invoices.tables import Invoice

_OWN = "i.state = 'issued' AND i.origin = 'own'"

_PAYABLE = "i.total - i.prepaid + i.rounding"
_ADDED = "CASE WHEN a.kind = 'charge' THEN a.amount ELSE -a.amount END"
_OPENINGS = (
    "SELECT e.subject AS subject, SUM(l.debit - l.credit) AS cents FROM entry e"
    " JOIN entry_line l ON l.entry = e.id AND l.account = '411' WHERE e.journal = 'AN'"
    " GROUP BY e.subject"
)

# name of the check, query giving the rows that are wrong, the sentence of a row
_SUMS: tuple[tuple[str, str, str], ...] = (
    (
        "invoice totals",
        "SELECT i.number AS number, i.id AS invoice, i.net AS said,"
        " CAST(COALESCE(l.net, 0) - i.allowances + i.charges AS BIGINT) AS found FROM invoice i"
        " LEFT JOIN (SELECT invoice, SUM(net) AS net FROM invoice_line GROUP BY invoice) l"
        f" ON l.invoice = i.id WHERE {_OWN}"
        " AND COALESCE(l.net, 0) - i.allowances + i.charges <> i.net",
        N_("%(number)s (invoice %(invoice)s): net %(said)s, its lines come to %(found)s"),
    ),
    (
        "allowances and charges",
        "SELECT i.number AS number, i.id AS invoice, i.charges - i.allowances AS said,"
        " CAST(COALESCE(a.added, 0) AS BIGINT) AS found FROM invoice i"
        f" LEFT JOIN (SELECT a.invoice AS invoice, SUM({_ADDED}) AS added"
        " FROM invoice_adjustment a GROUP BY a.invoice) a ON a.invoice = i.id"
        " WHERE i.state = 'issued' AND COALESCE(a.added, 0) <> i.charges - i.allowances",
        N_("%(number)s (invoice %(invoice)s): %(said)s added to its lines, %(found)s found"),
    ),
    (
        "deposits taken off",
        "SELECT i.number AS number, i.id AS invoice, i.prepaid AS said,"
        " CAST(COALESCE(d.total, 0) AS BIGINT) AS found FROM invoice i LEFT JOIN"
        " (SELECT invoice, SUM(total) AS total, SUM(vat) AS vat FROM invoice_deduction"
        " GROUP BY invoice) d ON d.invoice = i.id WHERE i.state = 'issued'"
        " AND (COALESCE(d.total, 0) <> i.prepaid OR COALESCE(d.vat, 0) <> i.prepaid_vat)",
        N_("%(number)s (invoice %(invoice)s): %(said)s prepaid, its deposits come to %(found)s"),
    ),
    (
        "invoice sums",
        "SELECT i.number AS number, i.id AS invoice, i.total AS said, i.net + i.vat AS found"
        " FROM invoice i WHERE i.net + i.vat <> i.total",
        N_("%(number)s (invoice %(invoice)s): total %(said)s, net and VAT come to %(found)s"),
    ),
    (
        "invoice VAT",
        "SELECT i.number AS number, i.id AS invoice, i.vat AS said,"
        " CAST(COALESCE(v.vat, 0) AS BIGINT) AS found FROM invoice i LEFT JOIN"
        " (SELECT invoice, SUM(vat) AS vat, SUM(base) AS base FROM invoice_vat GROUP BY invoice) v"
        f" ON v.invoice = i.id WHERE {_OWN}"
        " AND (COALESCE(v.vat, 0) <> i.vat OR COALESCE(v.base, 0) <> i.net)",
        N_("%(number)s (invoice %(invoice)s): VAT %(said)s, by rate it comes to %(found)s"),
    ),
    (
        "VAT bases",
        "SELECT i.number AS number, i.id AS invoice, v.base AS said,"
        " CAST(COALESCE(l.net, 0) + COALESCE(a.added, 0) AS BIGINT) AS found"
        " FROM invoice_vat v JOIN invoice i ON i.id = v.invoice"
        " LEFT JOIN (SELECT invoice, vat_category, vat_rate, SUM(net) AS net FROM invoice_line"
        " GROUP BY invoice, vat_category, vat_rate) l"
        " ON l.invoice = v.invoice AND l.vat_category = v.category AND l.vat_rate = v.rate"
        f" LEFT JOIN (SELECT a.invoice, a.vat_category, a.vat_rate, SUM({_ADDED}) AS added"
        " FROM invoice_adjustment a GROUP BY a.invoice, a.vat_category, a.vat_rate) a"
        " ON a.invoice = v.invoice AND a.vat_category = v.category AND a.vat_rate = v.rate"
        f" WHERE {_OWN} AND COALESCE(l.net, 0) + COALESCE(a.added, 0) <> v.base",
        N_("%(number)s (invoice %(invoice)s): VAT on %(said)s, lines of that rate make %(found)s"),
    ),
    (
        "instalments",
        f"SELECT i.number AS number, i.id AS invoice, {_PAYABLE} AS said,"
        " CAST(COALESCE(s.amount, 0) AS BIGINT) AS found FROM invoice i"
        " LEFT JOIN (SELECT invoice, SUM(amount) AS amount FROM instalment GROUP BY invoice) s"
        f" ON s.invoice = i.id WHERE i.state = 'issued' AND COALESCE(s.amount, 0) <> {_PAYABLE}",
        N_("%(number)s (invoice %(invoice)s): total %(said)s, its instalments come to %(found)s"),
    ),
    (
        "allocations",
        "SELECT i.number AS number, i.id AS invoice, s.id AS instalment, s.amount AS said,"
        " CAST(a.put AS BIGINT) AS found FROM instalment s JOIN invoice i ON i.id = s.invoice"
        " JOIN (SELECT instalment, SUM(amount) AS put FROM allocation GROUP BY instalment) a"
        " ON a.instalment = s.id WHERE ABS(a.put) > ABS(s.amount) OR a.put * s.amount < 0",
        N_("%(number)s (instalment %(instalment)s): %(found)s put on %(said)s"),
    ),
    (
        "allocations taken off",
        "SELECT i.number AS number, i.id AS invoice, r.id AS allocation, r.amount AS said,"
        " -COALESCE(a.amount, 0) AS found FROM allocation r"
        " LEFT JOIN allocation a ON a.id = r.reverses JOIN instalment s ON s.id = r.instalment"
        " JOIN invoice i ON i.id = s.invoice WHERE r.reverses IS NOT NULL"
        " AND (a.id IS NULL OR a.amount <> -r.amount OR a.instalment <> r.instalment"
        " OR a.source_kind <> r.source_kind OR a.source_id <> r.source_id"
        " OR a.reverses IS NOT NULL OR r.counts_on < a.counts_on)",
        N_("%(number)s (allocation %(allocation)s): %(said)s taken off, %(found)s expected"),
    ),
    (
        "credit notes used",
        # What a correction takes the place of is settled by it alone: its entry was reversed.
        "SELECT i.number AS number, i.id AS invoice, CAST(SUM(a.amount) AS BIGINT) AS said,"
        " 0 AS found FROM allocation a JOIN invoice i ON i.id = a.source_id"
        " JOIN instalment s ON s.id = a.instalment WHERE a.source_kind = 'credit_note'"
        " AND (i.corrects IS NULL OR s.invoice <> i.corrects)"
        " GROUP BY i.id, i.number HAVING SUM(a.amount) <> 0",
        N_("%(number)s (credit note %(invoice)s): its two sides differ by %(said)s, not %(found)s"),
    ),
    (
        "balances",
        "SELECT i.number AS number, i.id AS invoice, s.id AS instalment, b.open AS said,"
        " CAST(s.amount - COALESCE(p.put, 0) AS BIGINT) AS found FROM instalment s"
        " JOIN invoice i ON i.id = s.invoice LEFT JOIN balance b ON b.instalment = s.id"
        " LEFT JOIN (SELECT instalment, SUM(amount) AS put FROM allocation GROUP BY instalment) p"
        " ON p.instalment = s.id WHERE i.withdrawn_at IS NULL"
        " AND (b.id IS NULL OR b.open <> s.amount - COALESCE(p.put, 0)"
        " OR b.client_id <> i.client OR b.due_on <> s.due_on OR b.issued_on <> i.issued_on"
        " OR b.invoice_id <> i.id)",
        N_("%(number)s (instalment %(instalment)s): %(said)s kept as open, %(found)s worked out"),
    ),
    (
        "history withdrawn",
        "SELECT i.number AS number, i.id AS invoice, CAST(COALESCE(b.open, 0) AS BIGINT) AS said,"
        " CAST(COALESCE(o.cents, 0) + COALESCE(w.cents, 0) AS BIGINT) AS found FROM invoice i"
        " LEFT JOIN (SELECT invoice_id, SUM(open) AS open FROM balance GROUP BY invoice_id) b"
        f" ON b.invoice_id = i.id LEFT JOIN ({_OPENINGS}) o ON o.subject = 'opening:' || i.id"
        f" LEFT JOIN ({_OPENINGS}) w ON w.subject = 'withdrawal:' || i.id"
        " WHERE i.withdrawn_at IS NOT NULL"
        " AND (COALESCE(b.open, 0) <> 0 OR COALESCE(o.cents, 0) + COALESCE(w.cents, 0) <> 0)",
        N_("%(number)s (invoice %(invoice)s) was withdrawn: %(said)s open, %(found)s on 411"),
    ),
    (
        "documents in the books",
        f"SELECT i.number AS number, i.id AS invoice, {_PAYABLE} AS said,"
        " CAST(COALESCE(b.cents, 0) AS BIGINT) AS found FROM invoice i"
        " LEFT JOIN (SELECT e.subject AS subject, l.client_id AS client_id,"
        " SUM(l.debit - l.credit) AS cents FROM entry_line l JOIN entry e ON e.id = l.entry"
        " WHERE l.account = '411' AND e.journal IN ('VE', 'AN')"
        " GROUP BY e.subject, l.client_id) b ON b.client_id = i.client AND b.subject ="
        " (CASE WHEN i.origin = 'own' THEN 'invoice:' ELSE 'opening:' END) || i.id"
        f" WHERE i.state = 'issued' AND COALESCE(b.cents, 0) <> {_PAYABLE}",
        N_("%(number)s (invoice %(invoice)s): total %(said)s, %(found)s on the client’s account"),
    ),
)


_COUNTED = (
    "until when money counts",
    "SELECT i.number AS number, s.id AS instalment,"
    " CAST(b.counted_on AS VARCHAR(10)) AS said,"
    " CAST(p.last AS VARCHAR(10)) AS found FROM balance b"
    " JOIN instalment s ON s.id = b.instalment JOIN invoice i ON i.id = s.invoice"
    " LEFT JOIN (SELECT instalment, MAX(counts_on) AS last FROM allocation GROUP BY instalment) p"
    " ON p.instalment = s.id WHERE b.counted_on IS DISTINCT FROM p.last",
    N_("%(number)s (instalment %(instalment)s): money counts until %(said)s, %(found)s worked out"),
)


def _check(
    name: str, query: str, sentence: str, cents: tuple[str, ...] = ("said", "found")
) -> IntegrityCheck:
    async def check() -> list[Finding]:
        rows = await Invoice.raw(f"{query} ORDER BY i.id")
        return located(sentence, rows, cents=cents)

    return name, check


SUMS: list[IntegrityCheck] = [*(_check(*each) for each in _SUMS), _check(*_COUNTED, cents=())]
