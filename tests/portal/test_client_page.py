"""What a client sees by a signed link, at each stage of an invoice, and what nobody learns."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from app.adapters.database import engine, transaction
from app.clients.tables import Client
from app.invoices import actions as invoices
from app.links import actions as links
from app.links.tables import LinkOpening
from app.portal.pages import door
from app.portal.rules import Patience
from app.settings import actions as settings
from tests.cast import ODILE, browser, hotel, open_shop, regie, signed_in
from tests.cast import at as moment
from tests.debits.story import owed, told
from tests.invoices.story import D, drafted, issued, paid, taken_off
from tests.mandates.paper import identified, signed
from tests.payments.books import sold

FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"}
NOV_21 = moment("2026-11-21", 14)


@pytest.fixture
async def client(
    database: None, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody at the Régie, with a browser and no account."""
    at("2026-11-21T14:00")
    monkeypatch.setattr(door, "patience", Patience(60, 60.0))
    await open_shop()
    async with browser() as someone:
        someone.headers.update(FIREFOX)
        yield someone


async def linked(invoice_id: int, **more: object) -> str:
    async with transaction() as tx:
        token = await links.ensure(
            tx,
            subject_kind="invoice",
            subject_id=invoice_id,
            at=NOV_21,
            **more,  # type: ignore[arg-type]
        )
    return f"/p/{token}"


async def seen() -> list[str]:
    rows = await LinkOpening.select(LinkOpening.kind).order_by(LinkOpening.id)
    return [row["kind"] for row in rows]


def said(answer: httpx.Response) -> str:
    return answer.text.replace("\u202f", " ").replace("\u00a0", " ")


async def test_an_invoice_says_what_is_left_until_when_and_how(client: httpx.AsyncClient) -> None:
    invoice = await issued(await regie())
    await paid(invoice, 2_000)
    answer = await client.get(await linked(invoice))
    assert answer.status_code == 200
    text = said(answer)
    for words in (
        "Facture F2026-000001",
        "Régie Bellecour",
        "Reste à payer",
        "100,00 €",
        "21 décembre 2026",
        "FR14 2004 1010 0505 0001 3M02 606",
        "PSSTFRPPPAR",
        "<svg",
        "Entretien",
        "TVA 20 %",
        "120,00 €",
        "Le PDF est en préparation",
        "bonjour@atelier-vauban.test",
    ):
        assert words in text, words
    assert await seen() == ["view"]


async def test_nothing_of_a_third_party_no_cookie_no_index(client: httpx.AsyncClient) -> None:
    answer = await client.get(await linked(await issued(await regie())))
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "set-cookie" not in answer.headers
    assert '<meta name="robots" content="noindex">' in answer.text
    for word in ('src="http', 'href="http', "//fonts", "style="):
        assert word not in answer.text


async def test_the_pdf_comes_when_it_is_ready(client: httpx.AsyncClient) -> None:
    address = await linked(await issued(await regie()))
    waiting = await client.get(f"{address}/pdf")
    assert (waiting.status_code, waiting.headers["Location"]) == (303, address)
    part = await client.get(f"{address}/file", headers={"HX-Request": "true"})
    assert "en préparation" in part.text and "<html" not in part.text

    await invoices.render_owed(NOV_21)
    part = await client.get(f"{address}/file", headers={"HX-Request": "true"})
    assert "Télécharger le PDF" in part.text and "hx-trigger" not in part.text
    document = await client.get(f"{address}/pdf")
    assert document.content.startswith(b"%PDF-1.7")
    assert 'filename="F2026-000001.pdf"' in document.headers["Content-Disposition"]
    assert await seen() == ["view", "download"]


async def test_paid_late_and_cancelled_are_told_calmly(
    client: httpx.AsyncClient, at: Callable[[str], None]
) -> None:
    customer = await regie()
    invoice = await issued(customer)
    address = await linked(invoice)
    at("2027-01-04T10:00")
    late = said(await client.get(address))
    assert "Échéance dépassée" in late and "Payer par virement" in late
    allocation = await paid(invoice, 12_000)
    settled = said(await client.get(address))
    assert "Cette facture est réglée" in settled
    assert "Payer par virement" not in settled and "IBAN" not in settled
    await taken_off(allocation)
    assert "Payer par virement" in said(await client.get(address))

    credit = await invoices.credit_whole(
        invoice, on=D("2026-11-22"), at=moment("2026-11-22"), by=ODILE, today=D("2027-01-04")
    )
    cancelled = said(await client.get(address))
    assert "annulée par l’avoir A2026-000001" in cancelled
    assert "Payer par virement" not in cancelled
    note = said(await client.get(await linked(credit)))
    assert "Avoir A2026-000001" in note and "annule la facture F2026-000001" in note
    assert "Payer par virement" not in note


async def test_a_client_reads_their_own_language(client: httpx.AsyncClient) -> None:
    customer = await regie()
    await Client.update({Client.language: "en"}).where(Client.id == customer)
    text = said(await client.get(await linked(await issued(customer))))
    assert '<html lang="en">' in text
    assert "Invoice F2026-000001" in text and "€120.00" in text


