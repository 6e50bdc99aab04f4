"""Copies of a contract's invoices for its salesperson and the accountants: one each, of what is
issued from the day on which they were asked for; the client's order number on every invoice."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from app.auth.tables import User
from app.contracts import actions, queries
from app.contracts.jobs import bill_due
from app.contracts.rules import Mode
from app.core.errors import Refused
from app.invoices import actions as invoices_actions
from app.messages.tables import Attachment, Message
from app.upkeep import actions as upkeep
from tests.cast import (
    AMIN,
    CLAIRE,
    ODILE,
    at,
    browser,
    hotel,
    open_shop,
    regie,
    signed_in,
)
from tests.contracts.stories import bill, invoices, lift


@pytest.fixture
async def shop(database):
    await open_shop()


async def user_id(email):
    row = await User.select(User.id).where(User.email == email).first()
    return row["id"]


async def followed(client_id, **changes):
    """A contract that Amin sold: he has a copy of each invoice, and so has Claire."""
    wanted = {
        "salesperson_id": await user_id(AMIN),
        "copies_salesperson": True,
        "copies_accountants": True,
    }
    return await lift(client_id, **(wanted | changes))


async def copies(on):
    return await actions.owe_copies(at=at(on), by="echeance")


async def test_each_gets_one_copy_with_the_pdf_and_without_the_client_s_link(shop):
    await followed(await regie(), mode=Mode.SEND)
    await lift(await hotel())
    await bill("2026-01-05")
    assert await copies("2026-01-05") == 2
    assert await copies("2026-01-05") == 0
    letters = await Message.select().where(Message.cause_kind == "contract")
    assert sorted(each["to_address"] for each in letters) == [AMIN, CLAIRE]
    for letter in letters:
        assert "F2026-000001" in letter["subject"] and "Régie Bellecour" in letter["subject"]
        assert "144,00\u00a0€" in letter["text"] and "/p/" not in letter["text"]
        files = await Attachment.select().where(Attachment.message == letter["id"])
        assert [each["filename"] for each in files] == ["F2026-000001.pdf"]
    run = await upkeep.check_books(at=at("2026-01-05"), by=ODILE)
    assert (run.findings, run.not_checked) == (0, 0)


async def test_a_draft_is_copied_once_it_is_issued_by_hand(shop):
    await followed(await regie(), mode=Mode.DRAFT)
    await bill("2026-01-05")
    assert await copies("2026-01-05") == 0
    [draft] = await invoices()
    await invoices_actions.issue(draft["id"], on=date(2026, 1, 6), at=at("2026-01-06"), by=ODILE)
    assert await copies("2026-01-06") == 2


async def test_what_was_issued_before_is_not_copied(shop):
    contract = await lift(await regie())
    await bill("2026-01-05")
    view = await queries.contract(contract)
    asked = replace(view.values, copies_accountants=True)
    on = date(2026, 1, 20)
    await actions.update(contract, asked, view.lines, on=on, at=at(on), by=ODILE)
    assert await copies("2026-01-20") == 0
    # Forty days without a worker: the copies of both invoices, once each.
    await bill("2026-03-01")
    assert await copies("2026-03-01") == 2
    await actions.update(contract, view.values, view.lines, on=on, at=at(on), by=ODILE)
    await bill("2026-04-01")
    assert await copies("2026-04-01") == 0


async def test_two_workers_at_once_owe_one_copy_each(shop):
    await followed(await regie())
    await bill("2026-03-05")
    owed = await asyncio.gather(copies("2026-03-05"), copies("2026-03-05"))
    assert sum(owed) == 6
    assert await Message.count() == 6


async def test_somebody_who_left_or_is_not_there(shop):
    contract = await followed(await regie(), copies_accountants=False)
    await bill("2026-01-05")
    await User.update({User.is_active: False}).where(User.email == AMIN)
    assert await copies("2026-01-05") == 0
    for who, code in ((None, "copied_nobody"), (999, "salesperson")):
        with pytest.raises(Refused) as refused:
            await followed(await hotel(), salesperson_id=who)
        assert refused.value.code == f"contracts.{code}"
    # The contract of one who left may still be changed.
    view = await queries.contract(contract)
    on = date(2026, 1, 6)
    changed = replace(view.values, label="Autre")
    await actions.update(contract, changed, view.lines, on=on, at=at(on), by=ODILE)


async def test_the_job_owes_them_and_the_form_asks(database, at):
    at("2026-01-05T10:00")
    await open_shop()
    contract = await lift(await regie(), order_number="BC-2026-17")
    async with browser() as client:
        odile = await signed_in(client)
        path = f"/contracts/{contract}"
        form = (await odile.get(f"{path}/edit")).text
        assert "Commercial" in form and "Amin Cherif" in form
        typed = {
            "client_id": "1",
            "label": "Entretien",
            "frequency": "monthly",
            "billing": "advance",
            "start_on": "1/1/2026",
            "mode": "issue",
            "order_number": "BC-2026-17",
            "salesperson_id": "",
            "copies_salesperson": "1",
            "line-0-label": "Entretien",
            "line-0-quantity": "1",
            "line-0-unit_price": "120",
            "line-0-vat_rate": "20",
        }
        wrong = await odile.post(f"{path}/edit", data=typed)
        assert wrong.status_code == 422 and "à qui les factures sont copiées" in wrong.text
        amin = str(await user_id(AMIN))
        assert (
            await odile.post(f"{path}/edit", data=typed | {"salesperson_id": amin})
        ).status_code == 303
        card = (await odile.get(path)).text
        assert "Amin Cherif" in card and "au commercial" in card and "BC-2026-17" in card
    await bill_due({})
    await bill_due({})
    assert await Message.count() == 1
    [made] = await invoices()
    assert made["order_number"] == "BC-2026-17"
