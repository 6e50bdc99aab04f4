"""The papers of a client: kept once, told old from new, and handed to the judge by themselves."""

import io
import zipfile
from datetime import date

import httpx
import pytest

from app.adapters import files
from app.clients.rules import Kind as ClientKind
from app.core.errors import Refused
from app.lateness import actions as lateness
from app.lateness import queries as cases
from app.lateness.rules import Court
from app.papers import actions, queries
from app.papers.rules import Given, Kind, Paper, Standing, check, checklist, proofs
from tests.cast import ODILE, browser, hotel, open_shop, regie, signed_in
from tests.cast import at as moment
from tests.lateness.test_notices import written
from tests.lateness.test_stories import owing

D = date.fromisoformat
ON = D("2026-11-27")


def paper(kind: Kind, dated: str, concerns: str = "", id: int = 1, signer: str = "") -> Paper:
    return Paper(id, 7, kind, D(dated), signer, concerns, "a.pdf", "0" * 64, 1)


def standing(client: ClientKind, *papers: Paper) -> list[tuple[Kind, Standing]]:
    return [(p.kind, p.standing) for p in checklist(client, papers, ON)]


def test_a_company_is_asked_for_its_extract_and_who_signs() -> None:
    extract = paper(Kind.REGISTRATION, "2026-09-01")
    assert standing(ClientKind.COMPANY, extract) == [
        (Kind.REGISTRATION, Standing.THERE),
        (Kind.IDENTITY, Standing.MISSING),
    ]


def test_an_extract_grows_old_and_a_newer_one_answers_again() -> None:
    old = paper(Kind.REGISTRATION, "2026-08-26")
    assert standing(ClientKind.COMPANY, old)[0][1] is Standing.OLD
    assert standing(ClientKind.COMPANY, old, paper(Kind.REGISTRATION, "2026-08-27"))[0][1] is (
        Standing.THERE
    )


def test_a_consumer_is_asked_who_they_are_and_a_public_body_for_its_order() -> None:
    assert standing(ClientKind.CONSUMER) == [(Kind.IDENTITY, Standing.MISSING)]
    assert standing(ClientKind.PUBLIC, paper(Kind.ORDER, "2020-01-01")) == [
        (Kind.ORDER, Standing.THERE)
    ]


def test_what_proves_a_debt_names_it_or_is_about_all() -> None:
    contract = paper(Kind.CONTRACT, "2024-01-01", "CT-9", id=1)
    of_all = paper(Kind.ORDER, "2024-02-01", id=2)
    its_own = paper(Kind.DELIVERY, "2024-03-01", "commande 12, f2026-000012", id=3)
    longer = paper(Kind.DELIVERY, "2024-03-02", "F2026-0000123", id=4)
    kbis = paper(Kind.REGISTRATION, "2024-03-03", "F2026-000012", id=5)
    found = proofs([kbis, longer, its_own, of_all, contract], ["F2026-000012"])
    assert [each.id for each in found] == [1, 2, 3]


@pytest.mark.parametrize(
    ("kind", "dated", "signer", "filename", "code"),
    [
        (Kind.ORDER, "2026-11-28", "", "a.pdf", "papers.to_come"),
        (Kind.DELIVERY, "2026-11-01", "", "a.pdf", "papers.unsigned"),
        (Kind.ORDER, "2026-11-01", "", "a\x00.pdf", "papers.filename"),
        (Kind.ORDER, "2026-11-01", "", "a" * 201, "papers.filename"),
    ],
)
def test_refused_by_name(kind: Kind, dated: str, signer: str, filename: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check(Given(kind, D(dated), signer, "", filename), ON)
    assert [each.code for each in refused.value.findings] == [code]


async def kept(client_id: int, kind: Kind, content: bytes, concerns: str = "") -> int:
    given = Given(kind, D("2024-05-02"), "M. Roux", concerns, "bon.txt")
    at = moment("2026-11-27")
    return await actions.add(client_id, given, content, on=ON, at=at, by=ODILE)


async def test_the_same_paper_twice_is_kept_once(database: None) -> None:
    await open_shop()
    client_id = await regie()
    first = await kept(client_id, Kind.ORDER, b"bon pour accord")
    assert await kept(client_id, Kind.ORDER, b"bon pour accord") == first
    assert await kept(client_id, Kind.CONTRACT, b"bon pour accord") != first
    await actions.withdraw(first, at=moment("2026-11-27"), by=ODILE)
    await actions.withdraw(first, at=moment("2026-11-27"), by=ODILE)
    assert [each.kind for each in await queries.papers_of(client_id)] == [Kind.CONTRACT]
    # Added again after it was withdrawn, it is there again.
    assert await kept(client_id, Kind.ORDER, b"bon pour accord") != first


async def test_the_delivery_note_of_an_invoice_is_in_its_bundle(database: None) -> None:
    client_id, invoice_id = await owing()
    stranger = await hotel()
    await kept(client_id, Kind.DELIVERY, b"livre le 2 mai", concerns="F2024-000001")
    await kept(client_id, Kind.DELIVERY, b"autre livraison", concerns="F2024-000099")
    await kept(stranger, Kind.CONTRACT, b"contrat d'un autre")
    case = await written(client_id, invoice_id, on="2026-03-31")
    when = {"on": D("2026-03-31"), "at": moment("2026-03-31"), "by": ODILE}
    await lateness.put_together(case.id, Court.COMMERCIAL, **when)
    (bundle,) = await cases.bundles_of(case.id)
    with zipfile.ZipFile(io.BytesIO(files.read(bundle.sha256))) as made:
        held = [name for name in made.namelist() if name.endswith("bon.txt")]
        assert [made.read(name) for name in held] == [b"livre le 2 mai"]


async def test_pages_take_show_and_give_back_only_what_is_the_clients(database: None) -> None:
    await open_shop()
    client_id, stranger = await regie(), await hotel()
    async with browser() as client:
        odile = await signed_in(client, "odile")
        path = f"/clients/{client_id}/papers"
        unsigned = await sent(odile, path, kind="delivery", dated="2026-11-01", concerns="BL 7")
        assert unsigned.status_code == 422
        assert "un bon de livraison que personne" in unsigned.text and "BL 7" in unsigned.text
        done = await sent(odile, path, kind="delivery", dated="2026-11-01", signer="Mme Ali")
        assert done.status_code == 303
        [one] = await queries.papers_of(client_id)
        page = await odile.get(path)
        assert "Mme Ali" in page.text and "manquante" in page.text
        file = await odile.get(f"{path}/{one.id}")
        assert file.content == b"<script>alert(1)</script>"
        assert file.headers["content-type"] == "application/octet-stream"
        assert file.headers["content-disposition"].startswith("attachment")
        other = f"/clients/{stranger}/papers/{one.id}"
        assert (await odile.get(other)).status_code == 404
        assert (await sent(odile, f"{other}/withdrawal")).status_code == 404
        assert (await sent(odile, f"{path}/{one.id}/withdrawal")).status_code == 303
        assert (await odile.get(f"{path}/{one.id}")).status_code == 404


async def sent(client: httpx.AsyncClient, path: str, **data: str) -> httpx.Response:
    upload = {"file": ("bon.html", io.BytesIO(b"<script>alert(1)</script>"), "text/html")}
    return await client.post(path, data=data, files=upload if data else None)
