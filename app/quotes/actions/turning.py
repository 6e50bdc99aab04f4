"""An accepted quote turned into what it was for, once: an invoice, its deposit, a contract."""

from dataclasses import dataclass
from datetime import date, datetime

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.contracts import actions as contracts
from app.contracts.rules import Billing, ContractValues, Frequency
from app.core.errors import Refused, refuse
from app.invoices import actions as invoices
from app.quotes import rules
from app.quotes.actions.drafting import hold
from app.quotes.queries.values import QuoteView
from app.quotes.rules import Answer, Becomes
from app.quotes.tables import QuoteResult


@dataclass(frozen=True)
class Wish:
    """What a person wants it to become; None is what the quote says."""

    kind: Becomes
    frequency: Frequency | None = None
    billing: Billing | None = None
    start_on: date | None = None
    deposit: int | None = None


async def turn(quote_id: int, wish: Wish, *, on: date, at: datetime, by: str) -> None:
    """Turn an accepted quote into what is wished; doing it twice is doing it once.

    Refused: not accepted, turned into something else already, what a contract cannot say.
    """
    async with transaction() as tx:
        view = await hold(tx, quote_id)
        if view.result is not None and view.result.kind is wish.kind:
            return
        await turn_in(tx, view, wish.kind, on=on, at=at, by=by, wish=wish)


async def turn_in(
    tx: Tx,
    view: QuoteView,
    kind: Becomes,
    *,
    on: date,
    at: datetime,
    by: str,
    wish: Wish | None = None,
) -> None:
    """Step: the same for a quote that is held."""
    if view.answer is None or view.answer.answer is not Answer.ACCEPTED:
        raise refuse("quotes.not_accepted", "This quote has not been accepted.")
    if view.result is not None:
        raise refuse(
            "quotes.turned",
            "%(number)s has been turned into something already.",
            number=view.number,
        )
    target, deposit = await _made(tx, view, kind, on, at, by, wish)
    await QuoteResult.insert(
        QuoteResult(
            quote=view.id,
            kind=kind.value,
            target=target,
            deposit=deposit,
            recorded_at=at,
            recorded_by=by,
        )
    )
    await record(
        tx,
        act=f"quote.became_{kind.value}",
        subject_kind="quote",
        subject_id=view.id,
        client_id=view.client_id,
        at=at,
        by=by,
        detail={"number": view.number},
    )


def planned(view: QuoteView, on: date, wish: Wish | None = None) -> ContractValues:
    """The contract that a quote becomes on a day: it never starts before that day."""
    start = (wish.start_on if wish else None) or view.start_on or on
    return rules.contract_values(
        view.client_id,
        view.title,
        view.order_number,
        (wish.frequency if wish else None) or view.frequency,
        (wish.billing if wish else None) or view.billing,
        max(start, on),
        _said(view),
    )


def _said(view: QuoteView) -> str:
    if view.number is None or view.sent_on is None:
        return ""
    return rules.draft_note(view.number, view.sent_on, view.language)


async def _made(
    tx: Tx, view: QuoteView, kind: Becomes, on: date, at: datetime, by: str, wish: Wish | None
) -> tuple[int | None, int | None]:
    """The invoice or contract, and the deposit invoice."""
    if kind is Becomes.HAND:
        return None, None
    if kind is Becomes.CONTRACT:
        return await _contract(tx, view, on, at, by, wish), None
    invoice_id = await _invoice(tx, view, at, by)
    if kind is Becomes.INVOICE:
        return invoice_id, None
    percent = wish.deposit if wish and wish.deposit else view.deposit
    deposit = await invoices.ask_deposit_in(
        tx, invoice_id, percent=percent, amount=None, key="quote", at=at, by=by
    )
    return invoice_id, deposit


async def _contract(
    tx: Tx, view: QuoteView, on: date, at: datetime, by: str, wish: Wish | None
) -> int:
    found = rules.contract_faults(view.chosen_lines, view.adjustments)
    if found:
        raise Refused(found)
    lines = rules.contract_lines(view.chosen_lines)
    values = planned(view, on, wish)
    return await contracts.create_in(tx, values, lines, on=on, at=at, by=by)


async def _invoice(tx: Tx, view: QuoteView, at: datetime, by: str) -> int:
    return await invoices.draft_from(
        tx,
        invoices.DraftValues(
            client_id=view.client_id,
            lines=rules.plain(view.chosen_lines),
            order_number=view.order_number,
            note=_said(view),
            adjustments=view.adjustments,
        ),
        at=at,
        by=by,
        source=f"quote:{view.id}",
    )
