"""The bundle for the court: every proof bound and hashed, and the draft request."""

import io
import json
import re
import zipfile
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from pypdf import PdfReader

from app.adapters import files
from app.core.errors import Refused
from app.disputes import actions as disputes
from app.disputes.rules import Origin, Words
from app.invoices import actions as invoices
from app.invoices.queries import open_instalments
from app.lateness import actions, queries
from app.lateness.rules import Court, Stage, court_name, usual_court
from app.links.rules import Opening
from app.links.tables import Link, LinkOpening
from app.upkeep.queries.integrity import gather_checks
from tests.cast import ODILE, browser, hotel, mairie, open_shop, regie, signed_in
from tests.cast import at as moment
from tests.contracts.stories import bill, lift
from tests.lateness.test_notices import reached, written
from tests.payments.books import open_now, paid, sold

D = date.fromisoformat


@pytest.mark.parametrize(
    ("kind", "postcode", "name"),
    [
        ("company", "69002", "Tribunal de commerce (ou tribunal des activités économiques)"),
        ("company", "67000", "Tribunal judiciaire, chambre commerciale"),
        ("consumer", "67000", "Tribunal judiciaire"),
        ("consumer", "75011", "Tribunal judiciaire"),
    ],
)
def test_the_right_court(kind: str, postcode: str, name: str) -> None:
    assert court_name(usual_court(kind, "FR"), postcode) == name


