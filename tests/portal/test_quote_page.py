"""A client answers a quote by its link: once, within its time, with each fault in a sentence."""

import json
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from app.adapters import files
from app.adapters.database import transaction
from app.contracts.tables import Contract
from app.links import actions as links
from app.portal.pages import door
from app.portal.rules import Patience
from app.quotes.rules import Becomes
from app.quotes.tables import QuoteAnswer
from tests.cast import browser, mme_perrin, open_shop, signed_in
from tests.quotes.story import NOV_23, drafted, seen, sent

PHONE = {"User-Agent": "Mozilla/5.0 (Android 16; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0"}


@pytest.fixture
async def client(
    database: None, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    """Mme Perrin with her phone, and no account."""
    at("2026-11-24T18:30")
    monkeypatch.setattr(door, "patience", Patience(60, 60.0))
    await open_shop()
    async with browser() as someone:
        someone.headers.update(PHONE)
        yield someone


async def address_of(quote_id: int) -> str:
    async with transaction() as tx:
        token = await links.ensure(tx, subject_kind="quote", subject_id=quote_id, at=NOV_23)
    return f"/q/{token}"


def said(answer: httpx.Response) -> str:
    return answer.text.replace("\u202f", " ").replace("\u00a0", " ")


async def send(client: httpx.AsyncClient, path: str, **typed: str) -> httpx.Response:
    client.headers["x-csrftoken"] = client.cookies["echeance_csrf"]
    return await client.post(path, data=typed)


YES = {"name": "Jeanne Perrin", "agreed": "1"}


async def test_a_client_ticks_sees_the_total_and_accepts(client: httpx.AsyncClient) -> None:
    quote_id = await sent(await mme_perrin(), becomes=Becomes.CONTRACT)
    here = await address_of(quote_id)
    page = await client.get(here)
    text = said(page)
    for words in ("Devis D2026-000001", "Cabine", "Miroir", "23 décembre 2026", "1 200,00 €"):
        assert words in text, words
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    with_mirror = await send(client, f"{here}/options", **{"option-2": "1"})
    assert with_mirror.status_code == 200 and "1 380,00 €" in said(with_mirror)
    unseen = await send(client, f"{here}/acceptance", **YES, **{"option-3": "1", "shown": "2"})
    assert unseen.status_code == 422 and "voici le nouveau total" in said(unseen)
    assert "1 260,00 €" in said(unseen) and not await QuoteAnswer.exists()
    done = await send(client, f"{here}/acceptance", **YES, **{"option-2": "1", "shown": "2"})
    assert (done.status_code, done.headers["Location"]) == (303, here)
    text = said(await client.get(here))
    assert "Accepté le 24 novembre 2026 à 18 h 30 par Jeanne Perrin" in text
    assert "Accepter le devis" not in text and "1 380,00 €" in text
    view = await seen(quote_id)
    assert view.answer and view.answer.agent == PHONE["User-Agent"]
    assert view.answer.address == "127.0.0.1" and await Contract.count() == 1


async def test_what_is_missing_is_asked_for_and_nothing_is_lost(client: httpx.AsyncClient) -> None:
    here = await address_of(await sent(await mme_perrin()))
    await client.get(here)
    for typed, words in (
        ({"agreed": "1"}, "Écrivez votre nom"),
        ({"name": "Jeanne"}, "Cochez « bon pour accord »"),
        ({"name": "x" * 5_000, "agreed": "1"}, "120 caractères"),
        ({"name": "x" * 30_000, "agreed": "1"}, "20000 caractères"),
        ({"name": "Jean\u0007ne", "agreed": "1"}, "caractères"),
        ({**YES, "option-2": "1", "option-77": "1"}, "voici le nouveau total"),
    ):
        answer = await send(client, f"{here}/acceptance", **typed)
        assert answer.status_code in (400, 422), typed
        assert words in said(answer), words
    assert not await QuoteAnswer.exists()


async def test_twice_is_one_acceptance_and_says_so(client: httpx.AsyncClient) -> None:
    here = await address_of(await sent(await mme_perrin()))
    await client.get(here)
    await send(client, f"{here}/acceptance", **YES)
    async with browser() as other:
        await other.get(here)
        again = await send(other, f"{here}/acceptance", name="M. Perrin", agreed="1")
        declined = await send(other, f"{here}/refusal", refused_by="M. Perrin", reason="Non")
    for late in (again, declined):
        assert late.status_code == 422 and "a déjà été accepté" in said(late)
    assert await QuoteAnswer.count() == 1


async def test_a_refusal_keeps_its_reason_and_closes_the_quote(client: httpx.AsyncClient) -> None:
    quote_id = await sent(await mme_perrin())
    here = await address_of(quote_id)
    await client.get(here)
    nameless = await send(client, f"{here}/refusal", reason="Trop cher")
    assert nameless.status_code == 422 and "Trop cher" in said(nameless)
    await send(client, f"{here}/refusal", refused_by="Jeanne Perrin", reason="Trop cher")
    assert "Refusé le 24 novembre 2026" in said(await client.get(here))
    late = await send(client, f"{here}/acceptance", **YES)
    assert late.status_code == 422 and "a déjà été refusé" in said(late)
    view = await seen(quote_id)
    assert view.answer
    assert json.loads(files.read(view.answer.evidence_sha256))["reason"] == "Trop cher"


async def test_after_its_last_day_a_quote_is_shown_and_no_longer_accepted(
    client: httpx.AsyncClient, at: Callable[[str], None]
) -> None:
    here = await address_of(await sent(await mme_perrin()))
    await client.get(here)
    at("2026-12-24T00:30")
    assert "ne peut plus être accepté" in said(await client.get(here))
    late = await send(client, f"{here}/acceptance", **YES)
    assert late.status_code == 422 and "valait jusqu’au 23 décembre 2026" in said(late)


async def test_a_forged_link_opens_nothing(client: httpx.AsyncClient) -> None:
    customer = await mme_perrin()
    here = await address_of(await sent(customer))
    draft = await address_of(await drafted(customer))
    await client.get(here)
    for address in (f"{here}x", "/q/1.0", "/q/rien", draft):
        assert (await client.get(address)).status_code == 404
        assert (await client.get(f"{address}/pdf")).status_code == 404
        for act in ("options", "acceptance", "refusal"):
            answer = await send(client, f"{address}/{act}", **YES, refused_by="x")
            assert answer.status_code == 404 and "Perrin" not in answer.text
    assert (await client.get(here.replace("/q/", "/p/"))).status_code == 404
    assert not await QuoteAnswer.exists()


async def test_whoever_asks_without_end_is_told_to_wait(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = await address_of(await sent(await mme_perrin()))
    monkeypatch.setattr(door, "patience", Patience(2, 60.0))
    await client.get(here)
    await send(client, f"{here}/options")
    assert (await send(client, f"{here}/acceptance", **YES)).status_code == 429


async def test_somebody_of_the_business_answers_in_their_own_name(
    client: httpx.AsyncClient,
) -> None:
    """A quote signed on paper: the evidence says who recorded it."""
    quote_id = await sent(await mme_perrin())
    here = await address_of(quote_id)
    async with browser() as amin:
        await signed_in(amin, "amin")
        await amin.post(f"{here}/acceptance", data=YES)
    view = await seen(quote_id)
    assert view.answer
    proof = json.loads(files.read(view.answer.evidence_sha256))
    assert proof["recorded_by"] == "amin@atelier-vauban.test"
