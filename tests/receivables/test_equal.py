"""Promise 4: the board is the clients' accounts, to the cent, for any day and any knowledge of it.

Random lives of a client: sold, paid in part or too much, undone, taken off, put back, credited,
taken over from before. Time only moves on, but money may be recorded weeks after it came.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.accounting.queries import balances_by_client
from app.adapters.database import transaction
from app.core.errors import Refused
from app.invoices import actions as invoices
from app.invoices.queries import open_credits
from app.invoices.rules import LineDraft
from app.payments import actions as payments
from app.payments import queries
from app.payments.rules import Method, ReceiptValues
from app.receivables.queries import CHECKS, aging, client_balance, open_items, statement
from app.settings.queries import maybe_business
from tests.cast import ODILE, at, open_shop, regie

ACTS = (
    "sell",
    "pay",
    "overpay",
    "undo",
    "take off",
    "put",
    "credit",
    "use credit",
    "take over",
    "pay back",
    "pay credit back",
)
Step = tuple[str, int, int, int]
STEPS = st.tuples(
    st.sampled_from(ACTS), st.integers(0, 3), st.integers(0, 25), st.integers(1, 50_000)
)


@dataclass
class Life:
    """One client, the day it is, and what can still be undone."""

    client: int
    today: date
    days: set[date] = field(default_factory=set)
    sold: list[int] = field(default_factory=list)
    receipts: list[int] = field(default_factory=list)

    async def live(self, step: Step, serial: int) -> None:
        act, wait, lag, cents = step
        self.today += timedelta(days=wait)
        day = self.today - timedelta(days=lag)
        self.days |= {day, self.today}
        with suppress(Refused):
            await getattr(self, act.replace(" ", "_"))(day, cents, serial)

    async def sell(self, day: date, cents: int, serial: int) -> None:
        line = LineDraft("Dépannage", 10_000, 0, 2000)
        due = self.today + timedelta(days=cents % 45)
        now = at(self.today)
        async with transaction() as tx:
            invoice = await invoices.draft(
                tx,
                client_id=self.client,
                lines=[line],
                grosses=[cents],
                due_on=due,
                at=now,
                by=ODILE,
            )
            await invoices.issue_in(tx, invoice, on=self.today, at=now, by=ODILE)
        self.days.add(due)
        self.sold.append(invoice)

    async def pay(self, day: date, cents: int, serial: int) -> None:
        key = f"{self.client}-{serial}"
        values = ReceiptValues(self.client, Method.TRANSFER, cents, day, key)
        self.receipts.append(await payments.record(values, at=at(self.today), by=ODILE))

    async def overpay(self, day: date, cents: int, serial: int) -> None:
        await self.pay(day, cents + 60_000, serial)

    async def undo(self, day: date, cents: int, serial: int) -> None:
        receipt = self.receipts[cents % len(self.receipts)] if self.receipts else 0
        await payments.undo(receipt, on=self.today, at=at(self.today), by=ODILE)

    async def take_off(self, day: date, cents: int, serial: int) -> None:
        receipt = self.receipts[cents % len(self.receipts)] if self.receipts else 0
        for one in (await queries.live_allocations(receipt))[:1]:
            await payments.undo_allocation(one.id, on=self.today, at=at(self.today), by=ODILE)

    async def put(self, day: date, cents: int, serial: int) -> None:
        for left in await queries.unallocated(self.client):
            await payments.allocate_more(left.receipt_id, at=at(self.today), by=ODILE)

    async def credit(self, day: date, cents: int, serial: int) -> None:
        invoice = self.sold[cents % len(self.sold)] if self.sold else 0
        await invoices.credit_whole(invoice, on=self.today, at=at(self.today), by=ODILE)

    async def use_credit(self, day: date, cents: int, serial: int) -> None:
        for one in await open_credits(self.client):
            await payments.use_credit(one.invoice_id, on=self.today, at=at(self.today), by=ODILE)

    async def pay_back(self, day: date, cents: int, serial: int) -> None:
        for left in (await queries.unallocated(self.client))[:1]:
            await self._refund(left.open * (1 + cents % 2) // 2, serial, receipt=left.receipt_id)

    async def pay_credit_back(self, day: date, cents: int, serial: int) -> None:
        for one in (await open_credits(self.client))[:1]:
            await self._refund(-one.open, serial, instalment=one.instalment_id)

    async def _refund(
        self, cents: int, serial: int, receipt: int | None = None, instalment: int | None = None
    ) -> None:
        async with transaction() as tx:
            made = await payments.refund_in(
                tx,
                amount=cents,
                on=self.today,
                key=f"back-{self.client}-{serial}",
                receipt_id=receipt,
                instalment_id=instalment,
                at=at(self.today),
                by=ODILE,
            )
        self.receipts.append(made)

    async def take_over(self, day: date, cents: int, serial: int) -> None:
        issued = day - timedelta(days=40)
        paid_on = issued + timedelta(days=cents % 30) if cents % 3 else None
        amount = cents if cents % 5 else -cents
        async with transaction() as tx:
            await invoices.record_opening(
                tx,
                client_id=self.client,
                number=f"H{self.client}-{serial}",
                issued_on=issued,
                due_on=issued + timedelta(days=30),
                amount=amount,
                paid_on=paid_on,
                paid_amount=None if cents % 2 else amount // 2,
                disputed=False,
                import_id=None,
                at=at(self.today),
                by=ODILE,
            )
        self.days |= {issued, issued + timedelta(days=30)} | ({paid_on} if paid_on else set())


async def agree(on: date, known_on: date | None) -> None:
    """Totals, each client, signs, and the items behind the figures."""
    board = await aging(on, known_on)
    assert board.total.total == board.ledger_411
    shown = {row.client_id: row.total for row in board.rows if row.total}
    assert shown == await balances_by_client(on, known_on)
    for row in board.rows:
        assert min(row.ages) >= 0
        assert row.credit <= 0
        assert (await client_balance(row.client_id, on, known_on)).ages == row.ages
        items = await open_items(row.client_id, on, known_on)
        assert sum(item.open for item in items) == row.total
    by_issue = await aging(on, known_on, by="issue")
    assert by_issue.total.total == board.total.total


# One database for all examples: each is one more client, and time goes on from one to the next.
LIVES: list[date] = []


@settings(
    max_examples=12,
    deadline=None,
    # The examples share a database, so a failure would not shrink.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=4, max_size=16))
async def test_the_board_is_the_accounts_whatever_happens(
    database: None, steps: list[Step]
) -> None:
    if await maybe_business() is None:
        await open_shop()
        LIVES[:] = [date(2026, 2, 2)]
    life = Life(await regie(), LIVES[-1])
    for serial, step in enumerate(steps):
        await life.live(step, serial)
    LIVES.append(life.today)
    days = sorted(life.days)
    for on in days:
        await agree(on, None)
    for first, last in pairwise(days):
        account = await statement(life.client, first, last)
        assert account.is_equal
        assert account.closing == (await balances_by_client(last)).get(life.client, 0)
        assert account.opening == (await balances_by_client(first - timedelta(days=1))).get(
            life.client, 0
        )
        assert [line.balance for line in account.lines][-1:] in ([], [account.closing])
    for known_on in sorted({days[0], days[len(days) // 2], days[-1]}):
        for on in days[:: max(1, len(days) // 5)]:
            await agree(on, known_on)
    now = await aging(life.today)
    from_rows = await aging(life.today, date(2099, 1, 1))
    assert (now.rows, now.total) == (from_rows.rows, from_rows.total)
    assert [await check() for _, check in CHECKS] == [[]] * len(CHECKS)
