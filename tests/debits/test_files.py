"""From an invoice to a file: who is told, what is in and out, the same file for the same debits."""

import asyncio
from datetime import date

import pytest

from app.core.errors import Refused
from app.debits import actions, queries
from app.debits.rules import Why
from app.debits.tables import Debit, DebitBatch
from app.mandates import actions as mandates
from app.mandates import queries as mandate_queries
from app.mandates.rules import Ending, Recurrence, Scheme
from app.messages.tables import Message
from app.reminders.queries.situations import situations
from app.reminders.rules import Held, Step, decide
from tests.cast import ODILE, at, hotel, mme_perrin, open_shop, regie
from tests.debits.story import (
    D,
    added,
    bytes_of,
    faults_of,
    handed,
    owed,
    parsed,
    sent,
    shown,
    told,
)
from tests.mandates.paper import OTHER_IBAN, identified, signed
from tests.payments.books import instalment_of, paid, sold


@pytest.fixture
async def shop(database: None) -> None:
    await open_shop()
    await identified()


async def test_told_once_and_in_the_file_of_its_day(shop: None) -> None:
    bellecour, outsider = await regie(), await hotel()
    await signed(bellecour)
    await owed(bellecour, 120, "2026-06-01", "2026-07-01")
    await sold(outsider, 500, "2026-06-01", "2026-07-01")
    assert await told("2026-06-01") == 1
    assert await told("2026-06-01") == 0 and await told("2026-06-20") == 0
    message = await Message.select().where(Message.cause_kind == "debit").first()
    assert message and message["client_id"] == bellecour and message["state"] == "sent"
    plain = message["text"].replace("\u00a0", " ").replace("\u202f", " ")
    for words in ("120,00 €", "1er juillet 2026", "MDT-000001", "FR72ZZZ123456", "FR76 … 0189"):
        assert words in plain, words
    early = (await shown("2026-06-16")).files[0]
    assert early.is_early and early.deadline == D("2026-06-29")
    ready = await shown("2026-06-24")
    assert not ready.files[0].is_early and ready.files[0].collect_on == D("2026-07-01")
    assert ready.outside == ()
    batch = await handed("2026-06-24")
    content = bytes_of(batch)
    assert faults_of(content, "02") == [] and added(content) == (1, 12_000)
    assert batch.total == 12_000 and batch.message_id.startswith("ECH20260701-")
    view = await mandate_queries.maybe_mandate(1)
    assert view and view.last_used_on == D("2026-07-01")
    assert (await shown("2026-06-24")).files == ()


@pytest.mark.parametrize("version", ["02", "08"])
@pytest.mark.parametrize("address", ["none", "town", "structured"])
@pytest.mark.parametrize("scheme", [Scheme.CORE, Scheme.B2B])
async def test_valid_by_the_official_schema(
    database: None, version: str, address: str, scheme: Scheme
) -> None:
    await open_shop()
    await identified(version=version, address=address)
    bellecour, nizier = await regie(), await hotel()
    await signed(bellecour, scheme=scheme)
    await signed(nizier, scheme=scheme, name="Hôtel", iban=OTHER_IBAN, recurrence=Recurrence.ONCE)
    await owed(bellecour, 120, "2026-06-01", "2026-07-01")
    await owed(nizier, 80, "2026-06-01", "2026-07-01")
    await told("2026-06-01")
    batch = await handed("2026-06-24")
    content = bytes_of(batch)
    assert faults_of(content, version) == []
    assert added(content) == (2, 20_000) == (batch.pieces, batch.total)
    tree = parsed(content)
    assert {each.text for each in tree.iter("SeqTp")} == {"RCUR", "OOFF"}
    assert {each.text for each in tree.iterfind(".//LclInstrm/Cd")} == {scheme.value}
    assert not list(tree.iter("AdrLine"))
    towns = [each.text for each in tree.iterfind(".//Dbtr/PstlAdr/TwnNm")]
    assert towns == ([] if address == "none" else ["Lyon", "Lyon"])
    streets = list(tree.iterfind(".//Dbtr/PstlAdr/StrtNm"))
    assert len(streets) == (2 if address == "structured" else 0)


