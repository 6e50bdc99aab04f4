"""VAT that became due in some days, read from documents and from what was put on them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.accounting.queries import known_until
from app.accounting.tables import Entry, EntryLine
from app.books.queries.ledger import Span
from app.books.rules.vat import Cause, Due, Loss, Part, Settlement, Taxed, dues, less, split
from app.clients.tables import Client
from app.core.money import share
from app.invoices import rules as invoices
from app.invoices.queries.rows import Whole, adjustment_of, line_of, load, part_of
from app.invoices.rules import Purpose, seller_from
from app.invoices.tables import Allocation, Invoice
from app.payments.tables import WriteOff
from app.tills.queries import TillVat, till_vat

_CHUNK = 200

# Documents of our own of which something may have become due in the days.
_TOUCHED = """
SELECT i.id AS id FROM invoice i
WHERE i.state = 'issued' AND i.origin = 'own' AND i.recorded_at < {} AND (
  (i.issued_on >= {} AND i.issued_on <= {})
  OR i.id IN (SELECT n.invoice FROM allocation a JOIN instalment n ON n.id = a.instalment
    WHERE a.counts_on >= {} AND a.counts_on <= {})
  OR i.id IN (SELECT c.corrects FROM invoice c
    WHERE c.corrects IS NOT NULL AND c.state = 'issued' AND c.issued_on <= {}))
ORDER BY i.id
"""


async def vat_due(span: Span) -> AsyncIterator[list[Due]]:
    """What became due from one day to the other, document by document; a list for each part."""
    until = known_until(span.known_on)
    rows = await Invoice.raw(
        _TOUCHED, until, span.first, span.last, span.first, span.last, span.last
    )
    ids = [int(row["id"]) for row in rows]
    for start in range(0, len(ids), _CHUNK):
        found = await _taxed(ids[start : start + _CHUNK], until)
        yield [due for of in found for due in dues(of) if span.first <= due.day <= span.last]
    if tills := await till_vat(span.first, span.last, until):
        yield [_of_till(each) for each in tills]


def _of_till(each: TillVat) -> Due:
    cause = Cause.REPLACED if each.is_undoing else Cause.TILL
    category = "S" if each.rate else "E"
    return Due(0, each.name, "", each.day, cause, each.rate, category, each.base, each.vat)


async def vat_in_books(span: Span) -> int:
    """What account 44571 gained in those days: credits less debits, in cents."""
    rows = await EntryLine.raw(
        "SELECT CAST(COALESCE(SUM(l.credit - l.debit), 0) AS BIGINT) AS cents"
        " FROM entry_line l JOIN entry e ON e.id = l.entry"
        " WHERE l.account = '44571' AND e.day >= {} AND e.day <= {} AND e.recorded_at < {}",
        span.first,
        span.last,
        known_until(span.known_on),
    )
    return int(rows[0]["cents"])


async def _taxed(ids: Sequence[int], until: datetime) -> list[Taxed]:
    wholes = await load(ids)
    deposits = await load(sorted({d["deposit"] for w in wholes.values() for d in w.deductions}))
    settlements = await _settlements(ids, until)
    replaced = await _replaced(ids, until)
    lost = await _lost(ids, until)
    clients = sorted({whole.invoice["client"] for whole in wholes.values()})
    rows = await Client.select(Client.id, Client.name).where(Client.id.is_in(clients))
    names = {row["id"]: row["name"] for row in rows}
    found = []
    for key, whole in wholes.items():
        at_issue, waiting = _parts(whole, deposits)
        row = whole.invoice
        found.append(
            Taxed(
                key,
                row["number"],
                names[row["client"]],
                row["issued_on"],
                whole.payable,
                at_issue,
                waiting,
                tuple(settlements.get(key, ())),
                replaced.get(key),
                tuple(lost.get(key, ())),
            )
        )
    return found


def _parts(
    whole: Whole, deposits: Mapping[int, Whole]
) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """What is due at issue, and what waits for its money."""
    row = whole.invoice
    seller = seller_from(row["seller"])
    taken = [part for each in whole.deductions for part in _taken(each, deposits[each["deposit"]])]
    parts = less((Part(p["rate"], p["category"], p["base"], p["vat"]) for p in whole.parts), taken)
    waiting = row["waiting"]
    if waiting is None:
        waiting = row["vat"] if seller.vat_pending else 0
    if not waiting:
        return split(parts, [0] * len(parts), 0)
    services = {(p["rate"], p["category"]): _services(whole, p) for p in whole.parts}
    off: dict[tuple[int, str], int] = {}
    for each in taken:
        off[each.rate, each.category] = off.get((each.rate, each.category), 0) + each.vat
    sign = -1 if waiting < 0 else 1
    weights = []
    for part in parts:
        key = (part.rate, part.category)
        weights.append(max(0, sign * (services.get(key, 0) - off.get(key, 0))))
    return split(parts, weights if any(weights) else [abs(p.vat) for p in parts], waiting)


def _taken(each: Mapping[str, Any], deposit: Whole) -> list[Part]:
    """What was taken of a deposit, by rate; the last has what rounding leaves."""
    total = deposit.invoice["total"]
    base, vat = each["total"] - each["vat"], each["vat"]
    found = []
    for part in deposit.parts[:-1]:
        of = Part(
            part["rate"],
            part["category"],
            share(part["base"], each["total"], total),
            share(part["vat"], each["total"], total),
        )
        found.append(of)
        base, vat = base - of.base, vat - of.vat
    last = deposit.parts[-1]
    return [*found, Part(last["rate"], last["category"], base, vat)]


def _services(whole: Whole, part: Mapping[str, Any]) -> int:
    """VAT of one rate that is of services; all of a deposit's waits."""
    if whole.invoice["purpose"] == Purpose.DEPOSIT or whole.invoice["waiting"] is None:
        return int(part["vat"])
    return invoices.vat_of_services(
        [line_of(line) for line in whole.lines],
        [line["net"] for line in whole.lines],
        [adjustment_of(each) for each in whole.adjustments],
        [part_of(dict(part))],
        seller_from(whole.invoice["seller"]),
    )


