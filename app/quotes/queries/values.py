"""One quote as values: what a page, a message or the PDF reads of it."""

from dataclasses import dataclass
from datetime import date, datetime

from app.contracts.rules import Billing, Frequency
from app.invoices.rules import AdjustmentDraft, Party, Seller, Totals, VatPart
from app.quotes import rules
from app.quotes.rules import Answer, Becomes, QuoteLine, QuoteValues, Standing


@dataclass(frozen=True)
class LineView(QuoteLine):
    """A line at its position, with its net in cents."""

    position: int = 0
    net: int = 0


@dataclass(frozen=True)
class PdfView:
    """The PDF: kept (`sha256`), or owed with the error of the last try."""

    sha256: str | None
    attempts: int
    error: str


@dataclass(frozen=True)
class AnswerView:
    """What the client answered; cents with the options chosen."""

    id: int
    answer: Answer
    name: str
    reason: str
    chosen: tuple[int, ...]
    net: int
    vat: int
    total: int
    on: date
    at: datetime
    zone: str
    address: str
    agent: str
    content_sha256: str
    pdf_sha256: str
    evidence_sha256: str


@dataclass(frozen=True)
class QuestionView:
    """What the client asked."""

    name: str
    text: str
    at: datetime


@dataclass(frozen=True)
class ResultView:
    """What became of an accepted quote."""

    kind: Becomes
    target: int | None
    deposit: int | None


@dataclass(frozen=True)
class Named:
    """Another version of it."""

    id: int
    number: str | None


@dataclass(frozen=True)
class QuoteView:
    """A quote with all its parts; `client` is the client's name now. Seller and buyer are those
    frozen at sending, of today in a draft. `version` is what an editor hands back."""

    id: int
    is_sent: bool
    client_id: int
    client: str
    number: str | None
    title: str
    sent_on: date | None
    valid_days: int
    valid_until: date | None
    remind_days: int | None
    order_number: str
    language: str
    note: str
    deposit: int
    becomes: Becomes
    frequency: Frequency
    billing: Billing
    start_on: date | None
    net: int
    vat: int
    total: int
    seller: Seller
    buyer: Party
    content_sha256: str | None
    lines: tuple[LineView, ...]
    adjustments: tuple[AdjustmentDraft, ...]
    questions: tuple[QuestionView, ...]
    replaces: Named | None
    replaced_by: Named | None
    revision: Named | None
    answer: AnswerView | None
    result: ResultView | None
    pdf: PdfView | None
    created_at: datetime
    version: str

    @property
    def is_draft(self) -> bool:
        """Whether it may still change."""
        return not self.is_sent

    @property
    def charges_vat(self) -> bool:
        """False under the franchise: neither rates nor amounts of VAT may be printed."""
        return self.seller.charges_vat

    @property
    def firm(self) -> tuple[LineView, ...]:
        """The lines that count whatever is chosen."""
        return tuple(line for line in self.lines if not (line.optional or line.choice))

    @property
    def proposed(self) -> tuple[LineView, ...]:
        """The lines that count while nothing is chosen: the first of each set of variants too."""
        positions = rules.settled(self.lines, ())
        return tuple(line for line in self.lines if line in self.firm or line.position in positions)

    @property
    def variants(self) -> dict[str, tuple[LineView, ...]]:
        """The lines of which one is taken, by the name of their set."""
        found = rules.variants(self.lines)
        return {name: tuple(self.lines[at - 1] for at in found[name]) for name in found}

    @property
    def chosen(self) -> tuple[int, ...]:
        """The positions chosen: those of the answer, else what is proposed."""
        return rules.settled(self.lines, self.answer.chosen if self.answer else ())

    @property
    def shares_proposed(self) -> tuple[tuple[AdjustmentDraft, int], ...]:
        """The same on what is proposed, as its paper says."""
        return rules.shares(rules.taken(self.lines, ()), self.adjustments)

    @property
    def shares(self) -> tuple[tuple[AdjustmentDraft, int], ...]:
        """Discounts (below zero) and charges on what was chosen, in cents without VAT."""
        return rules.shares(self.chosen_lines, self.adjustments)

    @property
    def optional(self) -> tuple[LineView, ...]:
        """The options."""
        return tuple(line for line in self.lines if line.optional)

    @property
    def totals(self) -> Totals:
        """What it comes to while nothing is chosen."""
        return rules.counted(rules.taken(self.lines, ()), self.adjustments)

    @property
    def totals_chosen(self) -> Totals:
        """What it comes to with the options that were accepted."""
        return rules.counted(self.chosen_lines, self.adjustments)

    @property
    def parts(self) -> tuple[VatPart, ...]:
        """VAT by rate, without the options."""
        return self.totals.parts

    @property
    def title_shown(self) -> str:
        """What people call it; a draft has no number."""
        return self.number or self.title

    @property
    def filename(self) -> str:
        """The name of the PDF."""
        return f"{self.number or 'brouillon'}.pdf"

    @property
    def chosen_lines(self) -> tuple[QuoteLine, ...]:
        """What was accepted; the firm lines while nothing was."""
        return rules.taken(self.lines, self.answer.chosen if self.answer else ())

    @property
    def values(self) -> QuoteValues:
        """What a person wrote."""
        return QuoteValues(
            client_id=self.client_id,
            title=self.title,
            lines=self.lines,
            valid_days=self.valid_days,
            remind_days=self.remind_days,
            order_number=self.order_number,
            note=self.note,
            deposit=self.deposit,
            becomes=self.becomes,
            frequency=self.frequency,
            billing=self.billing,
            start_on=self.start_on,
            adjustments=self.adjustments,
        )

    def standing(self, on: date) -> Standing:
        """How it stands on a day."""
        return rules.standing(
            is_sent=self.is_sent,
            answer=self.answer.answer if self.answer else None,
            is_replaced=self.replaced_by is not None,
            valid_until=self.valid_until,
            on=on,
        )
