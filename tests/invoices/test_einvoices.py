"""From an issued document to its XML: judged at issue, kept beside the PDF, and within it."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from app.adapters import facturx, files, schematrons
from app.adapters.schematrons import Opinion
from app.core.errors import Refused
from app.core.sentences import sentence
from app.invoices import actions, queries
from app.invoices.rules import LineDraft
from app.invoices.tables import Document, Electronic, Judgement
from app.law.tables import LegalValue
from tests.cast import browser, hotel, mairie, mme_perrin, open_shop, regie, signed_in
from tests.invoices.story import BY, WHEN, D, drafted, issued, line
from tests.invoices.test_checks import findings, tamper


async def kept_xml(invoice_id: int) -> bytes:
    electronic = await queries.electronic(invoice_id)
    assert electronic and electronic.sha256
    return files.read(electronic.sha256)


async def kept_pdf(invoice_id: int) -> bytes:
    rendering = (await queries.invoice(invoice_id)).rendering
    assert rendering and rendering.sha256
    return files.read(rendering.sha256)


async def test_an_issued_invoice_says_who_judged_it(database: None) -> None:
    await open_shop()
    company, consumer = await issued(await regie()), await issued(await mme_perrin())
    said = await queries.electronic(company)
    assert said and said.rules and said.schematron is None
    assert (said.rules.opinion, said.rules.broken) == ("valid", ())
    assert said.rules.ruleset == "EN 16931, Factur-X 1.09 + BR-FR 1.4.0"
    other = await queries.electronic(consumer)
    assert other and other.rules and other.rules.ruleset == "EN 16931, Factur-X 1.09"


async def test_the_xml_in_the_pdf_is_the_one_that_is_kept(database: None) -> None:
    await open_shop()
    invoice_id = await issued(await regie(), order_number="BC-4417")
    assert (await actions.render_owed(WHEN)).done == 1
    xml = await kept_xml(invoice_id)
    reader = PdfReader(io.BytesIO(await kept_pdf(invoice_id)))
    assert reader.attachments == {"factur-x.xml": [xml]}
    assert len(reader.trailer["/Root"]["/AF"]) == 1
    assert facturx.schema_faults(xml) == []
    for said in (
        b"<ram:ID>F2026-000001</ram:ID>",
        b"<ram:TypeCode>380</ram:TypeCode>",
        b">20261121<",
        b"<ram:GrandTotalAmount>120.00<",
        b"<ram:DuePayableAmount>120.00<",
        b'<ram:URIID schemeID="0225">802457192<',
        b"<ram:IssuerAssignedID>BC-4417<",
    ):
        assert said in xml, said
    text = "".join(page.extract_text() for page in reader.pages)
    assert "F2026-000001" in text and "120,00" in text


async def test_both_files_are_chained_and_checked(database: None) -> None:
    await open_shop()
    invoice_id = await issued(await regie())
    await actions.render_owed(WHEN)
    assert await Document.count().where(Document.invoice == invoice_id) == 2
    assert await findings() == {}
    stored = files._path((await queries.electronic(invoice_id)).sha256)  # type: ignore[union-attr]
    stored.write_bytes(stored.read_bytes().replace(b"120.00", b"120.01"))
    [found] = (await findings()).values()
    assert found == ["the XML of F2026-000001 (document 2) is altered"]


async def test_rendered_twice_or_by_two_there_is_one_xml(database: None) -> None:
    await open_shop()
    invoice_id = await issued(await regie())
    view, xml = await queries.xml_of(invoice_id)
    assert view.number == "F2026-000001"
    assert (await queries.xml_of(invoice_id))[1] == xml
    await actions.render_owed(WHEN)
    await actions.render_owed(WHEN + timedelta(days=1))
    assert await kept_xml(invoice_id) == xml
    assert await Document.count().where(Document.kind == "xml") == 1


async def test_a_document_of_before_keeps_its_pdf_alone(database: None) -> None:
    await open_shop()
    invoice_id = await issued(await regie())
    await tamper("einvoice", "DELETE", "DELETE FROM einvoice")
    await actions.render_owed(WHEN)
    assert await queries.electronic(invoice_id) is None
    assert PdfReader(io.BytesIO(await kept_pdf(invoice_id))).attachments == {}
    assert await Document.count() == 1


async def test_an_issue_is_refused_with_everything_that_is_wrong_at_once(database: None) -> None:
    await open_shop(vat_number="")
    nameless = LineDraft("", 10_000, 100_000_000, 2000)
    draft = await drafted(await regie(siren=""), line(), nameless)
    with pytest.raises(Refused) as refused:
        await actions.issue(draft, on=D("2026-11-21"), at=WHEN, by=BY)
    told = {(each.code, each.field) for each in refused.value.findings}
    assert {
        ("invoices.business_vat", None),
        ("invoices.client_siren", "client"),
        ("invoices.no_label", "line-1-label"),
    } <= told
    # Said once, not again in the words of the norm.
    assert not [code for code, _ in told if code.startswith("BR-")]
    assert await Electronic.count() == 0 and await Judgement.count() == 0


async def test_what_only_the_norm_finds_is_told_with_its_rule(database: None) -> None:
    # A SIRET of another business than its SIREN: nothing of ours looks at both at issue.
    await open_shop(siret="80245719200017")
    draft = await drafted(await regie())
    with pytest.raises(Refused) as refused:
        await actions.issue(draft, on=D("2026-11-21"), at=WHEN, by=BY)
    [finding] = refused.value.findings
    assert finding.code == "BR-FR-09"
    assert sentence(finding, "fr") == (
        "Le SIRET 80245719200017 ne commence pas par le SIREN (BR-FR-09)."
    )
    assert (await queries.readiness(draft, D("2026-11-21"))).findings == (finding,)


async def test_public_bodies_are_reached_by_their_establishment(database: None) -> None:
    await open_shop()
    invoice_id = await issued(await mairie())
    xml = (await queries.xml_of(invoice_id))[1] or b""
    assert b'schemeID="0225">216901496_21690149600010<' in xml
    assert b'schemeID="0009">21690149600010<' in xml


async def test_a_public_body_is_judged_by_the_french_rules_once_its_penalties_are_confirmed(
    database: None,
) -> None:
    await open_shop()
    client = await mairie()
    before = await queries.electronic(await issued(client))
    assert before and before.rules and before.rules.ruleset == "EN 16931, Factur-X 1.09"
    await LegalValue.update({LegalValue.is_verified: True}).where(
        LegalValue.key == "mention.penalty_public"
    )
    invoice_id = await issued(client)
    after = await queries.electronic(invoice_id)
    assert after and after.rules
    assert after.rules.ruleset == "EN 16931, Factur-X 1.09 + BR-FR 1.4.0"
    xml = ((await queries.xml_of(invoice_id))[1] or b"").decode()
    assert "huit points de pourcentage" in xml and "<ram:Content>B2B<" in xml


async def test_a_consumer_gets_no_text_between_professionals(database: None) -> None:
    await open_shop()
    xml = ((await queries.xml_of(await issued(await mme_perrin())))[1] or b"").decode()
    for code in ("PMT", "PMD", "AAB", "BAR"):
        assert f"<ram:SubjectCode>{code}<" not in xml
    assert "<ram:CountryID>FR<" in xml


async def test_a_credit_note_cites_its_invoice_and_has_positive_amounts(database: None) -> None:
    await open_shop()
    invoice_id = await issued(await regie())
    credit = await actions.credit_whole(invoice_id, on=D("2026-11-22"), at=WHEN, by=BY)
    xml = ((await queries.xml_of(credit))[1] or b"").decode()
    assert "<ram:TypeCode>381<" in xml
    assert "<ram:IssuerAssignedID>F2026-000001<" in xml and ">20261121</qdt:" in xml
    assert "<ram:GrandTotalAmount>120.00<" in xml and ">-" not in xml


async def test_the_schematrons_agree_with_what_was_issued(database: None) -> None:
    """Several kinds of buyers and rates, judged in one batch by the official sheets."""
    await open_shop()
    company = await issued(await regie(), line(), line(rate=1000, euros=33), line(rate=550))
    await issued(await hotel(), LineDraft("Remisé", 30_000, 19_990_000, 2000, discount=1_250))
    await issued(await mairie())
    await issued(await mme_perrin())
    await actions.credit_whole(company, on=D("2026-11-22"), at=WHEN, by=BY)
    await actions.render_owed(WHEN)
    said = await actions.judge_owed(WHEN)
    # In the order in which their files were kept: two are made side by side.
    assert sorted((number, each.rules, each.reason) for number, each in said) == [
        (number, (), "")
        for number in (
            "A2026-000001",
            *("F2026-000001", "F2026-000002", "F2026-000003", "F2026-000004"),
        )
    ]
    assert {each.opinion for _, each in said} == {Opinion.VALID}
    judged = await queries.electronic(company)
    assert judged and judged.schematron and judged.schematron.opinion == "valid"
    assert judged.schematron.ruleset == schematrons.RULESET
    # Each is judged once.
    assert await actions.judge_owed(WHEN) == []


async def test_the_judgements_never_change(database: None) -> None:
    await open_shop()
    await issued(await regie())
    for table in (Judgement, Electronic):
        with pytest.raises(Exception, match="never changed"):
            await table.delete(force=True)


async def test_the_xml_is_had_alone_by_us_and_by_the_client(database: None) -> None:
    await open_shop()
    invoice_id = await issued(await regie())
    async with browser() as amin:
        await signed_in(amin, "amin")
        path = f"/invoices/{invoice_id}/xml"
        assert (await amin.get(path)).status_code == 404
        await actions.render_owed(WHEN)
        answer = await amin.get(path)
        assert answer.content == await kept_xml(invoice_id)
        assert "F2026-000001.xml" in answer.headers["content-disposition"]
        shown = (await amin.get(f"/invoices/{invoice_id}")).text
        assert path in shown and "BR-FR 1.4.0" in shown and "non vérifié" in shown
    link = f"/p/{await actions.share(invoice_id, at=WHEN, by=BY)}"
    async with browser() as stranger:
        page = (await stranger.get(link)).text
        assert f"{link}/xml" in page
        assert (await stranger.get(f"{link}/xml")).content == await kept_xml(invoice_id)
        assert (await stranger.get("/p/nothing/xml")).status_code == 404
