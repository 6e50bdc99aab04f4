"""What a client says on the page of an invoice, and the owner's page of answers."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from app.adapters.database import transaction
from app.disputes import actions
from app.disputes.actions import Deed, Wish
from app.disputes.rules import StepKind
from app.disputes.tables import AnswerStep, ClientAnswer, Promise
from app.links import actions as links
from app.messages.tables import Message
from app.portal.pages import answers, door
from app.portal.rules import Patience
from tests.cast import AMIN, ODILE, browser, hotel, open_shop, regie, signed_in
from tests.cast import at as moment
from tests.disputes.story import FIREFOX, D, page_of, promised, words
from tests.disputes.test_promises import refusal
from tests.payments.books import paid
from tests.reminders.story import late

HOSTILE = "<script>alert(1)</script> {{ 7*7 }} '; DROP TABLE promise; -- \u202e %(name)s"


@pytest.fixture
async def client(
    database: None, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    """Mme Arnaud of the Régie, with a browser and no account."""
    at("2026-11-21T14:00")
    monkeypatch.setattr(door, "patience", Patience(60, 60.0))
    monkeypatch.setattr(answers, "patience", Patience(20, 600.0))
    await open_shop()
    async with browser() as someone:
        someone.headers["User-Agent"] = FIREFOX
        yield someone


@pytest.fixture
async def odile(client: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    async with browser() as owner:
        yield await signed_in(owner)


def said(answer: httpx.Response) -> str:
    return answer.text.replace("\u202f", " ").replace("\u00a0", " ")


PROMISE = {"promised_by": "Mme Arnaud", "day": "01/12/2026", "amount": "", "key": "tap"}


async def test_a_date_is_promised_once_however_often_the_button_is_tapped(
    client: httpx.AsyncClient,
) -> None:
    page = await page_of(await late(await regie()))
    assert "Promettre une date" in said(await client.get(page))
    for _ in range(3):
        answer = await client.post(f"{page}/promise", data=PROMISE)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{page}#said")
    assert "set-cookie" not in answer.headers
    assert await ClientAnswer.count() == 1 and await Promise.count() == 1
    text = said(await client.get(page))
    assert "Vous avez promis 540,00 € pour le 1er décembre 2026" in text
    assert "Promettre une date" not in text and "Mme Arnaud" in text
    row = await ClientAnswer.select().first()
    assert row["address"] and row["agent"] == FIREFOX and row["recorded_by"] == "client"


async def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    client: httpx.AsyncClient,
) -> None:
    page = await page_of(await late(await regie()))
    wrong = PROMISE | {"day": "12/01/2027", "amount": "600", "promised_by": ""}
    answer = await client.post(f"{page}/promise", data=wrong)
    text = said(answer)
    assert answer.status_code == 422 and 'value="12/01/2027"' in text
    assert 'id="e-promised_by"' in text
    text = said(await client.post(f"{page}/promise", data=wrong | {"promised_by": "Mme Arnaud"}))
    assert "Nous pouvons attendre jusqu’au 21 décembre 2026" in text
    assert "Il reste 540,00 € à payer" in text and 'value="Mme Arnaud"' in text
    assert await ClientAnswer.count() == 0


async def test_a_link_that_was_revoked_takes_nothing(client: httpx.AsyncClient) -> None:
    invoice = await late(await regie())
    page = await page_of(invoice)
    async with transaction() as tx:
        await links.revoke(tx, subject_kind="invoice", subject_id=invoice, at=moment("2026-11-21"))
    for place in ("promise", "question"):
        answer = await client.post(f"{page}/{place}", data=PROMISE | {"question": "Pourquoi ?"})
        assert answer.status_code == 404 and "Ce lien n’ouvre rien" in answer.text
    assert await ClientAnswer.count() == 0


async def test_a_hostile_text_is_words_and_nothing_else(
    client: httpx.AsyncClient, odile: httpx.AsyncClient
) -> None:
    customer = await regie()
    page = await page_of(await late(customer))
    typed = {"asked_by": "<b>Léa</b>", "question": HOSTILE, "key": "q"}
    assert (await client.post(f"{page}/question", data=typed)).status_code == 303
    row = await ClientAnswer.select().first()
    assert row["text"] == HOSTILE
    places = (page, "/answers", f"/answers/{row['id']}", f"/clients/{customer}", "/")
    for place in places:
        who = client if place == page else odile
        answer = await who.get(place)
        assert answer.status_code == 200, place
        assert "<script>alert" not in answer.text and "<b>Léa" not in answer.text, place
        assert " 49 " not in answer.text
    mail = await Message.select().where(Message.to_address == ODILE).first()
    assert "<script>alert" not in mail["html"] and HOSTILE in mail["text"]
    for text in ("x" * 2_001, "a\x00b", ""):
        answer = await client.post(f"{page}/question", data=typed | {"question": text, "key": "z"})
        assert answer.status_code == 422
    assert await ClientAnswer.count() == 1


async def test_who_writes_without_end_is_asked_to_wait(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await page_of(await late(await regie()))
    typed = {"asked_by": "Léa"}
    for n in range(5):
        again = typed | {"question": f"Et {n} ?", "key": f"k{n}"}
        assert (await client.post(f"{page}/question", data=again)).status_code == 303
    answer = await client.post(f"{page}/question", data=typed | {"question": "6", "key": "k6"})
    assert answer.status_code == 422 and "Vous avez écrit 5 fois aujourd’hui" in said(answer)
    monkeypatch.setattr(answers, "patience", Patience(1, 600.0))
    codes = [(await client.post(f"{page}/question", data=typed)).status_code for _ in range(2)]
    assert codes == [422, 429]


async def test_nothing_is_promised_on_what_is_paid_or_a_credit_note(
    client: httpx.AsyncClient,
) -> None:
    customer = await regie()
    page = await page_of(await late(customer))
    await paid(customer, 540, "2026-11-20")
    assert "Promettre une date" not in said(await client.get(page))
    answer = await client.post(f"{page}/promise", data=PROMISE)
    assert answer.status_code == 422 and "Il ne reste rien à payer" in said(answer)


async def test_the_owner_finds_it_answers_it_and_it_is_over(
    client: httpx.AsyncClient, odile: httpx.AsyncClient
) -> None:
    page = await page_of(await late(await regie()))
    assert "Personne n’a encore rien dit" in said(await odile.get("/answers"))
    typed = {"asked_by": "Léa", "question": "Quel bon de commande ?", "key": "q"}
    await client.post(f"{page}/question", data=typed)
    (row,) = await ClientAnswer.select()
    here = f"/answers/{row['id']}"
    assert "Quel bon de commande ?" in said(await odile.get("/answers"))
    assert "Une question à laquelle répondre" in said(await odile.get("/"))
    text = said(await odile.get(here))
    assert "Léa" in text and "compta@regie-bellecour.test" in text and "SHA-256" in text
    proof = await odile.get(f"{here}/proof")
    assert proof.json()["text"] == "Quel bon de commande ?"
    reply = {"do": "reply", "text": "Le 4512.", "key": "r", "seen": "0"}
    for _ in range(2):
        assert (await odile.post(f"{here}/steps", data=reply)).status_code == 303
    (mail,) = await Message.select().where(Message.client_id == row["client"])
    assert mail["to_address"] == "compta@regie-bellecour.test" and "Le 4512." in mail["text"]
    assert mail["subject"] == "Votre facture F2026-000001"
    assert await AnswerStep.count() == 2, "the reply, and that it is dealt with"
    assert "Rien ne vous attend" in said(await odile.get("/answers"))
    assert "Une question" not in said(await odile.get("/"))
    assert "traité" in said(await client.get(page))


async def test_two_people_answer_at_once_and_the_second_is_told(
    client: httpx.AsyncClient,
) -> None:
    answer_id = await actions.ask(
        await late(await regie()),
        words(text="Pourquoi ?"),
        on=D("2026-11-21"),
        at=moment(D("2026-11-21")),
    )
    when = moment("2026-11-21", 15)
    await actions.handle(answer_id, Deed(StepKind.REPLY, "Parce que.", "a", 0, when, ODILE))
    second = Deed(StepKind.REPLY, "Car.", "b", 0, when, AMIN)
    assert await refusal(actions.handle(answer_id, second)) == "disputes.meanwhile"
    assert len(await Message.select().where(Message.subject_key.like("reply:%"))) == 1


async def test_who_only_looks_answers_nothing(client: httpx.AsyncClient) -> None:
    await promised(await late(await regie()), "2026-12-01")
    (row,) = await ClientAnswer.select()
    async with browser() as claire:
        await signed_in(claire, "claire")
        assert "Mme Arnaud" in (await claire.get(f"/answers/{row['id']}")).text
        answer = await claire.post(f"/answers/{row['id']}/taking-back")
        assert answer.status_code == 403
    assert (await Promise.select().first())["noted"] == "running"


async def test_the_owner_ends_a_promise(
    client: httpx.AsyncClient, odile: httpx.AsyncClient
) -> None:
    answer_id = await promised(await late(await regie()), "2026-12-01")
    for _ in range(2):
        await odile.post(f"/answers/{answer_id}/taking-back")
    text = said(await odile.get(f"/answers/{answer_id}"))
    assert text.count("Fin de la promesse de 540,00 €") == 1


async def test_a_broken_promise_asks_on_the_first_page(
    odile: httpx.AsyncClient, at: Callable[[str], None]
) -> None:
    invoice = await late(await regie())
    await actions.promise(
        Wish([invoice], None, D("2026-11-23")), words(), on=D("2026-11-21"), at=moment("2026-11-21")
    )
    at("2026-11-25T07:00")
    await actions.follow(moment("2026-11-25", 7))
    text = said(await odile.get("/"))
    assert "Une promesse non tenue" in text and "Régie Bellecour" in text
    text = said(await odile.get("/answers"))
    assert "Promesse non tenue" in text and "540,00 € à payer" in text


async def test_an_invoice_is_contested_in_part_and_the_credit_note_follows(
    client: httpx.AsyncClient, odile: httpx.AsyncClient
) -> None:
    invoice = await late(await regie())
    page = await page_of(invoice)
    typed = {"disputed_by": "Léa", "reason": "work", "contested": "60", "why": "", "key": "d"}
    answer = await client.post(f"{page}/dispute", data=typed)
    assert answer.status_code == 422 and 'id="e-why"' in answer.text and 'value="60"' in answer.text
    for _ in range(2):
        answer = await client.post(f"{page}/dispute", data=typed | {"why": "La porte coince."})
        assert answer.status_code == 303
    text = said(await client.get(page))
    assert "60,00 € · En litige" in text and "Signaler un problème" not in text
    (row,) = await ClientAnswer.select()
    here = f"/answers/{row['id']}"
    assert "Une facture contestée" in said(await odile.get("/"))
    text = said(await odile.get(here))
    assert "La porte coince." in text and 'value="60,00"' in text
    wrong = {"outcome": "rejected", "note": "", "key": "o", "seen": "0"}
    assert "Indiquez pourquoi il est rejeté" in said(
        await odile.post(f"{here}/outcome", data=wrong)
    )
    right = {"outcome": "accepted", "credits": "1", "credit": "60", "note": "Vu.", "key": "o"}
    for _ in range(2):
        answer = await odile.post(f"{here}/outcome", data=right | {"seen": "0"})
        assert answer.status_code == 303
    text = said(await odile.get(here))
    assert "Avoir A2026-000001" in text and "Accepté" in text
    assert "A2026-000001" in said(await odile.get(f"/invoices/{invoice}"))
    assert "Accepté : le client avait raison" in said(await client.get(page))
    assert "Rien ne vous attend" in said(await odile.get("/answers"))


async def test_what_was_said_on_the_phone_is_written_down(odile: httpx.AsyncClient) -> None:
    customer = await regie()
    first, second = await late(customer), await late(customer, 60, "2026-11-15")
    asked = f"kind=promise&client={customer}"
    text = said(await odile.get(f"/answers/new?{asked}"))
    assert "540,00 €" in text and "60,00 €" in text and text.count(" checked") == 2
    form = {"kind": "promise", "client": str(customer), "key": "p", "name": "Mme Arnaud"}
    answer = await odile.post("/answers/new", data=form | {"day": "15/12/2026"})
    assert answer.status_code == 422 and "Choisissez de quoi il s’agit" in said(answer)
    whole = form | {"day": "15/12/2026", "invoice": [str(first), str(second)]}
    for _ in range(2):
        answer = await odile.post("/answers/new", data=whole)
        assert answer.status_code == 303
    assert await Promise.count() == 1
    text = said(await odile.get(answer.headers["Location"]))
    assert "600,00 €" in text and "F2026-000001" in text and "Noté par Odile Vauban" in text
    call = {"kind": "call", "client": str(customer), "key": "c", "day": "+2", "text": "Absente."}
    assert (await odile.post("/answers/new", data=call)).status_code == 303
    assert "Absente." in said(await odile.get(f"/clients/{customer}/answers"))
    part = await odile.get(f"/invoices/{first}/answers", headers={"HX-Request": "true"})
    assert "Promesse de paiement" in part.text and "<html" not in part.text
    # Another's invoice cannot be chosen.
    other = await late(await hotel())
    answer = await odile.post(
        "/answers/new",
        data={"kind": "dispute", "client": str(customer), "invoice": str(other), "key": "x"}
        | {"reason": "work", "text": "x"},
    )
    assert answer.status_code == 422
    for wrong in ("kind=question&client=1", f"kind=promise&client={customer + 90}", "kind=call"):
        assert (await odile.get(f"/answers/new?{wrong}")).status_code == 404
