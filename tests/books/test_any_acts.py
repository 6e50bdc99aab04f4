"""Any sequence of acts keeps the books whole: every check green, the board equal to 411 + 416 at
every day touched, and a file of entries that holds against the legal text.

The acts of a client's life (sold, paid, undone, credited, paid back, taken over) with those that
only the books see: written off and owed again, kept as a difference, asked in advance, corrected,
credited in part, sold over the counter, the till closed; taken as doubtful, depreciated, given
back, lost for good; the months of the books closed behind it all, and added up by night.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.accounting import actions as accounting
from app.accounting.queries import account_balance, till_closed_on
from app.accounting.rules import CASH, Journal
from app.accounting.tables import Entry
from app.adapters.archives import Folder
from app.adapters.database import transaction
from app.books.actions import Days, export_entries
from app.books.queries import Held, Span, lettering, trial_balance
from app.counter import actions as counter
from app.counter.rules import CountValues, SaleLine, SaleValues
from app.counter.rules import Method as CounterMethod
from app.doubtful import actions as doubtful
from app.doubtful.rules import Depreciating, Losing
from app.invoices import actions as invoices
from app.invoices.rules import LineDraft
from app.invoices.tables import InvoiceLine
from app.payments import actions as payments
from app.payments import queries
from app.payments.rules import Asked, Reason
from app.settings.queries import maybe_business
from app.upkeep.queries import gather_checks
from tests.books.fec_checker import judge
from tests.cast import ODILE, at, open_shop, regie
from tests.receivables.test_equal import ACTS, Life, Step, agree

MORE = (
    "write off",
    "owe again",
    "keep",
    "ask deposit",
    "correct",
    "credit part",
    "sell at counter",
    "close till",
    "doubt",
    "depreciate",
    "give back",
    "lose",
    "close months",
    "total days",
)
STEPS = st.tuples(
    st.sampled_from(("sell", "sell", "pay", *ACTS, *MORE)),
    st.integers(0, 3),
    st.integers(0, 25),
    st.integers(1, 50_000),
)


@dataclass
class WholeLife(Life):
    """The same client, with what is written off of it."""

    losses: list[int] = field(default_factory=list)

    def _one(self, cents: int) -> int:
        return self.sold[cents % len(self.sold)] if self.sold else 0

    async def write_off(self, day: date, cents: int, serial: int) -> None:
        asked = Asked(Reason.INSOLVENT, "", self.today, True)
        key = f"off-{self.client}-{serial}"
        made = await payments.write_off(
            self._one(cents), asked, key=key, at=at(self.today), by=ODILE
        )
        self.losses.append(made)

    async def owe_again(self, day: date, cents: int, serial: int) -> None:
        loss = self.losses[cents % len(self.losses)] if self.losses else 0
        await payments.undo_write_off(
            loss, on=self.today, is_owner=True, at=at(self.today), by=ODILE
        )

    async def keep(self, day: date, cents: int, serial: int) -> None:
        for left in (await queries.unallocated(self.client))[:1]:
            key = f"keep-{self.client}-{serial}"
            made = await payments.keep_difference(
                left.receipt_id, key=key, on=self.today, at=at(self.today), by=ODILE
            )
            self.receipts.append(made)

    async def ask_deposit(self, day: date, cents: int, serial: int) -> None:
        async with transaction() as tx:
            of = await invoices.draft(
                tx,
                client_id=self.client,
                lines=[LineDraft("Chantier", 10_000, 0, 2000)],
                grosses=[cents + 1_000],
                at=at(self.today),
                by=ODILE,
            )
        asked = await invoices.ask_deposit(
            of, percent=3_000, amount=None, key=f"{serial}", at=at(self.today), by=ODILE
        )
        await invoices.issue(asked, on=self.today, at=at(self.today), by=ODILE)
        self.sold.append(asked)

    async def correct(self, day: date, cents: int, serial: int) -> None:
        made = await invoices.correct(self._one(cents), at=at(self.today), by=ODILE)
        await invoices.issue(made, on=self.today, at=at(self.today), by=ODILE)
        self.sold.append(made)

    async def credit_part(self, day: date, cents: int, serial: int) -> None:
        of = self._one(cents)
        rows = await InvoiceLine.select(InvoiceLine.id).where(InvoiceLine.invoice == of)
        await invoices.credit_lines(
            of,
            {row["id"]: 3_333 for row in rows},
            key=f"{serial}",
            on=self.today,
            at=at(self.today),
            by=ODILE,
        )

    async def sell_at_counter(self, day: date, cents: int, serial: int) -> None:
        lines = (SaleLine("Badge", cents, 2000),)
        values = SaleValues(f"{self.client}-{serial}", lines, CounterMethod.CASH)
        await counter.sell(values, on=self.today, at=at(self.today), by=ODILE)

    async def close_till(self, day: date, cents: int, serial: int) -> None:
        there = await account_balance(CASH, self.today)
        values = CountValues(self.today, there, there + 1 - cents % 3, reason="Rendu")
        await counter.close(values, at=at(self.today, 20), by=ODILE)

    async def doubt(self, day: date, cents: int, serial: int) -> None:
        await doubtful.transfer(
            self._one(cents),
            on=self.today,
            note="",
            key=f"doubt-{self.client}-{serial}",
            at=at(self.today),
            by=ODILE,
        )

    async def depreciate(self, day: date, cents: int, serial: int) -> None:
        await self._followed()
        asked = Depreciating(cents % 10_000 + 1, self.today)
        key = f"depreciate-{self.client}-{serial}"
        await doubtful.depreciate(self._one(cents), asked, key=key, at=at(self.today), by=ODILE)

    async def give_back(self, day: date, cents: int, serial: int) -> None:
        await self._followed()
        await doubtful.give_back(
            self._one(cents),
            on=self.today,
            note="",
            key=f"back-{self.client}-{serial}",
            at=at(self.today),
            by=ODILE,
        )

    async def lose(self, day: date, cents: int, serial: int) -> None:
        asked = Losing(self.today, "Liquidation close", recovers=bool(cents % 2), is_owner=True)
        key = f"lose-{self.client}-{serial}"
        made = await doubtful.lose(self._one(cents), asked, key=key, at=at(self.today), by=ODILE)
        self.losses.append(made)

    async def close_months(self, day: date, cents: int, serial: int) -> None:
        # What may come late is at most 25 days old: the months before that are closed.
        await accounting.close_until(self.today - timedelta(days=30), at=at(self.today), by=ODILE)

    async def total_days(self, day: date, cents: int, serial: int) -> None:
        await accounting.total_days()

    async def _followed(self) -> None:
        """What the worker does every two minutes."""
        await doubtful.follow_paid(at(self.today))


# One database for all examples: each is one more client, and time goes on from one to the next.
LIVES: list[date] = []


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=8, max_size=24))
async def test_any_sequence_of_acts_keeps_every_check_green(
    database: None, tmp_path: Path, steps: list[Step]
) -> None:
    if await maybe_business() is None:
        await open_shop()
        # History taken over is at most 65 days old: all of it is of this fiscal year.
        LIVES[:] = [date(2026, 4, 6)]
    life = WholeLife(await regie(), LIVES[-1])
    for serial, step in enumerate(steps):
        await life.live(step, serial)
    # The worker comes by before anybody looks.
    await doubtful.follow_paid(at(life.today))
    LIVES.append(life.today)
    assert [(c.name, c.findings, c.problem) for c in await gather_checks() if not c.ok] == []
    for on in sorted(life.days):
        await agree(on, None)
    year = Span(date(2026, 1, 1), life.today)
    rows = await trial_balance(year)
    assert sum(each.after for each in rows) == 0
    folder = tmp_path / f"{len(LIVES)}"
    with Folder(folder) as place:
        # With the history: a letter would otherwise name an entry that is not in the file.
        days = Days(year.first, min(year.last, date(2026, 12, 31)), with_openings=True)
        made = await export_entries(days, place, on=life.today, at=at(life.today), by=ODILE)
    assert judge(made.filename, (folder / made.filename).read_bytes(), "20261231") == []
    await letters_of_a_part(sorted(life.days), life.today)
    closed = await till_closed_on()
    assert closed is None or closed <= life.today


async def letters_of_a_part(days: list[date], until: date) -> None:
    """A file that begins later carries the letters of what lies whole within it, and no other:
    reckoned here from those of all the books."""
    first = days[len(days) // 2]
    part = await lettering(until, held=Held(first, with_openings=False))
    every = await lettering(until)
    entries = await Entry.select(Entry.id, Entry.day, Entry.journal)
    outside = {
        every.of(each["id"])[0]
        for each in entries
        if each["day"] < first or each["journal"] == Journal.OPENING
    }
    for each in entries:
        letter = every.of(each["id"])
        assert part.of(each["id"]) == (("", None) if letter[0] in outside else letter), each
