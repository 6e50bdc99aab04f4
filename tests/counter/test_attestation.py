"""The draft of the attestation for the till: what is known of the program, signed by nobody."""

from io import BytesIO

from pypdf import PdfReader

from app.config import VERSION
from tests.cast import browser, open_shop, signed_in


async def test_it_names_the_law_the_version_and_the_user_and_claims_no_certificate(
    database: None,
) -> None:
    await open_shop()
    async with browser() as client:
        claire = await signed_in(client, "claire")
        assert "/counter/attestation.pdf" in (await claire.get("/counter/closing")).text
        answer = await claire.get("/counter/attestation.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    pages = PdfReader(BytesIO(answer.content)).pages
    said = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert len(pages) == 1
    assert "non signée" in said and f"version {VERSION}" in said and "Atelier Vauban" in said
    for words in ("286", "Inaltérabilité", "Sécurisation", "Conservation", "Archivage"):
        assert words in said
    assert "NF525" not in said and "conforme" not in said
