"""The PDF of a reminder that goes by post, in the client's language and the business's look."""

from app.adapters import pdf, templating
from app.clients.queries import client
from app.invoices.actions import logo
from app.invoices.rules import Party, seller_of
from app.reminders.queries import ReminderView
from app.settings.queries import business


async def letter_pdf(view: ReminderView) -> bytes:
    """The PDF, the same however often it is asked for while the words and the address are the
    same; nothing is kept. RenderFailed says what is wrong."""
    buyer, seller = await client(view.client_id), seller_of(await business())
    html = templating.render(
        "documents/reminder.html",
        view.language,
        view=view,
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
    )
    return await pdf.render(html)
