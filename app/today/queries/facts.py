"""What the forecast is made of: debts, coming invoices, VAT, the bank."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.bank.queries import account_views
from app.books.queries import Span, vat_in_books
from app.contracts import queries as contracts
from app.contracts.rules import State
from app.contracts.tables import Contract
from app.core.money import share
from app.disputes.queries import IN_DISPUTE, running_plans
from app.invoices.rules import due_day
from app.invoices.tables import Balance
from app.payments.tables import Receipt
from app.risk import queries as risk
from app.settings.queries import business
from app.settings.rules import Business
from app.today.rules import WEEKS, Agreed, Debt, Habits, Opening, habits, less_credits, vat_day

_OPEN = f"""
SELECT b.client_id, b.invoice_id, b.due_on, b.open, i.issued_on, i.total, i.origin, i.vat, i.waiting
FROM balance b JOIN invoice i ON i.id = b.invoice_id
WHERE b.open <> 0 AND i.state <> 'draft' AND i.withdrawn_at IS NULL AND NOT {IN_DISPUTE}
ORDER BY b.due_on, b.instalment
"""


@dataclass(frozen=True)
class Facts:
    """Everything that a day knows: `vat` is due to the State whoever pays, by day."""

    debts: Sequence[Debt]
    habits: Habits
    vat: Sequence[tuple[date, int]]
    opening: Opening


async def facts(on: date) -> Facts:
    """What is known at the end of a day. What is in dispute is not counted on."""
    shop = await business()
    agreed = {each.invoice_id: each.facts.to_come() for each in await running_plans(on)}
    owed, credits = await _owed(shop, Agreed(agreed))
    planned, at_issue = await _planned(shop, on)
    known = habits(await risk.outcomes(on), on)
    vat = [*at_issue, *await _vat_known(shop, on)]
    return Facts([*less_credits(owed, credits), *planned], known, vat, await _opening(on))


async def _owed(shop: Business, agreed: Agreed) -> tuple[list[Debt], dict[int, int]]:
    """Open instalments, on the days of their plan of payments where one runs, and what each client
    has in hand."""
    debts: list[Debt] = []
    credits: dict[int, int] = {}
    for row in await Balance.raw(_OPEN):
        cents = int(row["open"])
        if cents < 0:
            credits[row["client_id"]] = credits.get(row["client_id"], 0) - cents
            continue
        waiting = row["waiting"]
        if waiting is None:
            waiting = 0 if shop.vat_on_debits else row["vat"]
        own = row["origin"] == "own" and row["total"] > 0
        for day, part in agreed.days(row["invoice_id"], row["due_on"], cents):
            vat = share(waiting, part, row["total"]) if own else 0
            debts.append(Debt(row["client_id"], day, part, row["issued_on"], vat))
    for row in await Receipt.raw(
        "SELECT client_id, CAST(SUM(open) AS BIGINT) AS cents FROM receipt_balance"
        " WHERE open > 0 GROUP BY client_id"
    ):
        credits[row["client_id"]] = credits.get(row["client_id"], 0) + int(row["cents"])
    return debts, credits


async def _planned(shop: Business, on: date) -> tuple[list[Debt], list[tuple[date, int]]]:
    """Invoices that contracts will bring, as if each were issued on its day; and VAT due at issue.
    What is overdue for billing is taken to be issued today."""
    rows = await Contract.raw(
        "SELECT c.id, c.terms_days, k.terms_days AS client_terms FROM contract c"
        " JOIN client k ON k.id = c.client"
    )
    terms = {row["id"]: row for row in rows}
    debts, vat = [], []
    for entry in await contracts.between(on - timedelta(days=60), on + timedelta(days=7 * WEEKS)):
        if entry.state is not State.PLANNED or entry.amount.total <= 0:
            continue
        issued = max(on, entry.bill_on)
        of = terms[entry.contract_id]
        draft = {"kind": "invoice", "due_on": None, "terms_days": of["terms_days"]}
        due = due_day(draft, of["client_terms"], shop.terms_days, issued)
        tax = entry.amount.total - entry.amount.net
        if shop.vat_on_debits and tax:
            vat.append((vat_day(issued), tax))
        owed = 0 if shop.vat_on_debits else tax
        debts.append(Debt(entry.client_id, due, entry.amount.total, issued, owed))
    return debts, vat


async def _vat_known(shop: Business, on: date) -> list[tuple[date, int]]:
    """VAT that the books say became due: last month's while it may still be unpaid, this one's."""
    first = on.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    found = []
    for start, end in ((before, first - timedelta(days=1)), (first, on)):
        paid_on = vat_day(start)
        if paid_on > on:
            found.append((paid_on, max(0, await vat_in_books(Span(start, end)))))
    return found


async def _opening(on: date) -> Opening:
    """The accounts together as of the last day that a statement tells of."""
    known = [each for each in await account_views() if each.now_cents is not None]
    days = [day for each in known if (day := each.known_until or each.balance_on)]
    if not days:
        return Opening(None, None)
    last = max(days)
    rows = await Receipt.raw(
        "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS cents FROM receipt"
        " WHERE received_on > {} AND received_on <= {}"
        " AND method NOT IN ('cash', 'opening', 'difference')",
        last,
        on,
    )
    return Opening(sum(each.now_cents or 0 for each in known), last, int(rows[0]["cents"]))
