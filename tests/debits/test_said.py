"""An invoice that is debited says when, from which account and under which mandate (RUM, ICS)."""

import io
from datetime import date, datetime
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from app.adapters import facturx, schematrons
from app.adapters.database import transaction
from app.adapters.schematrons import Asked, Opinion
from app.contracts import actions as contracts
from app.contracts.rules import Billing, ContractValues, Frequency, Line, Mode
from app.debits import actions
from app.debits.tables import Debit
from app.invoices import actions as invoices
from app.invoices.actions.rendering import pdf_of
from app.invoices.queries import document_view
from app.invoices.queries.einvoices import xml_of
from app.invoices.tables import Invoice
from app.mandates import actions as mandates
from app.mandates.rules import Ending
from app.messages.tables import Message
from app.upkeep.queries import gather_checks
from tests.cast import ODILE, at, hotel, mme_perrin, open_shop, regie
from tests.invoices.story import drafted
from tests.mandates.paper import OTHER_IBAN, identified, signed

JUNE_1 = date(2026, 6, 1)


@pytest.fixture
async def shop(database: None) -> None:
    await open_shop()
    await identified()


async def issued(client_id: int, *, wanted: bool | None, due: str = "2026-07-01") -> int:
    """An invoice of 120 € issued on 1 June, by debit where that was chosen on its draft."""
    draft = await drafted(client_id, due_on=date.fromisoformat(due))
    if wanted is not None:
        when = at(JUNE_1, 8)
        await actions.choose("invoice", draft, wanted, client_id=client_id, at=when, by=ODILE)
    await invoices.issue(draft, on=JUNE_1, at=at(JUNE_1), by=ODILE)
    return draft


async def printed(invoice_id: int) -> str:
    view = await document_view(invoice_id)
    assert view
    pages = PdfReader(io.BytesIO(await pdf_of(view))).pages
    text = " ".join(page.extract_text() for page in pages)
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


async def said(invoice_id: int) -> tuple[str, str] | None:
    """The mandate and the day that a document speaks of."""
    view = await document_view(invoice_id)
    assert view
    return (view.debit.reference, view.debit.on.isoformat()) if view.debit else None


async def test_printed_instead_of_the_transfer(shop: None) -> None:
    bellecour, outsider = await regie(), await hotel()
    await signed(bellecour)
    await signed(outsider, name="Hôtel", iban=OTHER_IBAN)
    mine, theirs = await issued(bellecour, wanted=True), await issued(outsider, wanted=None)
    text = await printed(mine)
    for words in (
        "Sera prélevé le 1er juillet 2026",
        "FR76 … 0189",
        "Mandat (RUM) MDT-000001",
        "Identifiant créancier (ICS) FR72ZZZ123456",
    ):
        assert words in text, words
    assert "Payer par virement" not in text
    text = await printed(theirs)
    assert "Payer par virement" in text and "prélevé" not in text
    # What is announced the same morning is for the very day that was printed.
    assert await actions.announce(at(JUNE_1, 10)) == 1
    row = await Debit.select(Debit.collect_on).first()
    assert row and row["collect_on"] == date(2026, 7, 1)
    assert [each.said for each in await gather_checks() if not each.ok] == []


async def test_the_electronic_form_says_the_same(shop: None) -> None:
    """BT-81 is 59, with BT-89, BT-90 and BT-91 (EN 16931); for a transfer 58 and BT-84."""
    bellecour, outsider = await regie(), await hotel()
    await signed(bellecour)
    found = []
    for client_id, wanted in ((bellecour, True), (outsider, None)):
        _, xml = await xml_of(await issued(client_id, wanted=wanted))
        assert xml
        texts = {
            each.tag.rpartition("}")[2]: each.text for each in ElementTree.fromstring(xml).iter()
        }
        names = ("DirectDebitMandateID", "CreditorReferenceID")
        means = xml.partition(b"SpecifiedTradeSettlementPaymentMeans>")[2]
        code = means.partition(b"TypeCode>")[2][:2]
        found.append((code, *(texts.get(name) for name in names), texts["IBANID"]))
    assert found == [
        (b"59", "MDT-000001", "FR72ZZZ123456", "FR7630006000011234567890189"),
        (b"58", None, None, "FR1420041010050500013M02606"),
    ]