@pytest.mark.parametrize(
    ("kind", "country", "code"),
    [("public", "FR", "lateness.public_debtor"), ("company", "BE", "lateness.abroad")],
)
def test_no_order_for_payment_against_them(kind: str, country: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        usual_court(kind, country)
    assert refusal.value.code == code


async def unpaid() -> tuple[int, queries.NoticeView]:
    """The hotel's lift contract, billed and unpaid, opened once by the client, put on notice."""
    await open_shop(penalty_basis="legal")
    contract_id = await lift(await hotel())
    await bill("2026-02-01")
    invoice_id = (await open_instalments())[0].invoice_id
    await invoices.render_owed(moment("2026-02-01"))
    await opened(invoice_id)
    late = await queries.late_invoice(invoice_id, D("2026-06-01"))
    assert late and late.lateness.days > 0, late
    view = await written(late.client_id, invoice_id, on="2026-06-01")
    await reached(view.id, Stage.POSTED, "2026-06-02")
    await actions.record_stage(
        view.id,
        Stage.AMICABLE,
        happened_on=D("2026-06-10"),
        note="",
        paper=actions.Paper("échange (1).txt", b"Nous ne paierons pas."),
        on=D("2026-06-30"),
        at=moment("2026-06-30"),
        by=ODILE,
    )
    return contract_id, view


async def opened(invoice_id: int) -> None:
    link = Link(subject_kind="invoice", subject_id=invoice_id, nonce="n")
    link.created_at = moment("2026-02-01")
    await link.save()
    for kind in (Opening.VIEW, Opening.PREFETCH):
        seen = LinkOpening(link=link.id, kind=kind, address="192.0.2.7")
        seen.at = moment("2026-02-03", 14)
        await seen.save()


def read(data: bytes) -> tuple[dict[str, bytes], dict[str, Any], str]:
    """The files without their folder, the manifest, and the text of the whole PDF."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    found = {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}
    pages = PdfReader(io.BytesIO(found["dossier.pdf"])).pages
    text = " ".join(page.extract_text() for page in pages)
    return found, json.loads(found["manifest.json"]), re.sub(r"\s+", " ", text)


async def test_every_proof_is_bound_listed_and_hashed(database: None) -> None:
    _, view = await unpaid()
    await actions.put_together(
        view.id, Court.COMMERCIAL, on=D("2026-06-30"), at=moment("2026-06-30"), by=ODILE
    )
    (bundle,) = await queries.bundles_of(view.id)
    found, manifest, text = read(files.read(bundle.sha256))
    titles = list(manifest["summary"]["pieces"].values())
    assert [title.split(" ")[0] for title in titles] == [
        "Contrat",
        "Facture",
        "Mise",
        "Décompte",
        "Consultations",
        "Règlement",
    ]
    for each in manifest["files"]:
        assert sha256(found[each["file"]]).hexdigest() == each["sha256"]
    assert {each["file"] for each in manifest["files"]} == set(found) - {"manifest.json"}
    outline = [each.title for each in PdfReader(io.BytesIO(found["dossier.pdf"])).outline]
    # The exchange is a text: it lies in the zip, and is not bound.
    assert outline == ["Bordereau", *(f"{n}. {each}" for n, each in enumerate(titles[:5], start=1))]
    (exchange,) = [data for name, data in found.items() if name.endswith(".txt")]
    assert exchange == b"Nous ne paierons pas."
    for n, name in enumerate(sorted(each for each in found if each.startswith("pieces/"))):
        assert sha256(found[name]).hexdigest() in text.replace(" ", ""), (n, name)
    assert "192.0.2.7" in text and text.count("192.0.2.7") == 1
    assert not [each.name for each in await gather_checks() if each.findings or each.problem]


async def test_what_the_client_said_is_among_the_pieces(database: None) -> None:
    _, view = await unpaid()
    invoice_id = view.items[0].invoice_id
    said = Words("Mme Arnaud", "", "k", "client", Origin.PAGE, "203.0.113.9", "Firefox")
    wish = disputes.Wish([invoice_id], None, D("2026-06-12"))
    answer_id = await disputes.promise(wish, said, on=D("2026-06-05"), at=moment("2026-06-05"))
    await actions.put_together(
        view.id, Court.COMMERCIAL, on=D("2026-06-30"), at=moment("2026-06-30"), by=ODILE
    )
    (bundle,) = await queries.bundles_of(view.id)
    found, _, text = read(files.read(bundle.sha256))
    assert "Mme Arnaud" in text and "203.0.113.9" in text and "Promesse non tenue" in text
    (proof,) = [data for name, data in found.items() if name.endswith(f"preuve-{answer_id}.json")]
    assert json.loads(proof)["day"] == "2026-06-12"


async def test_the_request_names_the_court_the_parties_and_the_sums(
    database: None, at: Any
) -> None:
    at("2026-06-30T10:00")
    _, view = await unpaid()
    async with browser() as odile:
        await signed_in(odile)
        path = f"/notices/{view.id}"
        assert "Assembler le dossier" in (await odile.get(path)).text
        answer = await odile.get(f"{path}/request.pdf?court=commercial")
        assert answer.headers["content-type"] == "application/pdf"
        pages = PdfReader(io.BytesIO(answer.content)).pages
        said = re.sub(r"[\s\u00a0\u202f]+", " ", " ".join(page.extract_text() for page in pages))
        assert "Requête en injonction de payer" in said
        assert "Tribunal de commerce (ou tribunal des activités économiques)" in said
        assert "Atelier Vauban" in said and "732 829 320" in said and view.client in said
        assert "articles 1405 et suivants du code de procédure civile" in said
        assert "postée le 2 juin 2026" in said
        assert (await odile.post(f"{path}/bundles", data={"court": "moon"})).status_code == 422
        made = await odile.post(f"{path}/bundles", data={"court": "commercial"})
        assert made.status_code == 303
        (bundle,) = await queries.bundles_of(view.id)
        kept = await odile.get(f"{path}/bundles/{bundle.id}")
        assert kept.content == files.read(bundle.sha256)
    async with browser() as claire:
        await signed_in(claire, "claire")
        assert "Assembler le dossier" not in (await claire.get(path)).text
        refused = await claire.post(f"{path}/bundles", data={"court": "commercial"})
        assert refused.status_code == 403


async def test_nothing_is_claimed_once_it_is_settled_nor_of_a_public_body(database: None) -> None:
    await open_shop()
    client_id = await regie()
    invoice_id = await sold(client_id, 120, "2026-01-05", "2026-02-05")
    view = await written(client_id, invoice_id)
    await paid(client_id, 120, "2026-04-02")
    town = await mairie()
    theirs = await written(town, await sold(town, 240, "2026-01-06", "2026-02-06"))
    for notice_id, code in ((view.id, "lateness.settled"), (theirs.id, "lateness.public_debtor")):
        with pytest.raises(Refused) as refusal:
            await actions.put_together(
                notice_id, Court.JUDICIAL, on=D("2026-04-10"), at=moment("2026-04-10"), by=ODILE
            )
        assert refusal.value.code == code
    assert await open_now(client_id) == {}
