"""A quote read whole, from its rows."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from app.accounting.rules import canonical
from app.clients.tables import Client
from app.clock import ZONE
from app.contracts.rules import Billing, Frequency
from app.invoices.rules import Party, Seller, buyer_from, party_of, seller_from, seller_of
from app.quotes import rules
from app.quotes.queries.values import (
    AnswerView,
    LineView,
    Named,
    PdfView,
    QuoteView,
    ResultView,
)
from app.quotes.rules import Answer, Becomes
from app.quotes.tables import (
    Quote,
    QuoteAnswer,
    QuoteDocument,
    QuoteLine,
    QuoteRendering,
    QuoteResult,
)
from app.settings.queries import business

_DRAFTED = (
    *("label", "detail", "quantity", "unit", "unit_price", "discount", "vat_rate"),
    *("vat_category", "discount_amount", "nature", "exemption", "position", "net"),
)


async def rows_of(quote_id: int) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """The raw row and lines of a quote."""
    row = await Quote.select().where(Quote.id == quote_id).first()
    lines = await QuoteLine.select().where(QuoteLine.quote == quote_id).order_by(QuoteLine.position)
    return row, lines


async def maybe_quote(quote_id: int) -> QuoteView | None:
    """A quote; None when there is none."""
    row, lines = await rows_of(quote_id)
    if row is None:
        return None
    client = (await Client.select().where(Client.id == row["client"]))[0]
    seller, buyer = await _parties(row, client)
    return QuoteView(
        id=row["id"],
        is_sent=row["state"] == "sent",
        client_id=row["client"],
        client=client["name"],
        seller=seller,
        buyer=buyer,
        becomes=Becomes(row["becomes"]),
        frequency=Frequency(row["frequency"]),
        billing=Billing(row["billing"]),
        lines=tuple(map(_line, lines)),
        replaces=await _named(Quote.id == row["replaces"]) if row["replaces"] else None,
        replaced_by=await _named((Quote.replaces == quote_id) & (Quote.state == "sent")),
        revision=await _named((Quote.replaces == quote_id) & (Quote.state == "draft")),
        answer=await _answer(quote_id),
        result=await _result(quote_id),
        pdf=await _pdf(quote_id),
        created_at=row["created_at"].astimezone(ZONE),
        version=_version(row, lines),
        **{name: row[name] for name in _PLAIN},
    )


_PLAIN = (
    *("number", "title", "sent_on", "valid_days", "valid_until", "remind_days", "order_number"),
    *("language", "note", "deposit", "start_on", "net", "vat", "total", "content_sha256"),
)


async def _parties(row: Mapping[str, Any], client: Mapping[str, Any]) -> tuple[Seller, Party]:
    if row["seller"]:
        return seller_from(row["seller"]), buyer_from(row["buyer"])
    return seller_of(await business()), party_of(client)


def _line(row: Mapping[str, Any]) -> LineView:
    return LineView(**{name: row[name] for name in _DRAFTED}, optional=bool(row["optional"]))


def _version(row: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> str:
    """It changes with anything that a person can edit."""
    facts = rules.content(row, lines) | {"remind_days": row["remind_days"]}
    return hashlib.sha256(canonical(facts).encode()).hexdigest()[:16]


async def _named(where: Any) -> Named | None:
    row = await Quote.select(Quote.id, Quote.number).where(where).first()
    return Named(row["id"], row["number"]) if row else None


async def _answer(quote_id: int) -> AnswerView | None:
    row = await QuoteAnswer.select().where(QuoteAnswer.quote == quote_id).first()
    if row is None:
        return None
    return AnswerView(
        answer=Answer(row["answer"]),
        chosen=tuple(json.loads(row["chosen"])),
        on=row["answered_on"],
        at=row["answered_at"].astimezone(ZONE),
        **{name: row[name] for name in _SAID},
    )


_SAID = (
    *("id", "name", "reason", "net", "vat", "total", "zone", "address", "agent"),
    *("content_sha256", "pdf_sha256", "evidence_sha256"),
)


async def _result(quote_id: int) -> ResultView | None:
    row = await QuoteResult.select().where(QuoteResult.quote == quote_id).first()
    return ResultView(Becomes(row["kind"]), row["target"], row["deposit"]) if row else None


async def _pdf(quote_id: int) -> PdfView | None:
    owed = await QuoteRendering.select().where(QuoteRendering.quote == quote_id).first()
    if owed is None:
        return None
    kept = await QuoteDocument.select().where(QuoteDocument.quote == quote_id).first()
    return PdfView(kept["sha256"] if kept else None, owed["attempts"], owed["error"])
