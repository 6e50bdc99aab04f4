"""The whole cycle in one story: mandates, notices, a file, what came back of it, what is next."""

from datetime import date

import pytest

from app.accounting.queries import account_balance
from app.core.errors import Refused
from app.debits import actions, queries, rules
from app.debits.rules import Next
from app.mandates import actions as mandates
from app.mandates import queries as mandate_queries
from app.mandates.actions.signing import Signer
from app.mandates.rules import Ending, Standing
from app.messages.tables import Message
from app.reminders.queries.situations import situations
from app.reminders.rules import Held, Step, decide
from app.upkeep.queries import gather_checks
from tests.cast import ODILE, at, hotel, mairie, mme_perrin, open_shop, regie
from tests.debits.bank import booked, entry, status
from tests.debits.story import (
    D,
    added,
    bytes_of,
    faults_of,
    handed,
    open_of,
    owed,
    parsed,
    seen,
    sent,
    shown,
    told,
)
from tests.mandates.paper import IBAN, MARCH_2, OTHER_IBAN, identified, made, signed
from tests.payments.books import sold


async def held(client_id: int, on: str) -> str:
    """Why no reminder leaves for a client on a day; "" when one would."""
    found = (await situations(D(on)))[client_id].situation
    decided = decide(found, [Step(1, 1, 10, "firm", False, False)], D(on))
    return decided.reason.code if isinstance(decided, Held) else ""


async def next_of(client_id: int) -> tuple[str, Next]:
    """The reason by which a client's debit came back, and what the page says to do."""
    (found,) = [each for each in await queries.returns_to_do() if each.client_id == client_id]
    assert found.code
    return found.code, rules.told(found.code)[1]


async def in_order() -> None:
    assert [each.name for each in await gather_checks() if each.problem or each.findings] == []


async def signs_on_the_page(client_id: int, name: str) -> int:
    """Asked by e-mail, then signed by the client, who types the account."""
    mandate_id = await made(client_id, send=True, name=name)
    signer = Signer(name, IBAN, "Lyon", "192.0.2.7", "Mozilla/5.0")
    await mandates.sign(
        mandate_id, signer, agreed=True, shown="Le texte.", on=MARCH_2, at=at(MARCH_2, 18)
    )
    return mandate_id


