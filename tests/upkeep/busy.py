"""A business in which everything has happened once: what the planted faults are planted in.

Documents, in the order of their numbers: F2026-000001 and 2, a contract's January and February
(144 € each); 3, 540 € for the hotel, part paid; 4, 60 € credited whole by A2026-000001; 5, 9.99 €
at the counter. Receipts: 1, 100 € of the hotel on document 3; 2, 50 € of the hotel, undone by 3;
4, the counter's cash. History: B-117, 480 € of the Régie. Quote 1 became the draft of an invoice.
Bank statement 1 of account 1: 100 €, three lines, 1 832,10 €: 1, 540 €, pointed and undone
(receipts 6 and 7); 2, the bank's fee; 3, 1 200 € that Mme Perrin has as credit (receipt 5).
The Régie signed mandate MDT-000001 on paper; 72 € of a last invoice are in the file of
22 December.
Of five candles delivered one broke. Statement 1 tells the hotel its 440 €. Of a last invoice of
the hotel 30 € were written off as a loss, of another 24 € are in doubt and half depreciated; a
cheque of 20 € of Mme Perrin is on slip 1. The hotel promised what is open of 3 for 30 November.
"""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from app.accounting import actions as accounting
from app.accounting.actions import chain
from app.adapters import files
from app.adapters.archives import Zip
from app.adapters.database import transaction
from app.bank import actions as bank
from app.bank.rules.deals import Foreign, Share
from app.bank.rules.deals import Reason as Why
from app.books.actions import Days, export_entries
from app.catalogue import actions as catalogue
from app.catalogue.rules import Cause
from app.debits import actions as debits
from app.disputes import actions as disputes
from app.disputes.queries import maybe_answer
from app.disputes.rules import Origin, Words
from app.doubtful import actions as doubtful
from app.doubtful.rules import Depreciating
from app.imports.tables import ImportRun
from app.invoices import actions as invoices
from app.invoices.rules import Opening
from app.invoices.tables import Document, Rendering
from app.links.actions import ensure
from app.messages.actions import attach, claims, mark_sent
from app.messages.tables import Message
from app.payments import actions as payments
from app.payments import queries as payment_queries
from app.payments.rules import Asked, Method, Reason
from app.quotes import actions as quotes
from app.quotes.rules import Becomes
from app.receivables import actions as receivables
from app.receivables.tables import StatementRendering
from tests.bank.bank import NOVEMBER, bring, camt
from tests.cast import ODILE, at, hotel, mme_perrin, open_shop, regie
from tests.catalogue.shelf import CANDLE, shelved
from tests.contracts.stories import bill, lift
from tests.counter.test_sales import sell
from tests.debits import story as debits_story
from tests.mandates.paper import identified, signed
from tests.messages.letters import owe
from tests.payments.books import paid, sold
from tests.quotes.story import accepted, drafted, rendered
from tests.reminders.story import MONDAY, approved, left, proposed

PDF = b"%PDF-1.7 the first one"
# The files of the quote and of the bank, to be put back with the database.
KEPT: list[bytes] = []


async def open_busy_shop() -> None:
    await open_shop()
    bellecour, nizier = await regie(), await hotel()
    await lift(bellecour)
    await bill("2026-02-05")
    await sold(nizier, 540, "2026-10-10", "2026-10-20")
    await paid(nizier, 100, "2026-10-25")
    second = await paid(nizier, 50, "2026-10-26")
    on = date(2026, 10, 28)
    await payments.undo(second, on=on, at=at(on), by=ODILE)
    wrong = await sold(nizier, 60, "2026-10-29", "2026-11-29")
    on = date(2026, 10, 30)
    await invoices.credit_whole(wrong, on=on, at=at(on), by=ODILE)
    await sell()
    await _history(bellecour)
    await _pdf(1)
    await _letters()
    await _quote(bellecour)
    await _bank()
    await _debit(bellecour)
    await _statement(nizier)
    await _loss(nizier)
    await _cheque()
    await _promise(nizier)
    await _doubt(nizier)
    # The history alone is in May 2025: what is dated before 31 May is refused from here on.
    await accounting.close_until(date(2025, 5, 31), at=at("2026-11-25"), by=ODILE)
    await accounting.total_days()
    candle = await shelved(CANDLE, 50_000)
    on = date(2026, 11, 20)
    await catalogue.move(
        candle, Cause.LOSS, 10_000, key="broken", note="", on=on, at=at(on), by=ODILE
    )
    year = Days(date(2026, 1, 1), date(2026, 12, 31))
    await export_entries(year, Zip(), on=on, at=at(on), by=ODILE)


async def _history(client_id: int) -> None:
    day, at_night = date(2025, 5, 2), at("2026-11-20", 22)
    run = ImportRun(
        kind="history",
        filename="x.csv",
        sha256="0" * 64,
        state="done",
        recorded_at=at_night,
        recorded_by=ODILE,
    )
    made = await ImportRun.insert(run).returning(ImportRun.id)
    row = Opening(client_id, "B-117", day, day, 48_000)
    async with transaction() as tx:
        await invoices.record_openings(tx, [row], import_id=made[0]["id"], at=at_night, by=ODILE)


