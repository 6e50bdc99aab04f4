"""The PDF of a statement of account, in the client's language and the business's look."""

from typing import Any

from app.adapters import pdf, templating
from app.clients.queries import client
from app.core.i18n import gettext
from app.invoices.actions import logo
from app.invoices.rules import Party, seller_of
from app.payments.rules import METHOD_LABELS, Method
from app.receivables.rules import MOVES, Statement
from app.settings.queries import business


async def pdf_of(client_id: int, account: Statement) -> bytes:
    """The PDF of an account; nothing is kept. RenderFailed says what is wrong."""
    buyer = await client(client_id)
    seller = seller_of(await business())
    html = templating.render(
        "documents/statement.html",
        buyer.language,
        account=account,
        seller=seller,
        buyer=Party(
            name=buyer.name,
            kind=buyer.kind.value,
            street=buyer.street,
            postcode=buyer.postcode,
            town=buyer.town,
            country=buyer.country,
            siren=buyer.siren,
            siret=buyer.siret,
            vat_number=buyer.vat_number,
        ),
        logo=logo(seller.logo_sha256),
        **words(buyer.language),
    )
    return await pdf.render(html)


def words(language: str) -> dict[str, Any]:
    """What movements and ways of paying are called in a language."""
    return {
        "moves": {kind.value: gettext(word, language) for kind, word in MOVES.items()},
        "methods": {each.value: gettext(METHOD_LABELS[each], language) for each in Method},
    }
