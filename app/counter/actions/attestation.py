"""The draft of the attestation that the law of tills asks for; nothing is signed for anybody."""

from app.adapters import pdf, templating
from app.config import VERSION
from app.invoices.actions import logo
from app.invoices.rules import Party, seller_of
from app.settings.queries import business

_LANGUAGE = "fr"


async def attestation_pdf() -> bytes:
    """What the publisher completes and signs (CGI 286, I, 3° bis; BOI-TVA-DECLA-30-10-30), with
    what is known of the program and of its user; nothing is kept. RenderFailed: what is wrong."""
    seller = seller_of(await business())
    html = templating.render(
        "documents/attestation.html",
        _LANGUAGE,
        version=VERSION,
        seller=seller,
        buyer=Party(
            name=seller.name,
            street=seller.street,
            postcode=seller.postcode,
            town=seller.town,
            country=seller.country,
        ),
        logo=logo(seller.logo_sha256),
    )
    return await pdf.render(html)
