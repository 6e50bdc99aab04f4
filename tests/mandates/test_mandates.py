"""A mandate from asked to signed, amended, used, ended; what is refused, and who is not touched."""

import asyncio
import json
from datetime import timedelta

import pytest

from app.adapters import files
from app.adapters.database import transaction
from app.core.errors import Refused
from app.mandates import actions, queries
from app.mandates.actions.signing import Signer
from app.mandates.rules import Creditor, Ending, Recurrence, Scheme, Standing
from app.mandates.tables import Mandate, MandateSignature
from app.messages.tables import Message
from tests.cast import ODILE, at, hotel, mme_perrin, open_shop, regie
from tests.mandates.paper import (
    IBAN,
    ICS,
    MARCH_2,
    OTHER_IBAN,
    D,
    identified,
    made,
    seen,
    signed,
)

PAUL = Signer("Paul Bellecour", IBAN, "Lyon", "192.0.2.7", "Mozilla/5.0")


@pytest.fixture
async def shop(database: None) -> None:
    await open_shop()
    await identified()


async def sign(mandate_id: int, signer: Signer = PAUL, *, agreed: bool = True) -> None:
    await actions.sign(
        mandate_id, signer, agreed=agreed, shown="Le texte.", on=MARCH_2, at=at(MARCH_2, 18)
    )


async def test_asked_then_signed_with_its_evidence(shop: None) -> None:
    outsider = await signed(await hotel(), name="Hôtel", iban=OTHER_IBAN)
    before = await seen(outsider)
    mandate_id = await made(await regie(), send=True)
    view = await seen(mandate_id)
    assert view.reference == f"MDT-{mandate_id:06}"
    assert view.standing(MARCH_2) is Standing.UNSIGNED and view.asked_on == MARCH_2
    asked = await Message.select().where(Message.cause_id == mandate_id).first()
    assert asked and asked["to_address"] == "compta@regie-bellecour.test"
    await sign(mandate_id)
    view = await seen(mandate_id)
    assert view.standing(MARCH_2) is Standing.ACTIVE and view.iban == IBAN
    assert view.sha256
    proof = json.loads(files.read(view.sha256))
    assert proof["creditor"] == {"name": "Atelier Vauban", "ics": ICS, "siren": "732829320"}
    assert (proof["signer"], proof["address"]) == ("Paul Bellecour", "192.0.2.7")
    assert proof["text"] == "Le texte." and proof["debtor"]["iban"] == IBAN
    assert proof["signed_at"] == "2026-03-02T18:00:00+01:00"
    assert await seen(outsider) == before


@pytest.mark.parametrize(
    ("signer", "agreed", "field"),
    [
        (Signer("", IBAN), True, "name"),
        (Signer("Paul", ""), True, "iban"),
        (Signer("Paul", IBAN[:-1] + "8"), True, "iban"),
        (Signer("Paul", IBAN), False, "agreed"),
    ],
)
async def test_a_signature_that_is_not_whole_is_none(
    shop: None, signer: Signer, agreed: bool, field: str
) -> None:
    mandate_id = await made(await regie())
    with pytest.raises(Refused) as refused:
        await sign(mandate_id, signer, agreed=agreed)
    assert [each.field for each in refused.value.findings] == [field]
    assert not await MandateSignature.exists()


async def test_two_browsers_sign_once(shop: None) -> None:
    mandate_id = await made(await regie())
    done = await asyncio.gather(sign(mandate_id), sign(mandate_id), return_exceptions=True)
    refused = [each for each in done if isinstance(each, Refused)]
    assert len(refused) == 1 and refused[0].code == "mandates.signed"
    assert await MandateSignature.count() == 1


async def on_paper(mandate_id: int, day: str, scan: bytes | None = None) -> None:
    await actions.sign_on_paper(
        mandate_id, PAUL, signed_on=D(day), scan=scan, on=MARCH_2, at=at(MARCH_2), by=ODILE
    )


async def test_on_paper_with_a_scan_or_without(shop: None) -> None:
    bellecour = await regie()
    scanned, waits = await made(bellecour), await made(bellecour)
    with pytest.raises(Refused) as refused:
        await on_paper(waits, "2026-03-02", b"MZ a program")
    assert refused.value.code == "mandates.scan"
    with pytest.raises(Refused) as refused:
        await on_paper(waits, "2026-03-03")
    assert refused.value.code == "mandates.future"
    await on_paper(scanned, "2026-02-20", b"%PDF-1.7 x")
    view = await seen(scanned)
    assert view.sha256 and files.read(view.sha256) == b"%PDF-1.7 x"
    assert view.signed_on == D("2026-02-20") and view.lapses_on == D("2029-02-20")
    assert (await seen(waits)).signed_on is None


