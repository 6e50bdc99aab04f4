"""A quote sent: numbered, frozen, chained, its PDF owed and its message waiting for it."""

from datetime import date, datetime
from typing import Any

from app.accounting.actions import chain
from app.adapters import templating
from app.adapters.database import Tx, is_postgres, transaction
from app.auth.actions import record
from app.clients.queries import address_for
from app.config import config
from app.core.errors import Refused, finding, refuse
from app.core.i18n import gettext
from app.invoices.rules import to_json
from app.links.actions import ensure
from app.messages.actions import enqueue
from app.messages.rules import Wanted
from app.quotes import rules
from app.quotes.actions.drafting import hold
from app.quotes.queries.reminding import reminder_key
from app.quotes.queries.values import QuoteView
from app.quotes.queries.view import rows_of
from app.quotes.rules import Answer, Standing
from app.quotes.tables import Quote, QuoteCounter, QuoteRendering
from app.settings.queries import business

PDF = "application/pdf"
_HELD = " FOR UPDATE" if is_postgres else ""


async def send(
    quote_id: int, *, on: date, at: datetime, by: str, by_mail: bool = True, to: str | None = None
) -> str:
    """Send a draft on a day; gives back its number, also when it was sent already.

    Without `by_mail` it is frozen and has its link, and somebody hands it over. Refused: nowhere
    to send it to, a day before the last quote's, a version replaced that was accepted meanwhile.
    """
    async with transaction() as tx:
        view = await hold(tx, quote_id)
        if view.number is not None:
            return view.number
        rules.judge(view.values)
        await _check(tx, view)
        number = await _take_number(tx, on)
        await _freeze(tx, view, number, on, at, by)
        await ensure(tx, subject_kind="quote", subject_id=quote_id, at=at)
        facts: dict[str, object] = {"number": number}
        if by_mail:
            address = await _address(view, to)
            sent = await hold(tx, quote_id)
            await _enqueue(tx, sent, address, f"quote:{quote_id}:0", "sent", at, by)
            facts["to"] = address
        await record(
            tx,
            act="quote.sent",
            subject_kind="quote",
            subject_id=quote_id,
            client_id=view.client_id,
            at=at,
            by=by,
            detail=facts,
        )
        rows = await rows_of(quote_id)
        assert rows is not None
        await chain(tx, kind="quote", id=quote_id, payload=rows.facts(), at=at)
        return number


async def send_again(
    quote_id: int, *, on: date, at: datetime, by: str, to: str | None = None, after: int = 0
) -> int | None:
    """Send an open quote once more. `after` is how many messages the sender had seen: the same
    request twice is one message (None the second time)."""
    async with transaction() as tx:
        view = await hold(tx, quote_id)
        closed = rules.closed(view.standing(on), view.number or "", view.valid_until)
        if closed:
            raise Refused([closed])
        address = await _address(view, to)
        made = await _enqueue(tx, view, address, f"quote:{quote_id}:{after}", "sent", at, by)
        if made is not None:
            await record(
                tx,
                act="quote.sent_again",
                subject_kind="quote",
                subject_id=quote_id,
                client_id=view.client_id,
                at=at,
                by=by,
                detail={"to": address},
            )
        return made


async def remind_in(tx: Tx, quote_id: int, *, on: date, at: datetime, by: str) -> bool:
    """Step: owe the one reminder of an open quote; False when it is owed already, when the quote
    is closed, or when there is nowhere to send it to."""
    view = await hold(tx, quote_id)
    address = await address_for(view.client_id)
    if view.standing(on) is not Standing.SENT or not address:
        return False
    key = reminder_key(quote_id)
    made = await _enqueue(tx, view, address, key, "reminder", at, by)
    if made is not None:
        await record(
            tx,
            act="quote.reminded",
            subject_kind="quote",
            subject_id=quote_id,
            client_id=view.client_id,
            at=at,
            by=by,
            detail={"to": address},
        )
    return made is not None


async def _check(tx: Tx, view: QuoteView) -> None:
    found = []
    buyer = view.buyer
    if not (buyer.street and buyer.postcode and buyer.town):
        found.append(
            finding(
                "quotes.address",
                "The address of %(client)s is not complete: complete the card first.",
                client=view.client,
            )
        )
    if view.replaces:
        before = await hold(tx, view.replaces.id)
        if before.answer is not None and before.answer.answer is Answer.ACCEPTED:
            found.append(
                finding(
                    "quotes.accepted_meanwhile",
                    "%(number)s, which this one replaces, has been accepted meanwhile.",
                    number=before.number,
                )
            )
    if found:
        raise Refused(found)


async def _address(view: QuoteView, to: str | None) -> str:
    address = to or await address_for(view.client_id)
    if not address:
        raise refuse(
            "quotes.no_email",
            "%(client)s has no e-mail address to send it to.",
            "to",
            client=view.client,
        )
    return address


async def _take_number(tx: Tx, on: date) -> str:
    """The next number of the year; a rollback gives it back."""
    await QuoteCounter.insert(QuoteCounter(year=on.year)).on_conflict(
        target=QuoteCounter.year, action="DO NOTHING"
    )
    rows = await QuoteCounter.raw(
        f"SELECT last_sent_on FROM quote_counter ORDER BY year{_HELD}",
    )
    last = max((row["last_sent_on"] for row in rows if row["last_sent_on"]), default=None)
    if last is not None and on < last:
        raise refuse(
            "quotes.before_last",
            "The last quote was sent on %(day)s: this one cannot be dated before it.",
            day=last,
        )
    row = (
        await QuoteCounter.update(
            {QuoteCounter.n: QuoteCounter.n + 1, QuoteCounter.last_sent_on: on}
        )
        .where(QuoteCounter.year == on.year)
        .returning(QuoteCounter.n)
    )
    return rules.number(on, int(row[0]["n"]))


async def _freeze(tx: Tx, view: QuoteView, number: str, on: date, at: datetime, by: str) -> None:
    rows = await rows_of(view.id)
    assert rows is not None
    frozen: dict[Any, Any] = {
        "state": "sent",
        "number": number,
        "sent_on": on,
        "valid_until": rules.valid_until(on, view.valid_days),
        "seller": to_json(view.seller),
        "buyer": to_json(view.buyer),
        "recorded_at": at,
        "recorded_by": by,
    }
    frozen["content_sha256"] = rules.fingerprint(rows.facts(frozen))
    await Quote.update(frozen).where(Quote.id == view.id, Quote.state == "draft")
    await QuoteRendering.insert(QuoteRendering(quote=view.id, requested_at=at, next_try_at=at))


async def _enqueue(
    tx: Tx, view: QuoteView, to: str, key: str, purpose: str, at: datetime, by: str
) -> int | None:
    shop = await business()
    token = await ensure(tx, subject_kind="quote", subject_id=view.id, at=at)
    base = config().base_url
    context = {
        "quote": view,
        "shop": shop,
        "is_reminder": purpose == "reminder",
        "link": f"{base}/q/{token}" if base else None,
    }
    file = Wanted("quote", view.id, view.filename, PDF, view.pdf.sha256 if view.pdf else None)
    return await enqueue(
        tx,
        subject_key=key,
        cause_kind="quote",
        cause_id=view.id,
        to=to,
        subject=f"{gettext('Quote', view.language)} {view.number} – {shop.name}",
        text=templating.render("messages/quote.txt", view.language, **context),
        html=templating.render("messages/quote.html", view.language, **context),
        client_id=view.client_id,
        attachments=[file],
        at=at,
        by=by,
    )
