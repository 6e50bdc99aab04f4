"""Debits that come back: by hand, by a file of the bank, by a line; and the whole cycle."""

import asyncio
from datetime import date

import pytest

from app.bank.tables import BankPart, BankPointing
from app.core.errors import Refused
from app.debits import actions, queries
from app.debits.actions.returning import Said
from app.debits.queries import BatchView
from app.debits.tables import DebitReturn
from app.mandates import queries as mandates
from app.mandates.rules import Ending, Standing
from app.payments import actions as payments
from app.payments.tables import Receipt
from app.upkeep.queries import gather_checks
from tests.cast import ODILE, at, hotel, mme_perrin, open_shop, regie
from tests.debits.bank import booked, entry, notification, status
from tests.debits.story import D, handed, open_of, owed, seen, shown, told
from tests.mandates.paper import OTHER_IBAN, identified, signed
from tests.payments.books import sold

JULY_1 = D("2026-07-01")


class Cycle:
    """The Régie (120 €), the hotel (80 €) and Mme Perrin (40 €) in one file for 1 July; the hotel
    owes 500 € besides, which are not debited."""

    def __init__(self, batch: BatchView, clients: tuple[int, int, int]) -> None:
        self.batch, self.clients = batch, clients

    @property
    def ids(self) -> list[str]:
        return [each.end_to_end_id for each in sorted(self.batch.debits, key=lambda d: d.id)]

    @property
    def debits(self) -> list[int]:
        return sorted(each.id for each in self.batch.debits)

    async def open(self) -> list[int]:
        return [await open_of(each) for each in self.clients]


@pytest.fixture
async def cycle(database: None) -> Cycle:
    await open_shop()
    await identified()
    clients = await regie(), await hotel(), await mme_perrin()
    await signed(clients[0])
    await signed(clients[1], name="Hôtel", iban=OTHER_IBAN)
    await signed(clients[2], name="Jeanne Perrin", iban="BE68539007547034")
    for client_id, euros in zip(clients, (120, 80, 40), strict=True):
        await owed(client_id, euros, "2026-06-01", "2026-07-01")
    await sold(clients[1], 500, "2026-06-02", "2026-07-02")
    await told("2026-06-01")
    return Cycle(await handed("2026-06-24"), clients)


async def collected(cycle: Cycle, on: date = JULY_1) -> int:
    return await actions.collect(
        cycle.batch.id, on=on, today=D("2026-07-10"), at=at("2026-07-10"), by=ODILE
    )


async def came_back(debit_id: int, code: str, on: str = "2026-07-03", fee: int = 0) -> None:
    await actions.note_return(
        debit_id, Said(code, D(on), fee), today=D("2026-07-10"), at=at("2026-07-10"), by=ODILE
    )


async def in_order() -> None:
    assert [each.name for each in await gather_checks() if each.problem or each.findings] == []


async def test_credited_by_hand_then_one_comes_back(cycle: Cycle) -> None:
    assert await cycle.open() == [12_000, 58_000, 4_000]
    assert await collected(cycle) == 3
    assert await cycle.open() == [0, 50_000, 0]
    with pytest.raises(Refused) as refused:
        await collected(cycle)
    assert refused.value.code == "debits.all_credited"
    await came_back(cycle.debits[0], "AM04", fee=1_200)
    assert await cycle.open() == [12_000, 50_000, 0]
    receipts = await Receipt.select(Receipt.amount, Receipt.received_on).order_by(Receipt.id)
    assert sorted(each["amount"] for each in receipts) == [-12_000, 4_000, 8_000, 12_000]
    assert receipts[-1]["received_on"] == D("2026-07-03")
    kept = await DebitReturn.select().first()
    assert kept and (kept["code"], kept["fee"]) == ("AM04", 1_200)
    with pytest.raises(Refused) as refused:
        await came_back(cycle.debits[0], "AM04")
    assert refused.value.code == "debits.returned"
    await in_order()


async def test_two_people_note_the_same_return(cycle: Cycle) -> None:
    await collected(cycle)
    done = await asyncio.gather(
        *(came_back(cycle.debits[0], "AM04") for _ in range(3)), return_exceptions=True
    )
    assert sum(isinstance(each, Refused) for each in done) == 2
    assert await cycle.open() == [12_000, 50_000, 0] and await DebitReturn.count() == 1


async def test_want_of_money_is_tried_once_more_and_not_twice(cycle: Cycle) -> None:
    await came_back(cycle.debits[0], "AM04")
    first = (await queries.returns_to_do())[0]
    assert first.end_to_end_id == cycle.ids[0]
    assert (await shown("2026-07-10")).files == ()
    await actions.try_again(first.id, at=at("2026-07-10"), by=ODILE)
    assert await queries.returns_to_do() == []
    await told("2026-07-10")
    again = await handed("2026-07-20")
    assert again.debits[0].attempt == 2 and again.collect_on == D("2026-07-24")
    assert again.debits[0].end_to_end_id != first.end_to_end_id
    await came_back(again.debits[0].id, "AM04", "2026-07-10")
    with pytest.raises(Refused) as refused:
        await actions.try_again(again.debits[0].id, at=at("2026-07-27"), by=ODILE)
    assert refused.value.code == "debits.not_again"


@pytest.mark.parametrize(
    ("code", "ending"),
    [
        ("AC01", Ending.WRONG),
        ("AC04", Ending.CLOSED),
        ("MD01", Ending.REVOKED),
        ("AM04", None),
        ("MD06", None),
    ],
)
async def test_the_mandate_ends_where_its_account_does(
    cycle: Cycle, code: str, ending: Ending | None
) -> None:
    await came_back(cycle.debits[0], code)
    found = (await mandates.of_client(cycle.clients[0]))[0]
    assert found.ending is ending
    assert (found.standing(D("2026-07-10")) is Standing.ACTIVE) is (ending is None)
    others = [(await mandates.of_client(each))[0] for each in cycle.clients[1:]]
    assert all(each.ended_on is None for each in others)


