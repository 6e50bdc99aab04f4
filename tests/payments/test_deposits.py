"""Cheques are paid in together: one slip, one line of the bank; one that bounces is owed again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date

import httpx
import pytest

from app.accounting.queries import account_balance, balances_by_client
from app.bank import actions as bank
from app.bank.queries import at_the_bank
from app.bank.rules.deals import Deposited, PartKind, Returned
from app.core.errors import Refused
from app.payments import actions, queries
from app.payments.rules import Method
from tests.bank.lines import NOW, done_with, left, line, nothing_wrong, swept
from tests.cast import AMIN, at, browser, hotel, mme_perrin, open_shop, regie, signed_in
from tests.payments.books import open_now, paid, sold

NOV_15 = date(2026, 11, 15)
NOV_26 = date(2026, 11, 26)


async def cheque(client: int, euros: int, on: str = "2026-11-10") -> int:
    return await paid(client, euros, on, method=Method.CHEQUE)


async def slip(*cheques: int, key: str = "slip", on: date = NOV_15) -> int:
    return await actions.make_deposit(cheques, key=key, on=on, at=at(on, 18), by=AMIN)


async def point(line_id: int, deal: object, key: str = "form") -> int:
    return await bank.point(line_id, [deal], key=key, at=NOW, by=AMIN)  # type: ignore[list-item]


async def accounts() -> tuple[int, int]:
    return await account_balance("5112", NOV_26), await account_balance("512", NOV_26)


async def test_a_slip_is_made_once_and_numbered(database: None) -> None:
    await open_shop()
    client, other = await mme_perrin(), await hotel()
    one, two, outside = await cheque(client, 60), await cheque(other, 45), await cheque(other, 30)
    made = await slip(one, two)
    assert await slip(one, two) == made
    there = await queries.deposit(made)
    assert (there.number, there.pieces, there.total) == (1, 2, 10_500)
    assert [each.receipt_id for each in await queries.cheques_waiting()] == [outside]
    with pytest.raises(Refused, match="does not wait any more"):
        await slip(two, outside, key="another")
    assert (await queries.deposit(await slip(outside, key="next"))).number == 2
    assert await accounts() == (13_500, 0)
    await nothing_wrong()


async def test_two_browsers_make_one_slip_of_a_cheque(database: None) -> None:
    await open_shop()
    one = await cheque(await mme_perrin(), 60)
    outcomes = await asyncio.gather(slip(one, key="a"), slip(one, key="b"), return_exceptions=True)
    assert sorted(isinstance(each, Refused) for each in outcomes) == [False, True]
    assert len(await queries.deposits()) == 1


async def test_what_cannot_stand_on_a_slip(database: None) -> None:
    await open_shop()
    client = await mme_perrin()
    transfer, late = await paid(client, 60, "2026-11-10"), await cheque(client, 50, "2026-11-16")
    for cheques, on, said in (
        ((), NOV_15, "Tick at least one"),
        ((transfer,), NOV_15, "does not wait"),
        ((late,), NOV_15, "cannot have been paid in before"),
    ):
        with pytest.raises(Refused, match=said):
            await slip(*cheques, on=on)
    with pytest.raises(Refused, match="still to come"):
        await actions.make_deposit([late], key="k", on=NOV_26, at=at(NOV_15), by=AMIN)


async def test_the_line_of_a_slip_brings_its_cheques_to_the_bank(database: None) -> None:
    await open_shop()
    client, other = await mme_perrin(), await hotel()
    await sold(client, 60, "2026-10-01", "2026-10-31")
    one, two, outside = await cheque(client, 60), await cheque(other, 45), await cheque(other, 105)
    await slip(one, two)
    there = await line(10_500, "REMISE 2 CHEQUES")
    assert (await swept()).pointed == 1
    [match] = await done_with(there)
    assert [(p.kind, p.receipt_id) for p in match.parts] == [
        (PartKind.RECORDED, one),
        (PartKind.RECORDED, two),
    ]
    assert await accounts() == (10_500, 10_500)
    assert set(await at_the_bank([one, two, outside])) == {one, two}
    await nothing_wrong()
    await bank.unpoint(match.id, on=NOV_26, at=NOW, by=AMIN)
    assert await accounts() == (21_000, 0)
    await nothing_wrong()


async def test_a_line_that_does_not_speak_of_cheques_is_asked(database: None) -> None:
    await open_shop()
    made = await slip(await cheque(await mme_perrin(), 60), await cheque(await hotel(), 45))
    there = await line(10_500, "VERSEMENT GUICHET")
    stranger = await line(10_500, "VIR SEPA", "ETS DUMOULIN")
    assert (await swept()).pointed == 0
    assert await left(stranger) == 10_500
    await point(there, Deposited(made))
    assert await accounts() == (0, 10_500)
    with pytest.raises(Refused, match="Another line"):
        await point(stranger, Deposited(made), key="again")
    await nothing_wrong()


async def test_a_cheque_that_bounces_is_owed_again_and_leaves_the_bank(database: None) -> None:
    """60 € and 45 € were credited; the bank takes 60 € back and 15 € for it."""
    await open_shop()
    client, other = await mme_perrin(), await hotel()
    await sold(client, 60, "2026-10-01", "2026-10-31")
    await sold(other, 45, "2026-10-01", "2026-10-31")
    one, two = await cheque(client, 60), await cheque(other, 45)
    made = await slip(one, two)
    came = await line(10_500, "REMISE 2 CHEQUES")
    await swept()
    assert await balances_by_client(NOV_26) == {}
    back = await line(-7_500, "CHEQUE IMPAYE", on="2026-11-24")
    match = await point(back, Returned(one, fee=1_500), key="back")
    assert await open_now(client) == {"F2026-000001": 6_000}
    assert await balances_by_client(NOV_26) == {client: 6_000}
    # 105 came, 60 went back and 15 of fee: 30 are left, and no cheque is underway.
    assert await accounts() == (0, 3_000)
    assert await account_balance("627", NOV_26) == 1_500
    cheques = await queries.deposited([made])
    assert [each.undone_on for each in cheques] == [date(2026, 11, 24), None]
    assert (await swept()).pointed == 0
    await nothing_wrong()
    [first] = await done_with(came)
    with pytest.raises(Refused, match="undo that one first"):
        await bank.unpoint(first.id, on=NOV_26, at=NOW, by=AMIN)
    await bank.unpoint(match, on=NOV_26, at=NOW, by=AMIN)
    assert await open_now(client) == {}
    assert await accounts() == (0, 10_500)
    assert await account_balance("627", NOV_26) == 0
    await nothing_wrong()


async def test_a_single_cheque_that_bounces_is_found_by_itself(database: None) -> None:
    await open_shop()
    client = await mme_perrin()
    await sold(client, 60, "2026-10-01", "2026-10-31")
    await slip(await cheque(client, 60))
    await line(6_000, "REMISE CHEQUE")
    assert (await swept()).pointed == 1
    await line(-6_000, "CHEQUE IMPAYE F2026-000001", on="2026-11-24")
    assert (await swept()).pointed == 1
    assert await accounts() == (0, 0)
    assert await open_now(client) == {"F2026-000001": 6_000}
    await nothing_wrong()


async def test_a_cheque_on_a_slip_is_not_undone_by_hand(database: None) -> None:
    await open_shop()
    client = await regie()
    one = await cheque(client, 60)
    made = await slip(one)
    with pytest.raises(Refused, match="on deposit slip"):
        await actions.undo(one, on=NOV_26, at=at(NOV_26), by=AMIN)
    with pytest.raises(Refused, match="The bank has"):
        await actions.cancel_deposit(made, at_the_bank=True, on=NOV_26, at=at(NOV_26), by=AMIN)
    await actions.cancel_deposit(made, at_the_bank=False, on=NOV_26, at=at(NOV_26), by=AMIN)
    with pytest.raises(Refused, match="cancelled already"):
        await actions.cancel_deposit(made, at_the_bank=False, on=NOV_26, at=at(NOV_26), by=AMIN)
    assert [each.receipt_id for each in await queries.cheques_waiting()] == [one]
    there = await line(6_000, "REMISE CHEQUE")
    with pytest.raises(Refused, match="was cancelled"):
        await point(there, Deposited(made))
    assert (await queries.deposit(await slip(one, key="again"))).number == 2
    await nothing_wrong()


@pytest.fixture
async def amin(database: None, at: Callable[[str], None]) -> AsyncIterator[httpx.AsyncClient]:
    at("2026-11-20T10:00")
    await open_shop()
    async with browser() as client:
        yield await signed_in(client, "amin")


async def test_from_the_list_of_cheques_to_paper(amin: httpx.AsyncClient) -> None:
    one, two = await cheque(await mme_perrin(), 60), await cheque(await hotel(), 45)
    known = await cheque(await regie(), 80)
    await point(await line(8_000, "REMISE CHEQUE"), Deposited(await slip(known)))
    page = await amin.get("/payments/deposits")
    assert page.text.count('name="cheque"') == 2 and page.text.count(" checked") == 2
    form = {"key": "k1", "on": "20/11/2026"}
    none = await amin.post("/payments/deposits", data=form)
    assert none.status_code == 422 and "Cochez au moins un chèque" in none.text
    data = form | {"cheque": [str(one), str(two)]}
    done = await amin.post("/payments/deposits", data=data, follow_redirects=True)
    assert "Remise de chèques n° 2" in done.text.replace("\u00a0", " ")
    again = await amin.post("/payments/deposits", data=data)
    assert again.headers["location"] == "/payments/deposits/2"
    paper = await amin.get("/payments/deposits/2/pdf")
    assert paper.content.startswith(b"%PDF")
    assert f"/payments/{one}" in (await amin.get("/payments/deposits/2")).text
    assert "/payments/deposits/2" in (await amin.get(f"/payments/{one}")).text
    there = await line(10_500, "VERSEMENT")
    shown = await amin.get(f"/bank/lines/{there}")
    assert 'name="slip" value="2"' in shown.text
    await amin.post(f"/bank/lines/{there}/slip", data={"slip": "2"})
    assert await left(there) == 0
    await amin.post("/payments/deposits/2/cancellation")
    assert (await queries.deposit(2)).cancelled_on is None
    assert (await amin.get("/payments/deposits/9")).status_code == 404
    await nothing_wrong()