async def test_from_three_mandates_to_what_is_done_about_each_return(database: None) -> None:
    """The Régie (120 €), the hotel (80 €) and Mme Perrin (40 €) are debited; the mairie pays by
    transfer (500 €) and is never touched."""
    await open_shop()
    await identified(version="08", address="structured")
    bellecour, nizier, perrin, oullins = (
        await regie(),
        await hotel(),
        await mme_perrin(),
        await mairie(),
    )

    # Mandates: one signed on the page, two on paper.
    page = await signs_on_the_page(bellecour, "Régie Bellecour")
    await signed(nizier, name="Hôtel Saint-Nizier", iban=OTHER_IBAN)
    paper = await signed(perrin, name="Jeanne Perrin", iban="BE68539007547034")
    view = await mandate_queries.maybe_mandate(page)
    assert view and view.standing(MARCH_2) is Standing.ACTIVE and view.sha256

    # Notices, each with its proof, and none for whoever is not debited.
    for client_id, euros in ((bellecour, 120), (nizier, 80), (perrin, 40)):
        await owed(client_id, euros, "2026-06-01", "2026-07-01")
    await sold(oullins, 500, "2026-06-01", "2026-07-01")
    await sent(at("2026-06-01", 8))
    assert await told("2026-06-01") == 3
    notices = await Message.select().where(Message.cause_kind == "debit")
    assert {each["client_id"] for each in notices} == {bellecour, nizier, perrin}
    assert all(each["state"] == "sent" and "juillet 2026" in each["text"] for each in notices)

    # The file: valid, its sums added again, asked for twice.
    batch = await handed("2026-06-24")
    content = bytes_of(batch)
    assert faults_of(content, "08") == [] and added(content) == (3, 24_000)
    assert [each.text for each in parsed(content).iter("CtrlSum")] == ["240.00", "240.00"]
    again = await actions.make_batch(
        "CORE", batch.collect_on, [1, 2, 3], at=at("2026-06-25"), by=ODILE
    )
    assert again == batch.id and bytes_of(await seen(again)) == content
    assert await held(bellecour, "2026-07-13") == "reminders.debit"

    # Partial returns: an account that was closed, before the money; then one without money.
    ids = {each.client_id: each.end_to_end_id for each in batch.debits}
    rejected = status(batch.message_id, (ids[perrin], "AC04"))
    read = await actions.read_returns(
        rejected, today=D("2026-06-30"), at=at("2026-06-30"), by=ODILE
    )
    assert (read.returned, read.unchanged, read.unknown) == (1, 0, 0)
    await booked("2026-07-01", entry("2026-07-01", 20_000, batch=f"{batch.message_id}-RCUR"))
    assert [await open_of(each) for each in (bellecour, nizier, perrin)] == [0, 0, 4_000]
    await booked("2026-07-03", entry("2026-07-03", -8_000, id=ids[nizier], reason="AM04"))
    await booked("2026-07-20", entry("2026-07-20", -12_000, id=ids[bellecour], reason="MD06"))
    assert [await open_of(each) for each in (bellecour, nizier, perrin)] == [12_000, 8_000, 4_000]
    assert await account_balance("512", date(2026, 7, 20)) == 0
    await in_order()

    # Next steps, each by its reason.
    assert await next_of(perrin) == ("AC04", Next.ACCOUNT)
    assert await next_of(nizier) == ("AM04", Next.AGAIN)
    assert await next_of(bellecour) == ("MD06", Next.CALL)
    closed = await mandate_queries.maybe_mandate(paper)
    assert closed and closed.ending is Ending.CLOSED
    assert [await held(each, "2026-07-21") for each in (perrin, bellecour)] == ["", ""]

    # Want of money: told again, and collected the second time.
    (poor,) = [each for each in await queries.returns_to_do() if each.client_id == nizier]
    await actions.try_again(poor.id, at=at("2026-07-21"), by=ODILE)
    await sent(at("2026-07-21"))
    assert await held(nizier, "2026-07-28") == "reminders.debit"
    second = await handed("2026-07-30")
    assert added(bytes_of(second)) == (1, 8_000) and faults_of(bytes_of(second), "08") == []
    paid_on = second.collect_on.isoformat()
    await booked(paid_on, entry(paid_on, 8_000, id=second.debits[0].end_to_end_id))
    assert await open_of(nizier) == 0

    # A closed account: nothing can be debited until another mandate is signed.
    (lost,) = [each for each in await queries.returns_to_do() if each.client_id == perrin]
    with pytest.raises(Refused) as refused:
        await actions.try_again(lost.id, at=at("2026-07-21"), by=ODILE)
    assert refused.value.code == "debits.not_again"
    await owed(perrin, 25, "2026-07-21", "2026-09-01")
    await told("2026-07-21")
    outside = {each.reason.code for each in (await shown("2026-07-22")).outside}
    assert outside == {"debits.no_mandate"}
    fresh = D("2026-07-23")
    await signed(perrin, name="Jeanne Perrin", iban=IBAN, on=fresh)
    assert await told("2026-07-23") == 1
    await actions.try_again(lost.id, at=at("2026-07-23"), by=ODILE)
    await sent(at("2026-07-23"))
    files = (await shown("2026-08-03")).files
    amounts = [(each.client, each.facts.amount) for file in files for each, _ in file.debits]
    assert amounts == [("Mme Perrin", 4_000), ("Mme Perrin", 2_500)]
    await in_order()
    assert await open_of(oullins) == 50_000
