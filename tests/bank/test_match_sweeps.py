"""A long pointing goes over several sweeps: each goes on where the one before it ended, also when
the program died in between, and when a statement came in meanwhile."""

from datetime import date

import pytest

from app.accounting.queries import account_balance, balances_by_client
from app.bank.actions import sweeping
from app.bank.actions.sweeping import Swept
from app.bank.actions.verdicts import keep_verdicts
from app.bank.tables import BankMatch, BankPointing
from app.payments.tables import Receipt
from tests.bank.lines import NOW, done_with, left, line, nothing_wrong
from tests.cast import hotel, open_shop, regie
from tests.payments.books import sold

ON = date(2026, 11, 26)
LINES, AT_A_TIME = 60, 25


@pytest.fixture
async def books(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty invoices of two clients, one line of the bank for each; twenty-five are looked at by a
    sweep."""
    monkeypatch.setattr(sweeping, "_LOOKED", AT_A_TIME)
    monkeypatch.setattr(sweeping, "_CHUNK", 10)
    await open_shop()
    cast = [(await regie(), "REGIE BELLECOUR"), (await hotel(), "HOTEL ST NIZIER")]
    for n in range(1, LINES + 1):
        client, payer = cast[n % 2]
        await sold(client, 100 + 2 * n, "2026-10-01", "2026-10-31")
        await line(cents(n), f"VIR F2026-{n:06}", payer)


def cents(n: int) -> int:
    return 10_000 + 200 * n


async def swept(after: Swept | None = None) -> Swept:
    """One sweep; `after` None: by a program that has just begun and remembers nothing."""
    return await sweeping.sweep(at=NOW, by="echeance", after=after)


async def to_the_end(after: Swept | None = None, remembers: bool = True) -> list[Swept]:
    found = [await swept(after)]
    while not found[-1].is_done:
        found.append(await swept(found[-1] if remembers else None))
    return found


async def judged() -> int:
    return await BankPointing.count().where(BankPointing.mark != "")


async def all_is_pointed_once(lines: int = LINES) -> None:
    """Every invoice of the sixty is paid, each by one receipt; by hand: the sum of their cents."""
    assert await BankMatch.count() == await Receipt.count() == lines
    total = sum(cents(n) for n in range(1, LINES + 1))
    assert await account_balance("512", ON) == total
    assert sum((await balances_by_client(ON)).values()) == 0
    await nothing_wrong()


@pytest.mark.parametrize("remembers", [True, False], ids=["goes on", "begins again each time"])
async def test_each_sweep_looks_at_the_next_lines_and_the_last_one_points(
    books: None, remembers: bool
) -> None:
    """25, 25 and the last 10; what was looked at is not looked at again, in memory or not."""
    first = await swept()
    assert (first.looked, first.pointed, first.is_done) == (25, 0, False)
    assert await judged() == 25 and await Receipt.count() == 0
    second = await swept(first if remembers else None)
    assert (second.looked, second.pointed, second.is_done) == (25, 0, False)
    assert await judged() == 50
    rest = await to_the_end(second if remembers else None, remembers)
    assert rest[0].looked >= 10 and rest[-1].is_done
    assert sum(each.pointed for each in rest) == LINES
    await all_is_pointed_once()
    assert [each.pointed for each in await to_the_end()] == [0]


async def test_the_program_dies_between_two_sweeps_and_a_statement_comes_meanwhile(
    books: None,
) -> None:
    """What the first sweep found was true of another world: nothing is pointed by it. Of the three
    lines that came, one pays the rest of an invoice, one is another's, one pays again."""
    client, payer = await regie(), "REGIE VAISE"
    await sold(client, 500, "2026-10-05", "2026-11-04")
    first = await swept()
    assert (first.looked, first.pointed) == (25, 0)
    # The program is gone with all that it remembered; the bank's file comes before it is back.
    number = f"F2026-{LINES + 1:06}"
    pays = await line(50_000, f"VIR {number}", payer)
    stranger = await line(33_333, "REMBOURSEMENT MUTUELLE", "MUTUELLE DU RHONE")
    again = await line(cents(1), "VIR F2026-000001", "HOTEL ST NIZIER")
    rounds = await to_the_end()
    # The marks of the 25 were of the world before: all 63 are looked at.
    assert sum(each.looked for each in rounds) >= LINES + 3
    assert [each.id for each in await done_with(stranger)] == []
    assert await left(stranger) == 33_333
    # Which of the two paid the first invoice is a question: neither is taken twice for it.
    assert [await done_with(each) for each in (1, again)] == [[], []]
    assert len(await done_with(pays)) == 1 and await left(pays) == 0
    await nothing_wrong()
    assert [each.pointed for each in await to_the_end()] == [0]


async def test_what_one_sweep_remembers_is_not_believed_once_a_statement_has_come(
    books: None,
) -> None:
    """The same program goes on: its memory is of a world without the line that pays the same."""
    first = await swept()
    again = await line(cents(1), "VIR F2026-000001", "HOTEL ST NIZIER")
    await to_the_end(first)
    assert await Receipt.count() == LINES - 1
    assert [await done_with(each) for each in (1, again)] == [[], []]
    assert await BankPointing.count().where(BankPointing.open == 0) == LINES - 1
    await nothing_wrong()


@pytest.mark.parametrize("dies_at", [1, 2, 3])
async def test_it_dies_while_it_keeps_what_it_found(
    books: None, monkeypatch: pytest.MonkeyPatch, dies_at: int
) -> None:
    """Of its third look the sixty matches stand already: the next one makes none of them again."""
    kept = 0

    async def breaks(*words: object) -> None:
        nonlocal kept
        kept += 1
        if kept == dies_at:
            raise RuntimeError("the power went")
        await keep_verdicts(*words)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(sweeping, "keep_verdicts", breaks)
        with pytest.raises(RuntimeError, match="the power went"):
            await to_the_end(remembers=False)
    await to_the_end(remembers=False)
    await all_is_pointed_once()
