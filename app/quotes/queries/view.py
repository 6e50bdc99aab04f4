"""A quote read whole, from its rows."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.accounting.rules import canonical
from app.clients.tables import Client
from app.clock import ZONE
from app.contracts.rules import Billing, Frequency
from app.invoices.rules import (
    AdjustmentDraft,
    AdjustmentKind,
    Party,
    Seller,
    buyer_from,
    party_of,
    seller_from,
    seller_of,
)
from app.quotes import rules
from app.quotes.queries.values import (
    AnswerView,
    LineView,
    Named,
    PdfView,
    QuestionView,
    QuoteView,
    ResultView,
)
from app.quotes.rules import Answer, Becomes
from app.quotes.tables import (
    Quote,
    QuoteAdjustment,
    QuoteAnswer,
    QuoteDocument,
    QuoteLine,
    QuoteQuestion,
    QuoteRendering,
    QuoteResult,
)
from app.settings.queries import business

_DRAFTED = (
    *("label", "detail", "quantity", "unit", "unit_price", "discount", "vat_rate"),
    *("vat_category", "discount_amount", "nature", "exemption", "position", "net"),
    *("choice", "product"),
)
ADJUSTED = (
    *("reason", "reason_code", "percent", "amount", "vat_rate", "vat_category", "exemption"),
)


@dataclass(frozen=True)
class Rows:
    """The raw row of a quote, with those of its lines and of its discounts and charges."""

    quote: dict[str, Any]
    lines: list[dict[str, Any]]
    adjustments: list[dict[str, Any]]

    def facts(self, more: Mapping[str, Any] | None = None) -> dict[str, object]:
        """What is frozen of it, with `more` in its row."""
        return rules.content(self.quote | dict(more or {}), self.lines, self.adjustments)


async def rows_of(quote_id: int) -> Rows | None:
    """The rows of a quote; None when there is none."""
    row = await Quote.select().where(Quote.id == quote_id).first()
    if row is None:
        return None
    return Rows(
        row,
        await QuoteLine.select().where(QuoteLine.quote == quote_id).order_by(QuoteLine.position),
        await QuoteAdjustment.select()
        .where(QuoteAdjustment.quote == quote_id)
        .order_by(QuoteAdjustment.position),
    )


async def every_quote() -> list[Rows]:
    """The rows of all quotes, by id, in three statements however many there are."""
    lines, adjustments = dict[int, list[Any]](), dict[int, list[Any]]()
    for row in await QuoteLine.select().order_by(QuoteLine.quote, QuoteLine.position):
        lines.setdefault(row["quote"], []).append(row)
    for row in await QuoteAdjustment.select().order_by(QuoteAdjustment.position):
        adjustments.setdefault(row["quote"], []).append(row)
    return [
        Rows(row, lines.get(row["id"], []), adjustments.get(row["id"], []))
        for row in await Quote.select().order_by(Quote.id)
    ]


async def maybe_quote(quote_id: int) -> QuoteView | None:
    """A quote; None when there is none."""
    found = await rows_of(quote_id)
    if found is None:
        return None
    row = found.quote
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
        lines=tuple(map(line_of, found.lines)),
        adjustments=tuple(map(adjustment_of, found.adjustments)),
        questions=await _questions(quote_id),
        replaces=await _named(Quote.id == row["replaces"]) if row["replaces"] else None,
        replaced_by=await _named((Quote.replaces == quote_id) & (Quote.state == "sent")),
        revision=await _named((Quote.replaces == quote_id) & (Quote.state == "draft")),
        answer=await _answer(quote_id),
        result=await _result(quote_id),
        pdf=await _pdf(quote_id),
        created_at=row["created_at"].astimezone(ZONE),
        version=_version(found),
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


def line_of(row: Mapping[str, Any]) -> LineView:
    """A line from its row."""
    return LineView(**{name: row[name] for name in _DRAFTED}, optional=bool(row["optional"]))


def adjustment_of(row: Mapping[str, Any]) -> AdjustmentDraft:
    """A discount or charge on the whole from its row, as it was typed."""
    return AdjustmentDraft(
        kind=AdjustmentKind(row["kind"]), **{name: row[name] for name in ADJUSTED}
    )


async def _questions(quote_id: int) -> tuple[QuestionView, ...]:
    rows = (
        await QuoteQuestion.select()
        .where(QuoteQuestion.quote == quote_id)
        .order_by(QuoteQuestion.id)
    )
    return tuple(
        QuestionView(row["name"], row["text"], row["asked_at"].astimezone(ZONE)) for row in rows
    )


def _version(found: Rows) -> str:
    """It changes with anything that a person can edit."""
    facts = found.facts() | {"remind_days": found.quote["remind_days"]}
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
