"""Words of the quotes' stories: a cabin to be replaced, with options; sent, rendered, answered."""

from datetime import date, datetime

from app.adapters import files
from app.quotes import actions
from app.quotes.actions import Visitor
from app.quotes.queries import QuoteView, maybe_quote
from app.quotes.rules import Becomes, QuoteLine, QuoteValues
from app.quotes.tables import QuoteDocument, QuoteRendering
from tests.cast import ODILE, at

D = date.fromisoformat
NOV_23: datetime = at("2026-11-23", 10)
PDF = b"%PDF-1.7 a quote"
PERRIN = Visitor("Jeanne Perrin", "192.0.2.7", "Mozilla/5.0 (Android 16)")


def line(label: str, euros: int, *, option: bool = False, rate: int = 2000) -> QuoteLine:
    return QuoteLine(label, 10_000, euros * 1_000_000, rate, optional=option)


# 1 000 € and 200 € of VAT; the mirror 150 € + 30 €, the lamp 50 € + 10 €.
LINES = (
    line("Cabine", 1_000),
    line("Miroir", 150, option=True),
    line("Éclairage", 50, option=True),
)


def values(client_id: int, **more: object) -> QuoteValues:
    given = {"title": "Remplacement de la cabine", "lines": LINES} | more
    return QuoteValues(client_id=client_id, **given)  # type: ignore[arg-type]


async def drafted(client_id: int, **more: object) -> int:
    return await actions.create(values(client_id, **more), at=NOV_23, by=ODILE)


async def sent(
    client_id: int, *, on: str = "2026-11-23", ready: bool = True, **more: object
) -> int:
    """A quote sent on a day, its PDF there (a stand-in: rendering is told elsewhere)."""
    quote_id = await drafted(client_id, **more)
    await actions.send(quote_id, on=D(on), at=at(on, 10), by=ODILE)
    if ready:
        await rendered(quote_id)
    return quote_id


async def rendered(quote_id: int) -> None:
    sha256 = files.store(PDF)
    await QuoteDocument.insert(
        QuoteDocument(quote=quote_id, sha256=sha256, size=len(PDF), created_at=NOV_23)
    )
    await QuoteRendering.update({QuoteRendering.done_at: NOV_23}).where(
        QuoteRendering.quote == quote_id
    )


async def accepted(
    quote_id: int, *chosen: int, on: str = "2026-11-25", who: Visitor = PERRIN
) -> QuoteView:
    await actions.accept(quote_id, who, chosen=chosen, agreed=True, on=D(on), at=at(on, 18, 30))
    return await seen(quote_id)


async def seen(quote_id: int) -> QuoteView:
    view = await maybe_quote(quote_id)
    assert view
    return view


CONTRACT = {"becomes": Becomes.CONTRACT}
