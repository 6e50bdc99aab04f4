"""The PDF of a deposit slip, for the bank: who drew which cheque, and the total."""

from app.adapters import pdf, templating
from app.invoices.actions import logo
from app.invoices.rules import Party, seller_of
from app.payments import queries
from app.settings.queries import business

_LANGUAGE = "fr"


async def deposit_pdf(deposit_id: int) -> bytes:
    """The slip as the bank reads it, in French; nothing is kept. RenderFailed: what is wrong."""
    slip = await queries.deposit(deposit_id)
    seller = seller_of(await business())
    html = templating.render(
        "documents/deposit.html",
        _LANGUAGE,
        slip=slip,
        cheques=await queries.deposited([deposit_id]),
        seller=seller,
        buyer=Party(name=seller.name, street=seller.street, postcode=seller.postcode,
                    town=seller.town, country=seller.country),
        logo=logo(seller.logo_sha256),
    )  # fmt: skip
    return await pdf.render(html)
