"""A piece of a litigation bundle, and how one that is made here is rendered."""

from dataclasses import dataclass
from datetime import date

from app.adapters import pdf, templating
from app.clients.queries import client
from app.core.sentences import spoken
from app.invoices.actions import logo
from app.invoices.queries import AllocationView
from app.invoices.rules import seller_of
from app.lateness.actions.letter import party
from app.lateness.queries import Claimed, LateInvoice, NoticeView
from app.settings.queries import business

# All that goes to a French court is in French.
LANGUAGE = "fr"


@dataclass(frozen=True)
class Piece:
    """A proof: what it is, a file name, its bytes; only a PDF can be bound with the others."""

    title: str
    filename: str
    data: bytes
    is_pdf: bool = True


@dataclass(frozen=True)
class Debt(Claimed):
    """What is claimed as of a day; cents. `interest` is None while a rate is missing."""

    on: date
    items: tuple[LateInvoice, ...]
    paid: dict[int, tuple[AllocationView, ...]]
    rules: tuple[str, ...]


def say(message: str, **facts: object) -> str:
    """A sentence as it goes to the court."""
    return spoken(message, facts, LANGUAGE)


async def rendered(view: NoticeView, section: str, **more: object) -> bytes:
    """The PDF of a section of `documents/evidence.html`."""
    seller = seller_of(await business())
    html = templating.render(
        "documents/evidence.html",
        LANGUAGE,
        section=section,
        view=view,
        seller=seller,
        buyer=party(await client(view.client_id)),
        logo=logo(seller.logo_sha256),
        **more,
    )
    return await pdf.render(html)