async def test_other_invoices_are_shown_only_where_the_owner_allows_it(
    client: httpx.AsyncClient, at: Callable[[str], None]
) -> None:
    customer = await regie()
    old, second, shown = [await issued(customer) for _ in range(3)]
    old_at, here = await linked(old, expires_on=D("2026-12-31")), await linked(shown)
    await paid(second, 12_000)
    await drafted(customer)
    await issued(await hotel())
    assert "Vos autres factures" not in said(await client.get(here))

    await settings.change({"shows_past_invoices": True}, at=NOV_21, by=ODILE)
    text = said(await client.get(here)).partition("Vos autres factures")[2]
    assert text.index("F2026-000002") < text.index("F2026-000001")
    assert "Payée" in text and "reste 120,00 € à payer" in text
    assert f'href="{old_at}"' in text
    # Not the Hôtel's, not the draft's, and none that leads to a page without a link of its own.
    assert "F2026-000004" not in text and text.count('href="/p/') == 1
    at("2027-01-01T10:00")
    assert f'href="{old_at}"' not in said(await client.get(here))


async def test_wrong_old_and_revoked_links_are_one_and_the_same_page(
    client: httpx.AsyncClient, at: Callable[[str], None]
) -> None:
    customer = await regie()
    revoked, old, other = [await issued(customer) for _ in range(3)]
    revoked_at, old_at = await linked(revoked), await linked(old, expires_on=D("2026-12-31"))
    draft = await linked(await drafted(customer))
    async with transaction() as tx:
        await links.revoke(tx, subject_kind="invoice", subject_id=revoked, at=NOV_21)
        strange = await links.ensure(tx, subject_kind="letter", subject_id=other, at=NOV_21)
    at("2027-01-01T10:00")
    answers = [
        await client.get(address)
        for address in (
            revoked_at,
            old_at,
            f"{old_at}x",
            "/p/1.0",
            "/p/rien",
            draft,
            f"/p/{strange}",
            f"{revoked_at}/pdf",
            f"{old_at}/file",
        )
    ]
    assert {answer.status_code for answer in answers} == {404}
    for answer in answers:
        assert "Ce lien n’ouvre rien" in answer.text
        for secret in ("Régie", "F2026", "expir", "révoq"):
            assert secret not in answer.text
    assert await seen() == []


async def test_machines_and_people_of_the_business_prove_nothing(
    client: httpx.AsyncClient,
) -> None:
    address = await linked(await issued(await regie()))
    await client.head(address)
    await client.get(address, headers={"User-Agent": "Mozilla/5.0 (compatible; bingbot/2.0)"})
    await client.get(address, headers={"Sec-Purpose": "prefetch"})
    assert set(await seen()) == {"prefetch"}
    async with browser() as odile:
        odile.headers.update(FIREFOX)
        await signed_in(odile, "odile")
        assert (await odile.get(address)).status_code == 200
    assert set(await seen()) == {"prefetch"}
    await client.get(address)
    assert (await seen())[-1] == "view"


async def test_an_address_that_asks_without_end_is_asked_to_wait(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "patience", Patience(3, 60.0))
    codes = [(await client.get("/p/1.0")).status_code for _ in range(5)]
    assert codes == [404, 404, 404, 429, 429]


def test_patience_counts_each_address_and_forgets() -> None:
    patience = Patience(2, 10.0)
    assert [patience.allows("a", at) for at in (0.0, 1.0, 2.0)] == [True, True, False]
    assert patience.allows("b", 2.0)
    # The question at 0 is ten seconds old at 10: one more may be asked, and then no other.
    assert patience.allows("a", 10.0)
    assert not patience.allows("a", 10.5)
    for n in range(6_000):
        patience.allows(str(n), 11.0)
    assert len(patience._asked) == 5_000


async def test_what_is_debited_is_not_asked_for_a_second_time(client: httpx.AsyncClient) -> None:
    """The page says when, from which account and under which mandate, and offers no transfer."""
    await identified()
    debited, outsider = await regie(), await hotel()
    await signed(debited)
    invoice = await owed(debited, 120, "2026-11-02", "2026-12-01")
    other = await sold(outsider, 120, "2026-11-02", "2026-12-01")
    await told("2026-11-02")
    page = said(await client.get(await linked(invoice)))
    for words in (
        "120,00 € seront prélevés le 1er décembre 2026 sur le compte FR76 … 0189",
        "Mandat MDT-000001, créancier FR72ZZZ123456",
    ):
        assert words in page, words
    assert "Payer par virement" not in page and 'class="qr"' not in page
    page = said(await client.get(await linked(other)))
    assert "Payer par virement" in page and "prélevés" not in page


async def test_an_opening_asks_for_nothing_twice(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that many clients open at once: each table of the document is read once, and nobody
    waits for a writer to look again."""
    here = await linked(await issued(await regie()))
    await client.get(here)
    asked: list[str] = []
    real = type(engine).run_querystring

    async def counting(self: object, query: object, *given: object, **more: object) -> object:
        asked.append(str(query))
        return await real(self, query, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(type(engine), "run_querystring", counting)
    assert (await client.get(here)).status_code == 200
    # The layout asks for the business of every page by itself.
    twice = {each for each in asked if asked.count(each) > 1}
    assert [each for each in twice if "FROM business" not in each] == []
    assert sum("FROM invoice_line" in each for each in asked) == 1
    assert 0 < len(asked) <= 24 and not any("INSERT" in each for each in asked)
    monkeypatch.undo()
    if engine.engine_type != "sqlite":
        return
    # However many documents there are, each question finds its rows by what is theirs alone.
    small = ("SCAN app_user ", "SCAN CONSTANT ", "SCAN i ")
    for each in asked:
        plan = await LinkOpening.raw(f"EXPLAIN QUERY PLAN {each.replace('{', '{{')}")
        for step in [row["detail"] + " " for row in plan]:
            whole = step.startswith("SCAN") and not step.startswith(small)
            by_kind = "invoice_state (" in step or "(source_kind=?)" in step
            assert not (by_kind or whole), (step, each)
