"""What proves a debt: the contract or quote, the documents, what was opened, what was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.contracts.queries import ContractView, contract
from app.invoices.queries import InvoiceView, maybe_invoice
from app.invoices.tables import Invoice
from app.links.queries import OpeningSeen, openings
from app.messages.queries import MessageView, message
from app.messages.rules import State
from app.messages.tables import Message
from app.papers.queries import papers_of
from app.papers.rules import Paper, proofs
from app.quotes.queries import QuoteView, maybe_quote
from app.quotes.rules import Answer

MOST_MESSAGES = 200
_CONTRACTS = """
SELECT DISTINCT e.contract AS id FROM invoice i JOIN schedule_entry e
  ON i.source = 'entry:' || CAST(e.id AS VARCHAR(20)) WHERE i.id IN (%s) ORDER BY 1
"""
_QUOTES = """
SELECT DISTINCT r.quote AS id FROM quote_result r WHERE
  (r.kind = 'contract' AND r.target IN (%s)) OR (r.kind = 'invoice' AND r.target IN (%s))
  OR r.deposit IN (%s) ORDER BY 1
"""
_MESSAGES = """
SELECT m.id AS id FROM message m WHERE m.state IN ('sent', 'uncertain') AND (
  (m.cause_kind = 'invoice' AND m.cause_id IN (%s))
  OR (m.cause_kind = 'reminder' AND m.cause_id IN
    (SELECT x.reminder FROM reminder_item x WHERE x.is_active AND x.invoice_id IN (%s))))
ORDER BY m.id
"""


@dataclass(frozen=True)
class OpeningOf:
    """Who opened the client's page of an invoice, when."""

    number: str
    seen: OpeningSeen


@dataclass(frozen=True)
class Evidence:
    """What is there to prove a debt with; messages and openings oldest first."""

    contracts: tuple[ContractView, ...]
    quotes: tuple[QuoteView, ...]
    invoices: tuple[InvoiceView, ...]
    openings: tuple[OpeningOf, ...]
    messages: tuple[MessageView, ...]
    papers: tuple[Paper, ...]


async def evidence(ids: Sequence[int]) -> Evidence:
    """All that is known of these invoices. Openings are those of people, not of machines."""
    named = ", ".join(str(int(each)) for each in ids) or "0"
    contracts = [row["id"] for row in await Invoice.raw(_CONTRACTS % named)]
    agreed = ", ".join(map(str, contracts)) or "0"
    quotes = [row["id"] for row in await Invoice.raw(_QUOTES % (agreed, named, named))]
    invoices = [found for each in ids if (found := await maybe_invoice(each)) is not None]
    return Evidence(
        contracts=tuple([await contract(each) for each in contracts]),
        quotes=tuple([q for each in quotes if (q := await maybe_quote(each)) and _accepted(q)]),
        invoices=tuple(invoices),
        openings=tuple(await _openings(invoices)),
        messages=tuple(await _messages(named)),
        papers=await _papers(invoices),
    )


def _accepted(quote: QuoteView) -> bool:
    return quote.answer is not None and quote.answer.answer is Answer.ACCEPTED


async def _papers(invoices: Sequence[InvoiceView]) -> tuple[Paper, ...]:
    """What the client signed or wrote, as far as it is about these invoices."""
    numbers = [each.title for each in invoices]
    clients = dict.fromkeys(each.client_id for each in invoices)
    return tuple([p for client in clients for p in proofs(await papers_of(client), numbers)])


async def _openings(invoices: Sequence[InvoiceView]) -> list[OpeningOf]:
    found = [
        OpeningOf(each.title, seen)
        for each in invoices
        for seen in await openings("invoice", each.id)
        if seen.kind != "prefetch"
    ]
    return sorted(found, key=lambda each: each.seen.at)


async def _messages(named: str) -> list[MessageView]:
    rows = await Message.raw(_MESSAGES % (named, named))
    found = [await message(row["id"]) for row in rows[-MOST_MESSAGES:]]
    return sorted((each for each in found if each and _left(each)), key=_moment)


def _left(each: MessageView) -> bool:
    return each.state in (State.SENT, State.UNCERTAIN)


def _moment(each: MessageView) -> datetime:
    return each.sent_at or each.created_at