async def test_the_unsigned_are_chased_twice_and_no_more(shop: None) -> None:
    waits, quiet = (
        await made(await regie(), send=True),
        await signed(await hotel(), iban=OTHER_IBAN),
    )
    chased = []
    for day in range(0, 60):
        when = at(MARCH_2 + timedelta(days=day), 10)
        chased += [when.date()] * await actions.chase(when)
        assert not await actions.chase(when)
    # Monday 9 March, Monday 23 March: 7 and 21 days after.
    assert chased == [D("2026-03-09"), D("2026-03-23")]
    assert not await Message.exists().where(
        Message.cause_id == quiet, Message.cause_kind == "mandate"
    )
    assert await Message.count().where(Message.cause_id == waits) == 3


async def test_after_an_outage_only_the_last_step_leaves(shop: None) -> None:
    await made(await regie(), send=True)
    when = at("2026-04-20", 10)
    assert await asyncio.gather(actions.chase(when), actions.chase(when)) in ([1, 0], [0, 1])
    assert await Message.count().where(Message.subject_key.like("%chase%")) == 1


async def test_another_account_is_noted_and_told_to_the_bank(shop: None) -> None:
    mandate_id = await signed(await regie())
    day = D("2026-05-04")
    await actions.amend(mandate_id, OTHER_IBAN, on=day, at=at(day), by=ODILE)
    view = await seen(mandate_id)
    assert (view.iban, view.told_iban) == (OTHER_IBAN, "")
    for wrong, code in ((OTHER_IBAN, "mandates.same"), ("FR00", "identifiers.iban")):
        with pytest.raises(Refused) as refused:
            await actions.amend(mandate_id, wrong, on=day, at=at(day), by=ODILE)
        assert refused.value.code == code


async def test_b2b_waits_for_the_bank_and_one_debit_ends_a_single_one(shop: None) -> None:
    bellecour = await regie()
    once = await signed(bellecour, recurrence=Recurrence.ONCE)
    async with transaction() as tx:
        await actions.note_used(tx, once, on=D("2026-04-01"), at=at(MARCH_2), by=ODILE)
    assert (await seen(once)).ending is Ending.USED
    b2b = await made(bellecour, scheme=Scheme.B2B)
    await sign(b2b)
    assert (await seen(b2b)).standing(MARCH_2) is Standing.UNREGISTERED
    assert await queries.in_force(bellecour, MARCH_2) is None
    await actions.register(b2b, on=MARCH_2, at=at(MARCH_2), by=ODILE)
    found = await queries.in_force(bellecour, MARCH_2)
    assert found and found.id == b2b


async def test_what_has_ended_stays_so_and_its_link_opens_nothing(shop: None) -> None:
    mandate_id = await signed(await regie())
    await actions.end(mandate_id, Ending.CLOSED, on=MARCH_2, at=at(MARCH_2), by=ODILE)
    with pytest.raises(Refused) as refused:
        await actions.end(mandate_id, Ending.REVOKED, on=MARCH_2, at=at(MARCH_2), by=ODILE)
    assert refused.value.code == "mandates.ended"
    assert (await seen(mandate_id)).ending is Ending.CLOSED


async def test_the_database_refuses_to_change_what_was_signed(shop: None) -> None:
    mandate_id = await signed(await regie())
    for deed in (
        "UPDATE mandate SET reference = 'other'",
        "DELETE FROM mandate",
        "UPDATE mandate_signature SET name = 'other'",
        "DELETE FROM mandate_signature",
    ):
        with pytest.raises(Exception, match=r"mandate"):
            await Mandate.raw(deed)
    assert (await seen(mandate_id)).signed_by == "Paul Bellecour"


async def test_no_mandate_before_the_identifier_nor_two_of_one_reference(database: None) -> None:
    await open_shop()
    bellecour = await regie()
    with pytest.raises(Refused) as refused:
        await made(bellecour)
    assert refused.value.code == "mandates.no_ics"
    await identified()
    await made(bellecour, reference="RUM-1")
    with pytest.raises(Refused) as refused:
        await made(await mme_perrin(), reference="RUM-1")
    assert refused.value.code == "mandates.used"
    with pytest.raises(Refused) as refused:
        await made(await mme_perrin(name="B", email=""), send=True)
    assert refused.value.code == "mandates.no_email"


async def test_the_checklist_empties_as_things_are_done(database: None) -> None:
    await open_shop()
    assert len((await queries.creditor()).missing) == 3
    await identified(contract_on=None)
    assert len((await queries.creditor()).missing) == 1
    with pytest.raises(Refused) as refused:
        wrong = Creditor(ics="FR00ZZZ123456", lead_days=0, version="03", notice_days=61)
        await actions.save_creditor(wrong, at=at(MARCH_2), by=ODILE)
    assert {each.field for each in refused.value.findings} == {
        "ics",
        "lead_days",
        "version",
        "notice_days",
    }
    assert (await queries.creditor()).ics == ICS