async def test_a_status_of_the_bank_is_read_once(cycle: Cycle) -> None:
    data = status(cycle.batch.message_id, (cycle.ids[1], "AC04"), ("STRANGER", "AM04"))
    when = {"today": D("2026-06-30"), "at": at("2026-06-30"), "by": ODILE}
    read = await actions.read_returns(data, **when)  # type: ignore[arg-type]
    assert (read.returned, read.unchanged, read.unknown) == (1, 0, 1)
    read = await actions.read_returns(data, **when)  # type: ignore[arg-type]
    assert (read.returned, read.unchanged, read.unknown) == (0, 1, 1)
    # Refused before any money moved: the other two are what the bank credits.
    await booked("2026-07-01", entry("2026-07-01", 16_000, batch=f"{cycle.batch.message_id}-RCUR"))
    assert await cycle.open() == [0, 58_000, 0]
    await in_order()


async def test_a_whole_file_refused(cycle: Cycle) -> None:
    data = status(cycle.batch.message_id, group="RJCT")
    read = await actions.read_returns(data, today=D("2026-06-30"), at=at("2026-06-30"), by=ODILE)
    assert read.returned == 3 and (await seen(cycle.batch.id)).returned == 3


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<Document/>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><Document/>',
        b'<?xml version="1.0"?><Document><CstmrDrctDbtInitn/></Document>',
    ],
)
async def test_another_file_is_refused(database: None, data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        await actions.read_returns(data, today=JULY_1, at=at(JULY_1), by=ODILE)
    assert refused.value.code == "debits.file"


async def test_days_that_cannot_be(cycle: Cycle) -> None:
    for on in ("2026-06-30", "2026-07-11"):
        with pytest.raises(Refused):
            await collected(cycle, D(on))
    with pytest.raises(Refused):
        await came_back(cycle.debits[0], "AM04", "2026-07-11")
    assert not await Receipt.exists()


async def test_the_whole_cycle_at_the_bank(cycle: Cycle) -> None:
    """One line credits the file; one debit comes back by its id; it is tried again and credited."""
    name = f"{cycle.batch.message_id}-RCUR"
    await booked("2026-07-01", entry("2026-07-01", 24_000, batch=name))
    assert await cycle.open() == [0, 50_000, 0]
    assert (await seen(cycle.batch.id)).waiting == 0
    assert not await BankPointing.exists().where(BankPointing.open != 0)
    await booked("2026-07-03", entry("2026-07-03", -12_000, id=cycle.ids[0], reason="AM04"))
    assert await cycle.open() == [12_000, 50_000, 0]
    first = (await queries.returns_to_do())[0]
    assert (first.code, first.client_id) == ("AM04", cycle.clients[0])
    await in_order()
    await actions.try_again(first.id, at=at("2026-07-06"), by=ODILE)
    await told("2026-07-06")
    again = await handed("2026-07-14")
    id = again.debits[0].end_to_end_id
    await booked(
        "2026-07-20", entry(again.collect_on.isoformat(), 12_000, id=id, label="PRLV REGIE")
    )
    assert await cycle.open() == [0, 50_000, 0]
    assert (await seen(again.id)).debits[0].state == "collected"
    await in_order()


async def test_a_return_known_before_its_line_is_not_undone_twice(cycle: Cycle) -> None:
    await booked("2026-07-01", entry("2026-07-01", 24_000, batch=f"{cycle.batch.message_id}-RCUR"))
    data = notification(entry("2026-07-03", -12_000, id=cycle.ids[0], reason="MD06"))
    read = await actions.read_returns(data, today=D("2026-07-03"), at=at("2026-07-03"), by=ODILE)
    assert read.returned == 1 and await cycle.open() == [12_000, 50_000, 0]
    await booked("2026-07-03", entry("2026-07-03", -12_000, id=cycle.ids[0], reason="MD06"))
    assert await cycle.open() == [12_000, 50_000, 0]
    assert await Receipt.count() == 4
    assert await BankPart.count().where(BankPart.kind == "return") == 1
    await in_order()


async def test_recorded_by_hand_before_its_line(cycle: Cycle) -> None:
    await collected(cycle)
    await booked(
        "2026-07-10", entry("2026-07-01", 24_000, label=f"REM PRLV {cycle.batch.message_id}")
    )
    assert await Receipt.count() == 3 and await cycle.open() == [0, 50_000, 0]
    assert await BankPart.count().where(BankPart.kind == "recorded") == 3
    await in_order()


async def test_a_line_of_another_amount_is_left_to_a_person(cycle: Cycle) -> None:
    await booked("2026-07-01", entry("2026-07-01", 23_000, batch=f"{cycle.batch.message_id}-RCUR"))
    assert not await Receipt.exists() and await cycle.open() == [12_000, 58_000, 4_000]
    assert (await seen(cycle.batch.id)).waiting == 3


async def test_a_receipt_undone_makes_its_debit_wait_again(cycle: Cycle) -> None:
    await collected(cycle)
    view = await seen(cycle.batch.id)
    undone = next(each for each in view.debits if each.id == cycle.debits[2])
    assert undone.receipt_id
    day = D("2026-07-06")
    await payments.undo(undone.receipt_id, on=day, at=at(day), by=ODILE)
    assert await actions.wait_again() == 1 and await actions.wait_again() == 0
    assert await collected(cycle) == 1
    await in_order()
