"""A mandate on paper, to be printed and signed by hand; nothing is kept."""

from app.adapters import pdf, templating
from app.clients.queries import client as client_of
from app.core.errors import refuse
from app.core.sentences import spoken
from app.invoices.actions import logo
from app.invoices.rules import Party, seller_of
from app.mandates.queries import MandateView, creditor, maybe_mandate
from app.mandates.rules import wording
from app.settings.queries import business


async def mandate_pdf(mandate_id: int) -> bytes:
    """The form of a mandate in the client's language, with its account where it is known.
    RenderFailed says what is wrong. Refused: no such mandate."""
    view = await maybe_mandate(mandate_id)
    if view is None:
        raise refuse("mandates.gone", "This mandate is not there.")
    return await pdf.render(await mandate_page(view))


async def mandate_page(view: MandateView) -> str:
    """The page of HTML that the form is made from."""
    seller, who = seller_of(await business()), await client_of(view.client_id)
    facts: dict[str, object] = {"creditor": seller.name, "days": view.notice_days}
    return templating.render(
        "documents/mandate.html",
        view.language,
        mandate=view,
        text=[spoken(each, facts, view.language) for each in wording(view.scheme)],
        ics=(await creditor()).ics,
        seller=seller,
        buyer=Party(
            name=view.name,
            street=who.street,
            postcode=who.postcode,
            town=who.town,
            country=who.country,
        ),
        logo=logo(seller.logo_sha256),
    )
