"""Entries that balance, once; a chain that shows any change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounting import actions, queries, rules
from app.accounting.actions import Linked
from app.accounting.rules import Journal, credit, debit
from app.accounting.tables import ChainLink, Entry
from app.adapters.database import transaction
from app.core.errors import Refused
from tests.cast import at

BY = "odile@atelier-vauban.test"
WHEN = at("2026-11-21", 13)
DAY = WHEN.date()


async def posted(subject: str, *lines: rules.Line) -> int:
    async with transaction() as tx:
        return await actions.post(
            tx,
            journal=Journal.SALES,
            day=DAY,
            piece="F1",
            label="Vente",
            subject=subject,
            lines=lines,
            at=WHEN,
            by=BY,
        )


@given(st.integers(-(10**12), 10**12))
def test_a_negative_debit_is_a_credit_and_nothing_is_no_line(cents: int):
    lines = [*debit("512", cents), *credit("706", cents)]
    assert sum(each.debit - each.credit for each in lines) == 0
    assert all(each.debit >= 0 and each.credit >= 0 for each in lines)
    assert len(lines) == (2 if cents else 0)


async def test_an_entry_that_does_not_balance_is_refused(database: None) -> None:
    with pytest.raises(Refused) as refused:
        await posted("a", *debit("512", 100), *credit("706", 99))
    assert refused.value.code == "accounting.unbalanced"
    with pytest.raises(Refused):
        await posted("a")
    with pytest.raises(Refused) as refused:
        await posted("a", *debit("411", 100), *credit("706", 100))
    assert refused.value.code == "accounting.no_client"
    assert await Entry.count() == 0


async def test_an_act_is_posted_once(database: None) -> None:
    await posted("invoice:1", *debit("411", 100, 7), *credit("706", 100))
    with pytest.raises(Refused) as refused:
        await posted("invoice:1", *debit("411", 100, 7), *credit("706", 100))
    assert refused.value.code == "accounting.posted_already"
    assert await queries.clients_balance(DAY) == 100
    assert await queries.balances_by_client(DAY) == {7: 100}


async def test_doubtful_clients_count_with_the_others(database: None) -> None:
    await posted("a", *debit("411", 100, 7), *credit("706", 100))
    await posted("b", *debit("416", 60, 7), *credit("411", 60, 7))
    await posted("c", *debit("512", 100), *credit("411", 100, 8))
    assert await queries.balances_by_client(DAY) == {7: 100, 8: -100}
    assert await queries.clients_balance(DAY) == 0
    assert await queries.account_balance("416", DAY) == 60


async def test_the_past_as_it_was_known(database: None) -> None:
    await posted("a", *debit("411", 100, 7), *credit("706", 100))
    before = at("2026-11-20").date()
    assert await queries.clients_balance(before) == 0
    assert await queries.clients_balance(DAY, known_on=before) == 0
    assert await queries.clients_balance(DAY, known_on=DAY) == 100


async def test_each_link_holds_the_one_before_it(database: None) -> None:
    async with transaction() as tx:
        first = await actions.chain(tx, kind="receipt", id=1, payload={"é": 1}, at=WHEN)
        second, third = await actions.chain_many(
            tx, kind="receipt", items=[Linked(2, {"b": 2, "a": 1}), Linked(3, {})], at=WHEN
        )
    links = await ChainLink.select().order_by(ChainLink.n)
    assert [link["hash"] for link in links] == [first, second, third]
    assert [link["previous"] for link in links] == [rules.FIRST_HASH, first, second]
    assert links[1]["payload"] == '{"a":1,"b":2}'
    assert rules.link_hash(first, '{"a":1,"b":2}') == second
    assert await queries.check_chain() == []


async def test_a_link_that_was_rolled_back_is_not_missed(database: None) -> None:
    with pytest.raises(RuntimeError):
        async with transaction() as tx:
            await actions.chain(tx, kind="receipt", id=1, payload={}, at=WHEN)
            raise RuntimeError
    async with transaction() as tx:
        await actions.chain(tx, kind="receipt", id=2, payload={}, at=WHEN)
    assert await queries.check_chain() == []
    assert await ChainLink.count() == 1


def test_a_break_is_found_where_it_is():
    one = rules.link_hash(rules.FIRST_HASH, "1")
    two = rules.link_hash(one, "2")
    assert rules.broken_links([(1, "1", rules.FIRST_HASH, one), (2, "2", one, two)]) == []
    assert rules.broken_links([(1, "x", rules.FIRST_HASH, one), (2, "2", one, two)]) == [1]
    assert rules.broken_links([(2, "2", one, two)]) == [2]
