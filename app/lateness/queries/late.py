"""Late invoices with their interest: what was due, what came when, by which terms."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.invoices.rules import buyer_from, seller_from
from app.invoices.tables import Invoice
from app.lateness.queries.claims import claims_on
from app.lateness.queries.notices import notices_of
from app.lateness.queries.rates import indemnity_on, rates
from app.lateness.rules import Basis, Debt, Lateness, Part, Terms, lateness
from app.settings.queries import business
from app.settings.rules import Business

# A document that was paid late is still shown for a year: later, nobody asks for 40 € any more.
SHOWN = timedelta(days=365)
# An invoice of interest bears none itself (C. civ. 1343-2: not before a year, and by agreement).
_INVOICES = """
SELECT i.id AS id, i.number AS number, i.client AS client_id, i.issued_on AS issued_on,
  i.seller AS seller, i.buyer AS buyer, c.kind AS kind, c.name AS client
FROM invoice i JOIN client c ON c.id = i.client
WHERE i.state = 'issued' AND i.kind = 'invoice' AND i.withdrawn_at IS NULL
  AND (i.source IS NULL OR i.source NOT LIKE 'late:%%') AND i.id IN (%s)
ORDER BY i.issued_on, i.id
"""
_INSTALMENTS = """
SELECT s.id AS id, s.invoice AS invoice, s.due_on AS due_on, s.amount AS amount, b.open AS open
FROM instalment s JOIN balance b ON b.instalment = s.id WHERE s.invoice IN (%s) ORDER BY s.id
"""
# What was put on and taken off again never was there; what its own credit note took back was never
# owed, while a credit note of another document pays, from its day on.
_PUT = """
SELECT a.instalment AS instalment, a.amount AS amount, a.paid_on AS paid_on,
  CASE WHEN n.credits = s.invoice THEN 1 ELSE 0 END AS own
FROM allocation a JOIN instalment s ON s.id = a.instalment
LEFT JOIN invoice n ON a.source_kind = 'credit_note' AND n.id = a.source_id
WHERE s.invoice IN (%s) AND a.reverses IS NULL
  AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.reverses = a.id)
"""
_OF_CLIENT = """
SELECT DISTINCT b.invoice_id AS id FROM balance b JOIN invoice i ON i.id = b.invoice_id
WHERE b.client_id = {} AND i.kind = 'invoice' AND i.withdrawn_at IS NULL AND b.due_on < {}
  AND (b.open > 0 OR (b.settled_on > b.due_on AND b.settled_on >= {}))
"""


@dataclass(frozen=True)
class LateInvoice:
    """An issued invoice as of a day; `open` is what is unpaid now, `due_on` its first due day."""

    id: int
    number: str
    client_id: int
    client: str
    issued_on: date
    due_on: date
    open: int
    lateness: Lateness


class Claimed:
    """What is claimed of some invoices as of a day, in a letter or in court; cents."""

    items: tuple[LateInvoice, ...]

    @property
    def principal(self) -> int:
        """What is unpaid of the invoices."""
        return sum(each.open for each in self.items)

    @property
    def interest(self) -> int | None:
        """Interest to the day, of what was not invoiced or given up; None while a rate is
        missing."""
        found = [each.lateness.interest for each in self.items]
        known = [each for each in found if each is not None]
        return sum(known) if len(known) == len(found) else None

    @property
    def indemnity(self) -> int:
        """The fixed compensations."""
        return sum(each.lateness.indemnity for each in self.items)

    @property
    def total(self) -> int:
        """All that is asked for with an amount."""
        return self.principal + (self.interest or 0) + self.indemnity


async def late_invoice(invoice_id: int, on: date) -> LateInvoice | None:
    """One invoice, late or not; None when it is none, a draft, or withdrawn."""
    return (await late_invoices([invoice_id], on)).get(invoice_id)


async def late_of_client(client_id: int, on: date) -> list[LateInvoice]:
    """The invoices of a client that are late, or were paid late within a year."""
    rows = await Invoice.raw(_OF_CLIENT, client_id, on, on - SHOWN)
    found = await late_invoices([row["id"] for row in rows], on)
    return [each for each in found.values() if each.lateness.days > 0]


async def late_invoices(ids: Sequence[int], on: date) -> dict[int, LateInvoice]:
    """The named invoices as of a day, by id."""
    if not ids:
        return {}
    named = ", ".join(str(int(each)) for each in ids)
    debts, opens = await _debts(named)
    shop, known, indemnity = await business(), await rates(), await indemnity_on(on)
    claims, notices = await claims_on(ids), await notices_of(ids)
    found = {}
    for row in await Invoice.raw(_INVOICES % named):
        own = debts[row["id"]]
        found[row["id"]] = LateInvoice(
            id=row["id"],
            number=row["number"],
            client_id=row["client_id"],
            client=row["client"],
            issued_on=row["issued_on"],
            due_on=min((each.due_on for each in own), default=row["issued_on"]),
            open=opens[row["id"]],
            lateness=lateness(
                own,
                _terms(row, shop, notices.get(row["id"])),
                known,
                on,
                indemnity=indemnity,
                claims=claims.get(row["id"], ()),
            ),
        )
    return found


async def _debts(named: str) -> tuple[dict[int, list[Debt]], dict[int, int]]:
    parts: dict[int, list[Part]] = defaultdict(list)
    taken_back: dict[int, int] = defaultdict(int)
    for row in await Invoice.raw(_PUT % named):
        if row["own"]:
            taken_back[row["instalment"]] += row["amount"]
        else:
            parts[row["instalment"]].append(Part(row["paid_on"], row["amount"]))
    debts: dict[int, list[Debt]] = defaultdict(list)
    opens: dict[int, int] = defaultdict(int)
    for row in await Invoice.raw(_INSTALMENTS % named):
        amount = row["amount"] - taken_back[row["id"]]
        debts[row["invoice"]].append(Debt(row["due_on"], amount, tuple(parts[row["id"]])))
        opens[row["invoice"]] += row["open"]
    return debts, opens


def _terms(row: dict[str, Any], shop: Business, notice_on: date | None) -> Terms:
    """By what interest goes: the terms printed at issue; of documents of before, today's."""
    kind = buyer_from(row["buyer"]).kind if row["buyer"] else row["kind"]
    if kind != "company":
        basis = Basis.CONSUMER if kind == "consumer" else Basis.PUBLIC
        return Terms(basis, notice_on=notice_on)
    seller = seller_from(row["seller"]) if row["seller"] else None
    if seller is None or not seller.penalty_basis:
        chosen, own = shop.penalty_basis, shop.penalty_rate
    else:
        chosen, own = seller.penalty_basis, seller.penalty_rate
    return Terms(Basis.OWN, own) if own is not None else Terms(Basis(chosen))
