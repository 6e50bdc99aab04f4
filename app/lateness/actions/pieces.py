"""The pieces of a litigation bundle, in the order a judge reads them."""

from datetime import date

from app.adapters import files, pdf_bundles
from app.core.errors import N_
from app.core.sentences import sentence
from app.invoices.queries import InvoiceView, allocations_on
from app.lateness.actions.piece import LANGUAGE, Debt, Piece, rendered, say
from app.lateness.actions.said import said
from app.lateness.queries import NoticeView, evidence, late_invoices
from app.lateness.queries.evidence import Evidence
from app.lateness.rules import LABELS, rule
from app.papers.rules import LABELS as PAPERS


async def debt_of(view: NoticeView, on: date) -> Debt:
    """What is claimed by a case as of today: its invoices that are still unpaid."""
    ids = [each.invoice_id for each in view.items if each.open > 0]
    late = tuple((await late_invoices(ids, on)).values())
    rules_said = (sentence(rule(each.lateness.terms, LANGUAGE), LANGUAGE) for each in late)
    paid = {
        each: tuple(a for a in await allocations_on(each) if not a.reversed and a.reverses is None)
        for each in ids
    }
    return Debt(on, late, paid, tuple(dict.fromkeys(rules_said)))


async def pieces_of(view: NoticeView, debt: Debt) -> tuple[list[Piece], list[str]]:
    """Every piece, and the names of those that are not kept here and have to be added."""
    found = await evidence([each.id for each in debt.items])
    missing: list[str] = []
    pieces = [
        *await _agreed(view, found),
        *_signed(found),
        *_invoices(found, missing),
        Piece(
            say(N_("Formal notice of %(day)s"), day=view.made_on),
            "mise-en-demeure.pdf",
            files.read(view.sha256),
        ),
        Piece(
            say(N_("Account of the debt")),
            "decompte.pdf",
            await rendered(view, "account", debt=debt),
        ),
    ]
    if found.openings:
        page = await rendered(view, "openings", openings=found.openings)
        pieces.append(
            Piece(say(N_("Openings of the invoices by the client")), "consultations.pdf", page)
        )
    if found.messages:
        page = await rendered(view, "messages", messages=found.messages)
        pieces.append(Piece(say(N_("Messages and reminders sent")), "messages.pdf", page))
    return [*pieces, *await said(view, debt), *_papers(view)], missing


async def _agreed(view: NoticeView, found: Evidence) -> list[Piece]:
    pieces = []
    for each in found.contracts:
        title = say(N_("Contract %(reference)s"), reference=each.values.reference)
        page = await rendered(view, "contract", contract=each)
        pieces.append(Piece(title, f"contrat-{each.id}.pdf", page))
    for quote in found.quotes:
        if quote.pdf and quote.pdf.sha256 and quote.answer:
            title = say(
                N_("Quote %(number)s, accepted on %(day)s"),
                number=quote.number,
                day=quote.answer.on,
            )
            pieces.append(Piece(title, f"devis-{quote.id}.pdf", files.read(quote.pdf.sha256)))
            proof = files.read(quote.answer.evidence_sha256)
            title = say(N_("Evidence of the acceptance of %(number)s"), number=quote.number)
            pieces.append(Piece(title, f"acceptation-{quote.id}.json", proof, is_pdf=False))
    return pieces


def _signed(found: Evidence) -> list[Piece]:
    """The papers of the client: contracts, orders, deliveries, letters, as they were kept."""
    pieces = []
    for each in found.papers:
        data = files.read(each.sha256)
        title = say(
            N_("%(kind)s of %(day)s (%(filename)s)"),
            kind=[PAPERS[each.kind]],
            day=each.dated,
            filename=each.filename,
        )
        name = f"piece-{each.id}-{_safe(each.filename)}"
        pieces.append(Piece(title, name, data, pdf_bundles.is_pdf(data)))
    return pieces


def _invoices(found: Evidence, missing: list[str]) -> list[Piece]:
    pieces = []
    for each in found.invoices:
        title = _title(each)
        if each.rendering is None or each.rendering.sha256 is None:
            missing.append(title)
            continue
        name = f"facture-{each.title.replace('/', '-')}.pdf"
        pieces.append(Piece(title, name, files.read(each.rendering.sha256)))
    return pieces


def _title(each: InvoiceView) -> str:
    return say(N_("Invoice %(number)s of %(day)s"), number=each.title, day=each.issued_on)


def _papers(view: NoticeView) -> list[Piece]:
    pieces = []
    for each in view.stages:
        if each.sha256:
            data = files.read(each.sha256)
            title = say(LABELS[each.stage]) + f" ({each.filename})"
            pieces.append(
                Piece(title, f"{each.id}-{_safe(each.filename)}", data, pdf_bundles.is_pdf(data))
            )
    return pieces


def _safe(filename: str) -> str:
    return "".join(c if c.isalnum() or c in "._-" else "-" for c in filename)[-80:]
