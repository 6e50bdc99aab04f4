"""One document, as a page, a message or the command line shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.clients.tables import Client
from app.clock import ZONE
from app.core.errors import refuse
from app.invoices import rules
from app.invoices.queries.rows import Whole, load
from app.invoices.rules import Credited, Kind, LineDraft, Origin, Party, Situation, State, VatPart
from app.invoices.tables import Balance, Document, Invoice, Rendering


@dataclass(frozen=True)
class LineView(LineDraft):
    """A line with its net in cents."""

    net: int = 0


@dataclass(frozen=True)
class InstalmentView:
    """A part due on a day; `open` cents of `amount`."""

    id: int
    due_on: date
    amount: int
    open: int


@dataclass(frozen=True)
class RenderingView:
    """The PDF: kept (`sha256`, `size`), or owed, with the error of the last try."""

    sha256: str | None
    size: int | None
    attempts: int
    error: str
    next_try_at: datetime | None


@dataclass(frozen=True)
class InvoiceView:
    """A draft or an issued document with all its parts. Cents; negative for a credit note.

    `version` is what an editor of the draft hands back; `client` is the client's name now.
    """

    id: int
    origin: Origin
    kind: Kind
    state: State
    client_id: int
    client: str
    number: str | None
    source: str | None
    credits: Credited | None
    credited_by: Credited | None
    issued_on: date | None
    due_on: date | None
    terms_days: int | None
    service_from: date | None
    service_to: date | None
    order_number: str
    language: str
    note: str
    net: int
    vat: int
    total: int
    open: int
    settled_on: date | None
    disputed: bool
    withdrawn: bool
    lines: tuple[LineView, ...]
    parts: tuple[VatPart, ...]
    instalments: tuple[InstalmentView, ...]
    buyer: Party | None
    mentions: tuple[str, ...]
    rendering: RenderingView | None
    created_at: datetime
    created_by: str
    version: str

    @property
    def is_draft(self) -> bool:
        """Whether it may still change."""
        return self.state is State.DRAFT

    @property
    def is_credit_note(self) -> bool:
        """Whether it gives back."""
        return self.kind is Kind.CREDIT_NOTE

    @property
    def title(self) -> str:
        """What people call it; a draft has no number."""
        return self.number or f"#{self.id}"

    def situation(self, on: date) -> Situation:
        """How it stands on a day, with what is open now."""
        return rules.situation(
            state=self.state,
            kind=self.kind,
            open=self.open,
            due_on=self.due_on,
            credited=self.credited_by is not None,
            withdrawn=self.withdrawn,
            on=on,
        )


async def invoice(invoice_id: int) -> InvoiceView:
    """One document; refused (invoices.unknown) when there is none."""
    found = await maybe_invoice(invoice_id)
    if found is None:
        raise refuse("invoices.unknown", "There is no such invoice.")
    return found


async def maybe_invoice(invoice_id: int) -> InvoiceView | None:
    """One document, or None."""
    whole = (await load([invoice_id])).get(invoice_id)
    return await _view(whole) if whole else None


async def by_number(number: str) -> InvoiceView:
    """A document of our series by its number, else one of before; refused when there is none,
    or when several clients have one of before with that number."""
    rows = (
        await Invoice.select(Invoice.id, Invoice.origin)
        .where(Invoice.number == number.strip(), Invoice.withdrawn_at.is_null())
        .order_by(Invoice.origin, ascending=False)
    )
    own = [row for row in rows if row["origin"] == Origin.OWN] or rows
    if len(own) != 1:
        raise refuse(
            "invoices.unknown_number",
            "There is not one document numbered %(number)s, but %(count)s.",
            number=number,
            count=len(own),
        )
    return await invoice(own[0]["id"])


_SAME = (
    *("id", "number", "source", "issued_on", "due_on", "terms_days", "service_from"),
    *("service_to", "order_number", "language", "note", "net", "vat", "total", "created_by"),
)


async def _view(whole: Whole) -> InvoiceView:
    row = whole.invoice
    client = await Client.select(Client.name).where(Client.id == row["client"]).first()
    balances = await Balance.select().where(Balance.invoice_id == row["id"])
    open_by_instalment = {each["instalment"]: each for each in balances}
    settled = [each["settled_on"] for each in balances if each["settled_on"]]
    return InvoiceView(
        **{name: row[name] for name in _SAME},
        origin=Origin(row["origin"]),
        kind=Kind(row["kind"]),
        state=State(row["state"]),
        client_id=row["client"],
        client=client["name"] if client else "",
        credits=await _credited(Invoice.id == row["credits"]) if row["credits"] else None,
        credited_by=await _credited(Invoice.credits == row["id"]),
        open=sum(each["open"] for each in balances),
        settled_on=max(settled, default=None),
        disputed=row["disputed"] != "no",
        withdrawn=row["withdrawn_at"] is not None,
        lines=tuple(line_views(whole.lines)),
        parts=vat_parts(whole.parts),
        instalments=tuple(
            InstalmentView(
                each["id"], each["due_on"], each["amount"], open_by_instalment[each["id"]]["open"]
            )
            for each in whole.instalments
        ),
        buyer=rules.buyer_from(row["buyer"]) if row["buyer"] else None,
        mentions=tuple(row["mentions"].splitlines()),
        rendering=await _rendering(row["id"]),
        created_at=row["created_at"].astimezone(ZONE),
        version=rules.fingerprint(row, whole.lines),
    )


def line_views(rows: Sequence[dict[str, Any]]) -> list[LineView]:
    """Lines' rows as views."""
    names = LineView.__dataclass_fields__
    return [LineView(**{name: row[name] for name in names}) for row in rows]


def vat_parts(rows: Sequence[dict[str, Any]]) -> tuple[VatPart, ...]:
    """VAT parts' rows as values."""
    return tuple(VatPart(r["category"], r["rate"], r["base"], r["vat"]) for r in rows)


async def _credited(where: Any) -> Credited | None:
    row = (
        await Invoice.select(Invoice.id, Invoice.number, Invoice.issued_on)
        .where(where, Invoice.state == "issued")
        .first()
    )
    return Credited(row["id"], row["number"], row["issued_on"]) if row else None


async def _rendering(invoice_id: int) -> RenderingView | None:
    kept = await Document.select().where(Document.invoice == invoice_id).first()
    owed = await Rendering.select().where(Rendering.invoice == invoice_id).first()
    if kept is None and owed is None:
        return None
    return RenderingView(
        sha256=kept["sha256"] if kept else None,
        size=kept["size"] if kept else None,
        attempts=owed["attempts"] if owed else 0,
        error=owed["error"] if owed and not kept else "",
        next_try_at=owed["next_try_at"].astimezone(ZONE) if owed and not kept else None,
    )