async def _settlements(ids: Sequence[int], until: datetime) -> dict[int, list[Settlement]]:
    """What was put on each, as it was recorded; its own correction settles it without VAT, and what
    is written off was not collected."""
    places = ", ".join("{}" for _ in ids)
    rows = await Allocation.raw(
        "SELECT n.invoice AS invoice, a.amount AS cents, a.counts_on AS day FROM allocation a"
        " JOIN instalment n ON n.id = a.instalment"
        " LEFT JOIN invoice c ON a.source_kind = 'credit_note' AND c.id = a.source_id"
        f" WHERE n.invoice IN ({places}) AND a.recorded_at < {{}}"
        " AND a.source_kind NOT IN ('difference', 'loss')"
        " AND (c.corrects IS NULL OR c.corrects <> n.invoice) ORDER BY a.id",
        *ids,
        until,
    )
    found: dict[int, list[Settlement]] = {}
    for row in rows:
        found.setdefault(row["invoice"], []).append(Settlement(int(row["cents"]), row["day"]))
    return found


async def _lost(ids: Sequence[int], until: datetime) -> dict[int, list[Loss]]:
    """VAT due at issue that was had back by a final loss, and given up again by its undoing."""
    rows = await WriteOff.select(WriteOff.invoice, WriteOff.recovered, WriteOff.counts_on).where(
        WriteOff.invoice.is_in(list(ids)), WriteOff.recovered != 0, WriteOff.recorded_at < until
    )
    found: dict[int, list[Loss]] = {}
    for row in rows:
        found.setdefault(row["invoice"], []).append(Loss(row["recovered"], row["counts_on"]))
    return found


async def _replaced(ids: Sequence[int], until: datetime) -> dict[int, date]:
    """The day on which a corrected invoice took the place of each."""
    subjects = [f"corrected:{each}" for each in ids]
    rows = await Entry.select(Entry.subject, Entry.day).where(
        Entry.subject.is_in(subjects), Entry.recorded_at < until
    )
    return {int(row["subject"].split(":")[1]): row["day"] for row in rows}
