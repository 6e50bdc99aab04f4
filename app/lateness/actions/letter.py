"""The PDF of a formal notice, in the client's language and the business's look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.adapters import pdf, templating
from app.clients.queries import ClientView, client
from app.core.sentences import sentence
from app.invoices.actions import logo
from app.invoices.rules import Party, seller_of
from app.lateness.queries import Claimed, LateInvoice
from app.lateness.rules import Basis, rule
from app.settings.queries import business


@dataclass(frozen=True)
class Letter(Claimed):
    """What a notice says: cents as of `made_on`; `interest` None while a rate is missing."""

    client_id: int
    made_on: date
    deadline_on: date
    items: tuple[LateInvoice, ...]

    @property
    def reference(self) -> str:
        """What the letter is called."""
        return f"MD-{self.made_on:%Y%m%d}-{self.client_id}"

    @property
    def basis(self) -> str:
        """By what interest goes: every invoice is the same client's."""
        return self.items[0].lateness.terms.basis.value

    @property
    def bears_interest(self) -> bool:
        """Whether interest has run already: a consumer's only runs from a notice on."""
        return self.basis != Basis.CONSUMER.value


async def pdf_of(letter: Letter) -> bytes:
    """The PDF; nothing is kept. RenderFailed says what is wrong."""
    buyer, seller = await client(letter.client_id), seller_of(await business())
    html = templating.render(
        "documents/notice.html",
        buyer.language,
        letter=letter,
        seller=seller,
        buyer=party(buyer),
        logo=logo(seller.logo_sha256),
        rules=_rules(letter.items, buyer.language),
    )
    return await pdf.render(html)


def party(buyer: ClientView) -> Party:
    """A client as a letter is addressed."""
    return Party(
        name=buyer.name,
        kind=buyer.kind.value,
        street=buyer.street,
        postcode=buyer.postcode,
        town=buyer.town,
        country=buyer.country,
        siren=buyer.siren,
        siret=buyer.siret,
        vat_number=buyer.vat_number,
    )


def _rules(items: Sequence[LateInvoice], language: str) -> list[str]:
    """Each rule of interest once."""
    said = (sentence(rule(each.lateness.terms, language), language) for each in items)
    return list(dict.fromkeys(said))
