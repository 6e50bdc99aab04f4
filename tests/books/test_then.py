"""Any day again: what was shown on each of 1,000 days, had back from the books years later.

One life is played day by day, with money recorded weeks after it came, undone, taken off, paid
back, and history taken over. Each evening the figures of that day are kept as they are shown; at
the end every one of them is asked for again, as of that day and as known on that day.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from app.accounting.queries import balances_by_client
from app.books.queries import Span, Total, client_totals, trial_balance, vat_due, vat_in_books
from app.receivables.queries import aging, dso
from app.receivables.queries.delays import Dso
from app.receivables.rules import Row, Sums
from app.risk.queries import outcomes
from app.risk.rules import Outcome
from app.upkeep.queries import gather_checks
from tests.cast import hotel, open_shop, regie
from tests.receivables.test_equal import ACTS, Life

DAYS = 1_000
BEGIN = date(2024, 1, 8)


@dataclass(frozen=True)
class Evening:
    """What the pages say on one evening."""

    rows: tuple[Row, ...]
    total: Sums
    ledger: int
    accounts: list[Total]
    clients: list[Total]
    vat: int
    dso: Dso
    outcomes: list[Outcome]


async def evening(on: date, known_on: date | None) -> Evening:
    board = await aging(on, known_on)
    span = Span(on.replace(day=1), on, known_on)
    due = [each async for part in vat_due(span) for each in part]
    assert sum(each.vat for each in due) == await vat_in_books(span)
    assert board.total.total == board.ledger_411
    return Evening(
        board.rows,
        board.total,
        board.ledger_411,
        await trial_balance(span),
        await client_totals(span),
        sum(each.vat for each in due),
        await dso(on, known_on),
        sorted(await outcomes(on, known_on=known_on), key=repr),
    )


@pytest.mark.slow
async def test_a_thousand_evenings_are_had_again(database: None) -> None:
    await open_shop()
    chance = random.Random(7)
    lives = [Life(await regie(), BEGIN), Life(await hotel(), BEGIN)]
    kept: dict[date, Evening] = {}
    weights = [6, 5, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    for serial in range(DAYS):
        on = BEGIN + timedelta(days=serial)
        life = chance.choice(lives)
        life.today = on
        act = chance.choices(ACTS, weights)[0]
        if chance.random() < 0.6:
            await life.live(
                (act, 0, chance.choice((0, 0, 0, 3, 25)), chance.randint(1, 50_000)), serial
            )
        kept[on] = await evening(on, None)
    days = list(kept)
    chance.shuffle(days)
    wrong = [on for on in days if await evening(on, on) != kept[on]]
    assert wrong == [] and len(days) == DAYS
    # And nothing of it is empty: the story was lived.
    assert sum(bool(each.rows) for each in kept.values()) > 900
    assert await balances_by_client(days[0], BEGIN - timedelta(days=1)) == {}
    assert [check.name for check in await gather_checks() if not check.ok] == []
