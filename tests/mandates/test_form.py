"""A mandate on paper: what the forms of the schemes ask for, on one sheet, for either side."""

import io
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from pypdf import PdfReader

from app.debits import actions
from app.mandates.rules import Recurrence, Scheme
from app.portal.pages import door
from app.portal.rules import Patience
from tests.cast import browser, hotel, mme_perrin, open_shop, regie, signed_in
from tests.mandates.paper import IBAN, ICS, address_of, identified, made, seen, signed


@pytest.fixture
async def odile(
    database: None, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    at("2026-03-02T10:00")
    monkeypatch.setattr(door, "patience", Patience(60, 60.0))
    await open_shop()
    await identified()
    async with browser() as someone:
        yield await signed_in(someone)


def read(data: bytes) -> str:
    """The text of its one page."""
    (page,) = PdfReader(io.BytesIO(data)).pages
    return " ".join(page.extract_text().replace("\u00a0", " ").replace("\u202f", " ").split())


# What EPC392-08 and EPC393-08 want on the form, in their French wording.
CORE = (
    "Mandat de prélèvement SEPA",
    "MDT-000001",
    ICS,
    "Atelier Vauban",
    "12 rue des Tables-Claudiennes, 69001 Lyon, France",
    "Mme Jeanne Perrin",
    "3 montée de la Grande-Côte",
    "69001 Lyon",
    "Paiement récurrent / répétitif",
    "8 semaines",
    "13 mois",
    "au moins 14 jours avant",
    "Signature du débiteur",
    "À retourner à Atelier Vauban",
)


async def test_it_says_what_the_schemes_want(odile: httpx.AsyncClient) -> None:
    mandate_id = await made(await mme_perrin(), name="Mme Jeanne Perrin")
    found = read(await actions.mandate_pdf(mandate_id))
    for words in CORE:
        assert words in found, words
    assert "interentreprises" not in found and "Régie" not in found


async def test_b2b_once_with_its_account_known(odile: httpx.AsyncClient) -> None:
    mandate_id = await made(
        await hotel(),
        name="Hôtel Saint-Nizier",
        scheme=Scheme.B2B,
        recurrence=Recurrence.ONCE,
        iban=IBAN,
    )
    found = read(await actions.mandate_pdf(mandate_id))
    for words in (
        "Mandat de prélèvement SEPA interentreprises",
        "Paiement ponctuel",
        "FR76 3000 6000 0112 3456 7890 189",
        "Remettez une copie",
    ):
        assert words in found, words
    assert "8 semaines" not in found


async def test_in_the_client_s_language_and_with_long_names(odile: httpx.AsyncClient) -> None:
    name = "Syndicat des copropriétaires de la résidence des Hauts de Saint-Just bât A"[:70]
    mandate_id = await made(await regie(language="en", street="a long way\n" * 3), name=name)
    found = read(await actions.mandate_pdf(mandate_id))
    assert "SEPA direct debit mandate" in found and "Recurring payment" in found
    assert "Hauts de Saint-Just" in found


async def test_printed_by_the_owner_and_by_the_client_until_it_is_signed(
    odile: httpx.AsyncClient,
) -> None:
    mandate_id = await made(await regie())
    view = await seen(mandate_id)
    answer = await odile.get(f"/debits/mandates/{mandate_id}/form.pdf")
    assert answer.headers["content-type"] == "application/pdf" and view.reference in read(
        answer.content
    )
    here = await address_of(mandate_id)
    async with browser() as client:
        assert f"{here}/form" in (await client.get(here)).text
        printed = await client.get(f"{here}/form")
        assert view.reference in read(printed.content)
        assert printed.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert (await client.get(f"{here[:-1]}x/form")).status_code == 404
        assert (await client.get(f"/debits/mandates/{mandate_id}/form.pdf")).status_code != 200
        await signed(await hotel(), name="Hôtel")
        signed_one = await address_of(2)
        assert (await client.get(f"{signed_one}/form")).status_code == 404
    assert (await odile.get("/debits/mandates/99/form.pdf")).status_code == 404