def test_the_schema_does_refuse_something() -> None:
    assert faults_of(b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.02"/>', "02")


async def test_asked_twice_or_by_two_it_is_one_file(shop: None) -> None:
    bellecour = await regie()
    await signed(bellecour)
    await owed(bellecour, 120, "2026-06-01", "2026-07-01")
    await owed(bellecour, 30, "2026-06-01", "2026-07-01")
    await told("2026-06-01")
    file = (await shown("2026-06-24")).files[0]

    async def ask(hour: int) -> int:
        return await actions.make_batch(
            file.scheme.value, file.collect_on, file.ids, at=at("2026-06-24", hour), by=ODILE
        )

    first, *others = await asyncio.gather(*(ask(hour) for hour in range(6, 11)))
    assert {first, *others, await ask(10)} == {first} and await DebitBatch.count() == 1
    batch = await queries.batch(first)
    assert batch and added(bytes_of(batch)) == (2, 15_000)
    with pytest.raises(Refused) as refused:
        await actions.make_batch(
            file.scheme.value, file.collect_on, file.ids[:1], at=at("2026-06-24"), by=ODILE
        )
    assert refused.value.code == "debits.taken"


async def test_two_files_that_want_the_same_debit(shop: None) -> None:
    bellecour = await regie()
    await signed(bellecour)
    await owed(bellecour, 120, "2026-06-01", "2026-07-01")
    await owed(bellecour, 30, "2026-06-01", "2026-07-01")
    await told("2026-06-01")
    file = (await shown("2026-06-24")).files[0]

    async def ask(ids: list[int]) -> int:
        return await actions.make_batch("CORE", file.collect_on, ids, at=at("2026-06-24"), by=ODILE)

    done = await asyncio.gather(ask(file.ids), ask(file.ids[:1]), return_exceptions=True)
    assert sum(isinstance(each, Refused) for each in done) == 1
    assert await DebitBatch.count() == 1


async def test_what_is_out_says_why(shop: None) -> None:
    bellecour, perrin, nizier = await regie(), await mme_perrin(), await hotel()
    await signed(bellecour)
    mandate = await signed(nizier, name="Hôtel", iban=OTHER_IBAN)
    await owed(bellecour, 120, "2026-06-01", "2026-07-01")
    part_paid = await owed(bellecour, 60, "2026-06-01", "2026-07-01")
    await owed(perrin, 40, "2026-06-01", "2026-07-01")
    await owed(nizier, 70, "2026-06-01", "2026-07-01")
    await actions.announce(at("2026-06-01"))
    before = {each.reason.code for each in (await shown("2026-06-02")).outside}
    assert before == {"debits.not_told", "debits.no_mandate"}
    await sent(at("2026-06-01"))
    await paid(bellecour, 20, "2026-06-10", [(await instalment_of(part_paid), 2_000)])
    await mandates.end(mandate, Ending.REVOKED, on=D("2026-06-11"), at=at("2026-06-11"), by=ODILE)
    out = {(each.amount, each.reason.code) for each in (await shown("2026-06-24")).outside}
    assert out == {
        (4_000, "debits.other_amount"),
        (4_000, "debits.no_mandate"),
        (7_000, "debits.mandate"),
    }
    with pytest.raises(Refused):
        await actions.make_batch("CORE", D("2026-07-01"), [2], at=at("2026-06-24"), by=ODILE)
    # Given up, and announced anew with what is left: two weeks later than the first time.
    assert await told("2026-06-24") == 1
    again = await Debit.select().where(Debit.state == "announced").order_by(Debit.id)
    assert [(each["amount"], each["attempt"], each["collect_on"]) for each in again] == [
        (12_000, 1, D("2026-07-01")),
        (4_000, 2, D("2026-07-08")),
    ]


async def test_a_message_that_left_late_or_an_hour_missed_moves_the_day(shop: None) -> None:
    bellecour = await regie()
    await signed(bellecour)
    await owed(bellecour, 120, "2026-06-01", "2026-06-16")
    await actions.announce(at("2026-06-01"))
    await sent(at("2026-06-05"))
    file = (await shown("2026-06-05", 12)).files[0]
    assert file.collect_on == D("2026-06-19") and file.debits[0][1].why is Why.NOTICE
    file = (await shown("2026-06-17", 11)).files[0]
    assert file.collect_on == D("2026-06-22") and file.debits[0][1].why is Why.BANK
    with pytest.raises(Refused) as refused:
        await actions.make_batch(
            "CORE", D("2026-06-19"), file.ids, at=at("2026-06-17", 11), by=ODILE
        )
    assert refused.value.code == "debits.moved"


async def test_another_account_is_told_in_the_next_file_only(shop: None) -> None:
    bellecour = await regie()
    mandate = await signed(bellecour)
    await owed(bellecour, 120, "2026-06-01", "2026-07-01")
    await told("2026-06-01")
    assert "AmdmntInd" not in bytes_of(await handed("2026-06-24")).decode()
    day = D("2026-07-02")
    await mandates.amend(mandate, OTHER_IBAN, on=day, at=at(day), by=ODILE)
    for issued, due, make, expected in (
        ("2026-07-02", "2026-08-03", "2026-07-27", 1),
        ("2026-08-03", "2026-09-01", "2026-08-26", 0),
    ):
        await owed(bellecour, 50, issued, due)
        await told(issued)
        content = bytes_of(await handed(make))
        assert content.decode().count("<Id>SMNDA</Id>") == expected
        assert OTHER_IBAN.encode() in content
        assert faults_of(content, "02") == []


async def test_nothing_is_asked_for_while_a_debit_is_on_its_way(shop: None) -> None:
    bellecour, nizier = await regie(), await hotel(terms_days=30)
    await signed(bellecour)
    await owed(bellecour, 120, "2026-06-01", "2026-07-01")
    await sold(nizier, 500, "2026-06-01", "2026-07-01")
    await told("2026-06-01")
    step = Step(1, 1, 10, "firm", False, False)

    async def decided(client_id: int, on: date) -> object:
        found = (await situations(on))[client_id].situation
        return decide(found, [step], on)

    silent = await decided(bellecour, D("2026-07-13"))
    assert isinstance(silent, Held) and silent.reason.code == "reminders.debit"
    assert silent.reason.facts == {"day": D("2026-07-01")}
    assert not isinstance(await decided(nizier, D("2026-07-13")), Held)


async def test_two_workers_tell_each_client_once(shop: None) -> None:
    bellecour = await regie()
    await signed(bellecour)
    for _ in range(5):
        await owed(bellecour, 120, "2026-06-01", "2026-07-01")
    done = await asyncio.gather(*(actions.announce(at("2026-06-01")) for _ in range(3)))
    assert sum(done) == 5 and await Debit.count() == 5
    assert await Message.count().where(Message.cause_kind == "debit") == 5


async def test_not_before_the_bank_is_ready(database: None) -> None:
    await open_shop()
    await identified(contract_on=None)
    bellecour = await regie()
    await signed(bellecour)
    await owed(bellecour, 120, "2026-06-01", "2026-07-01")
    await told("2026-06-01")
    with pytest.raises(Refused) as refused:
        await handed("2026-06-24")
    assert refused.value.code == "debits.not_ready" and not await DebitBatch.exists()


async def test_what_was_handed_over_stays_as_it_is(shop: None) -> None:
    bellecour = await regie()
    await signed(bellecour)
    await owed(bellecour, 120, "2026-06-01", "2026-07-01")
    await told("2026-06-01")
    batch = await handed("2026-06-24")
    for deed in (
        "UPDATE debit SET amount = 1",
        "DELETE FROM debit",
        "UPDATE debit_batch SET total = 1",
        "DELETE FROM debit_batch",
    ):
        with pytest.raises(Exception, match="debit"):
            await Debit.raw(deed)
    assert added(bytes_of(batch)) == (1, 12_000)