async def _pdf(invoice_id: int) -> None:
    when, sha256 = at("2026-11-20", 23), files.store(PDF)
    row = Document(invoice=invoice_id, sha256=sha256, size=len(PDF), created_at=when)
    made = await Document.insert(row).returning(Document.id)
    async with transaction() as tx:
        await chain(tx, kind="document", id=made[0]["id"], payload={"sha256": sha256}, at=when)
    await Rendering.update({Rendering.done_at: when}).where(Rendering.invoice == invoice_id)


async def _quote(client_id: int) -> None:
    """D2026-000001, 1 200 €, accepted without options: it became the draft of an invoice."""
    on = date(2026, 11, 23)
    quote_id = await drafted(client_id, becomes=Becomes.INVOICE)
    await quotes.send(quote_id, on=on, at=at(on, 12), by=ODILE, by_mail=False)
    await rendered(quote_id)
    answer = (await accepted(quote_id)).answer
    assert answer
    KEPT[:] = [files.read(answer.pdf_sha256), files.read(answer.evidence_sha256)]


async def _promise(client_id: int) -> None:
    """The hotel promised on the phone what is open of F2026-000003 for the last of November."""
    on = date(2026, 11, 20)
    wish = disputes.Wish([3], None, date(2026, 11, 30))
    words = Words("M. Nizier", "", "said", ODILE, Origin.HAND)
    view = await maybe_answer(await disputes.promise(wish, words, on=on, at=at(on, 11)), on)
    assert view and view.client_id == client_id
    KEPT.append(files.read(view.evidence_sha256))


async def _statement(client_id: int) -> None:
    first, last, when = date(2026, 10, 1), date(2026, 11, 20), at("2026-11-20", 23)
    await receivables.send(client_id, first, last, seen=0, at=when, by=ODILE)
    sha256 = files.store(PDF)
    await StatementRendering.update(
        {StatementRendering.done_at: when, StatementRendering.sha256: sha256}
    ).where(StatementRendering.statement == 1)
    async with transaction() as tx:
        await attach(tx, subject_kind="statement", subject_id=1, sha256=sha256)


async def _loss(client_id: int) -> None:
    """30 € of the hotel that nobody waits for any more."""
    lost, on = await sold(client_id, 30, "2026-11-24", "2026-12-24"), date(2026, 11, 25)
    asked = Asked(Reason.COSTS, "", on, is_owner=True)
    await payments.write_off(lost, asked, key="lost", at=at(on), by=ODILE)


async def _cheque() -> None:
    """A cheque of 20 € of Mme Perrin, kept as credit, on the first slip."""
    await paid(3, 20, "2026-11-25", method=Method.CHEQUE)
    [cheque] = await payment_queries.cheques_waiting()
    on = date(2026, 11, 25)
    await payments.make_deposit([cheque.receipt_id], key="slip", on=on, at=at(on), by=ODILE)


async def _doubt(client_id: int) -> None:
    """24 € of the hotel on 416, depreciated by half of the 20 € without VAT."""
    debt, on = await sold(client_id, 24, "2026-11-24", "2026-12-24"), date(2026, 11, 25)
    await doubtful.transfer(debt, on=on, note="", key="doubt", at=at(on), by=ODILE)
    await doubtful.depreciate(debt, Depreciating(5_000, on), key="half", at=at(on), by=ODILE)


async def _bank() -> None:
    data = camt(*NOVEMBER)
    with TemporaryDirectory() as folder:
        await bring(data, Path(folder), name="releve.xml")
    KEPT.append(data)
    perrin = await mme_perrin()
    when, on = at("2026-11-24"), date(2026, 11, 24)
    kept = Share(perrin, 120_000)
    await bank.point(3, [kept], key="hotel", at=when, by=ODILE)
    await bank.point(2, [Foreign(-790, Why.FEE, "627")], key="fees", at=when, by=ODILE)
    wrong = await bank.point(1, [Share(perrin, 54_000)], key="regie", at=when, by=ODILE)
    await bank.unpoint(wrong, on=on, at=when, by=ODILE)


async def _debit(client_id: int) -> None:
    """72 € of the Régie announced on 24 November, in the file of 22 December."""
    await identified()
    await signed(client_id)
    await debits_story.owed(client_id, 72, "2026-11-24", "2026-12-22")
    await debits.announce(at("2026-11-24", 22))
    told = await Message.select(Message.id).where(Message.cause_kind == "debit")
    await mark_sent(told[0]["id"], at=at("2026-11-24", 22), by=ODILE)
    KEPT.append(debits_story.bytes_of(await debits_story.handed("2026-12-14")))


async def _letters() -> None:
    """A reminder that left, a message that went, one that waits, and a link."""
    await proposed()
    await approved()
    assert await left(at(MONDAY, 10))
    await owe("by-hand")
    for row in await claims.claim(at(MONDAY, 11), 10):
        assert await claims.begin(row, at(MONDAY, 11))
        await claims.note_sent(row, at(MONDAY, 11))
    await owe("waits")
    by_hand = await owe("handed over")
    assert by_hand
    await mark_sent(by_hand, at=at(MONDAY, 11), by=ODILE)
    async with transaction() as tx:
        await ensure(tx, subject_kind="invoice", subject_id=3, at=at(MONDAY, 11))
