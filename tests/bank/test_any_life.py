"""Whatever is pointed and undone, in whatever order: the board is the clients' accounts, no line is
used beyond its amount, and nothing of what was undone is left."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.bank import actions, queries
from app.bank.queries.match_checks import MATCHES
from app.bank.rules.deals import AlreadyRecorded, Deal, Foreign, PaidBack, Reason, Returned, Share
from app.bank.tables import BankLine, BankPointing
from app.core.errors import Refused
from app.invoices import actions as invoices
from app.invoices.queries import open_credits, open_instalments
from app.payments import queries as receipts
from app.payments.rules import Method
from app.receivables.queries import CHECKS, aging
from app.settings.queries import maybe_business
from tests.bank.lines import line
from tests.cast import ODILE, at, open_shop, regie
from tests.payments.books import paid, sold

# The more often told, the more often done.
ACTS = (
    *("sell", "come in", "settle") * 3,
    *("credit", "go out", "give back", "undo", "net a credit note", "pay back") * 2,
    *("by hand", "settle too much", "keep a fee", "was by hand", "put aside", "sweep"),
)
STEPS = st.tuples(st.sampled_from(ACTS), st.integers(0, 4), st.integers(1, 60))


class Life:
    """One client, the lines of its days, and what was done with them."""

    def __init__(self, client: int, today: date) -> None:
        self.client, self.today, self.serial = client, today, 0
        self.days = {today}
        self.matches: list[int] = []

    async def live(self, act: str, wait: int, number: int) -> None:
        self.today += timedelta(days=wait)
        self.days.add(self.today)
        self.serial += 1
        with suppress(Refused):
            await getattr(self, act.replace(" ", "_"))(number)

    async def sell(self, n: int) -> None:
        due = self.today + timedelta(days=n)
        await sold(self.client, n * 10, self.today.isoformat(), due.isoformat())

    async def credit(self, n: int) -> None:
        for one in (await open_instalments(self.client))[:1]:
            await invoices.credit_whole(one.invoice_id, on=self.today, at=at(self.today), by=ODILE)

    async def by_hand(self, n: int) -> None:
        method = Method.CHEQUE if n % 2 else Method.TRANSFER
        await paid(self.client, n * 10, self.today.isoformat(), key=self._key(), method=method)

    async def come_in(self, n: int) -> None:
        await line(n * 1_000, f"F2026-{n:06}", "REGIE BELLECOUR", on=self.today.isoformat())

    async def go_out(self, n: int) -> None:
        found = (await receipts.list_receipts(receipts.Filters(client_id=self.client))).receipts
        cents = [one.amount for one in found if one.amount > 0 and not one.undone_by]
        amount = cents[n % len(cents)] if cents and n % 4 else n * 1_000
        await line(-amount, "REJET", "REGIE BELLECOUR", on=self.today.isoformat())

    async def settle(self, n: int) -> None:
        debts = [one for one in await open_instalments(self.client) if one.open > 0]
        for waits, open in await self._waiting(1):
            cents = min(open, debts[0].open) if debts else open
            puts = ((debts[0].instalment_id, cents),) if debts else ()
            await self._point(waits, [Share(self.client, cents, puts)])

    async def settle_too_much(self, n: int) -> None:
        for waits, open in await self._waiting(1):
            await self._point(waits, [Share(self.client, open + (n % 2))])

    async def net_a_credit_note(self, n: int) -> None:
        notes = await open_credits(self.client)
        debts = [one for one in await open_instalments(self.client) if one.open > 0]
        for waits, open in await self._waiting(1):
            for note, debt in zip(notes[:1], debts[:1], strict=False):
                taken = min(-note.open, debt.open)
                rest = min(open, debt.open - taken)
                puts = ((debt.instalment_id, taken + rest), (note.instalment_id, -taken))
                await self._point(waits, [Share(self.client, rest, puts)])

    async def keep_a_fee(self, n: int) -> None:
        for waits, open in await self._waiting(1):
            await self._point(waits, [Share(self.client, open, (), fee=n)])

    async def was_by_hand(self, n: int) -> None:
        found = (await receipts.list_receipts(receipts.Filters(client_id=self.client))).receipts
        for waits, _ in await self._waiting(1):
            for one in found[: n % 5]:
                with suppress(Refused):
                    await self._point(waits, [AlreadyRecorded(one.id)])

    async def give_back(self, n: int) -> None:
        found = (await receipts.list_receipts(receipts.Filters(client_id=self.client))).receipts
        for waits, open in await self._waiting(-1):
            for one in found:
                if one.amount == -open:
                    with suppress(Refused):
                        await self._point(waits, [Returned(one.id)])

    async def pay_back(self, n: int) -> None:
        left = await receipts.unallocated(self.client)
        notes = await open_credits(self.client)
        for waits, open in await self._waiting(-1):
            for one in left[:1]:
                cents = min(-open, one.open)
                await self._point(waits, [PaidBack(self.client, cents, one.receipt_id)])
            for note in notes[: 0 if left else 1]:
                cents = min(-open, -note.open)
                back = PaidBack(self.client, cents, instalment_id=note.instalment_id)
                await self._point(waits, [back])

    async def put_aside(self, n: int) -> None:
        for waits, open in [*await self._waiting(1), *await self._waiting(-1)][:1]:
            account = "471" if n % 2 else ""
            cents = open if n % 3 else open // 2
            await self._point(waits, [Foreign(cents, Reason.OTHER, account)])

    async def sweep(self, n: int) -> None:
        await actions.sweep(at=at(self.today), by="echeance")

    async def undo(self, n: int) -> None:
        every = await queries.matches([row["id"] for row in await BankLine.select(BankLine.id)])
        live = [m for found in every.values() for m in found if m.undone_at is None]
        if live:
            match = live[n % len(live)]
            await actions.unpoint(match.id, on=self.today, at=at(self.today), by=ODILE)

    async def _waiting(self, sign: int) -> list[tuple[int, int]]:
        rows = await BankLine.raw(
            "SELECT l.id AS id, COALESCE(p.open, l.amount_cents) AS open FROM bank_line l"
            " LEFT JOIN bank_pointing p ON p.line = l.id"
            " WHERE COALESCE(p.open, l.amount_cents) <> 0 ORDER BY l.id DESC"
        )
        return [(r["id"], r["open"]) for r in rows if (r["open"] > 0) == (sign > 0)][:1]

    async def _point(self, line_id: int, deals: Sequence[Deal]) -> None:
        made = await actions.point(line_id, deals, key=self._key(), at=at(self.today), by=ODILE)
        self.matches.append(made)

    def _key(self) -> str:
        self.serial += 1
        return f"{self.client}-{self.serial}"


async def used() -> None:
    """No line is used beyond its amount, nor the other way."""
    for row in await BankPointing.raw(
        "SELECT l.amount_cents AS cents, p.open AS open FROM bank_pointing p"
        " JOIN bank_line l ON l.id = p.line"
    ):
        low, high = sorted((0, row["cents"]))
        assert low <= row["open"] <= high


LIVES: list[date] = []


@settings(
    max_examples=30,
    deadline=None,
    # The examples share a database, so a failure would not shrink.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=18, max_size=30))
async def test_the_books_follow_whatever_is_pointed_and_undone(
    database: None, steps: list[tuple[str, int, int]]
) -> None:
    if await maybe_business() is None:
        await open_shop()
        LIVES[:] = [date(2026, 2, 2)]
    life = Life(await regie(name=f"Régie Bellecour {len(LIVES)}"), LIVES[-1])
    for step in steps:
        await life.live(*step)
    LIVES.append(life.today)
    await used()
    assert {name: found for name, check in (*CHECKS, *MATCHES) if (found := await check())} == {}
    for on in sorted(life.days):
        board = await aging(on)
        assert board.total.total == board.ledger_411