async def test_only_where_a_mandate_is_in_force_and_it_was_wanted(shop: None) -> None:
    perrin, bellecour = await mme_perrin(), await regie()
    mandate = await signed(bellecour)
    assert await said(await issued(perrin, wanted=True)) is None
    assert await said(await issued(bellecour, wanted=False)) is None
    # Due before the notice of 14 days is over: 15 June is the first day that can be announced.
    assert await said(await issued(bellecour, wanted=True, due="2026-06-05")) == (
        "MDT-000001",
        "2026-06-15",
    )
    await mandates.end(mandate, Ending.REVOKED, on=JUNE_1, at=at(JUNE_1), by=ODILE)
    assert await said(await issued(bellecour, wanted=True)) is None


async def test_a_contract_by_debit_says_so_on_each_invoice_but_the_one_that_was_taken_out(
    shop: None,
) -> None:
    bellecour, outsider = await regie(), await hotel()
    await signed(bellecour)
    made = []
    for client_id in (bellecour, outsider):
        values = ContractValues(
            client_id,
            "Entretien",
            Frequency.MONTHLY,
            Billing.ADVANCE,
            JUNE_1,
            Mode.ISSUE,
            anchor_day=1,
        )
        line = Line("Entretien, {period}", 10_000, 100_000_000, 2000)
        made.append(await contracts.create(values, [line], on=JUNE_1, at=at(JUNE_1, 7), by=ODILE))
    when = at(JUNE_1, 7)
    await actions.choose("contract", made[0], True, client_id=bellecour, at=when, by=ODILE)
    await contracts.bill(on=JUNE_1, at=at(JUNE_1, 8), by="system")
    rows = await Invoice.select(Invoice.id, Invoice.client).order_by(Invoice.id)
    told = {row["client"]: await said(row["id"]) for row in rows}
    assert told == {bellecour: ("MDT-000001", "2026-07-01"), outsider: None}


async def emailed(invoice_id: int, when: datetime) -> str:
    """The text of the message that carries an invoice, sent at a moment."""
    async with transaction() as tx:
        message_id = await invoices.send_in(tx, invoice_id, at=when, by=ODILE, after=when.day)
    row = await Message.select(Message.text).where(Message.id == message_id).first()
    assert row
    return " ".join(row["text"].replace("\u00a0", " ").replace("\u202f", " ").split())


async def test_the_message_that_carries_it_asks_for_no_payment(shop: None) -> None:
    bellecour, outsider = await regie(), await hotel()
    await signed(bellecour)
    mine, theirs = await issued(bellecour, wanted=True), await issued(outsider, wanted=None)
    asked = (
        "Elle sera prélevée le 1er juillet 2026 sur votre compte FR76 … 0189 (mandat MDT-000001) :"
        " n’envoyez pas de paiement."
    )
    text = await emailed(mine, at(JUNE_1))
    assert asked in text
    assert "prélevé" not in await emailed(theirs, at(JUNE_1))
    # Sent again once that day has passed, or when it is not to be debited after all.
    assert "prélevé" not in await emailed(mine, at("2026-07-02"))
    when = at("2026-06-03")
    await actions.choose("invoice", mine, False, client_id=bellecour, at=when, by=ODILE)
    assert "prélevé" not in await emailed(mine, at("2026-06-04"))


@pytest.mark.slow
async def test_the_official_sheets_find_nothing_wrong(shop: None) -> None:
    """As it is made: EN 16931, and the French set for a company; BT-81 is 59."""
    bellecour, perrin = await regie(), await mme_perrin()
    await signed(bellecour)
    await signed(perrin, name="Jeanne Perrin", iban=OTHER_IBAN)
    asked = []
    for client_id, french in ((bellecour, True), (perrin, False)):
        _, xml = await xml_of(await issued(client_id, wanted=True))
        assert xml and facturx.schema_faults(xml) == []
        for words in (b">59<", b"MDT-00000", b"FR72ZZZ123456"):
            assert words in xml
        asked.append(Asked(xml, french))
    found = await schematrons.judge(asked)
    assert [(each.opinion, list(each.rules)) for each in found] == [(Opinion.VALID, [])] * 2
