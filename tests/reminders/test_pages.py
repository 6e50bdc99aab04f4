"""Relances as people use it: read, approve, change the words, leave in peace, edit the plan."""

import re

import httpx
import pytest

from app.messages.tables import Message
from app.reminders import queries
from app.reminders.tables import PlanStep, Reminder
from tests.cast import at as moment
from tests.cast import browser, hotel, mme_perrin, open_shop, regie, signed_in
from tests.payments.books import sold
from tests.reminders.story import MONDAY, D, late, left, proposed, vanished

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture(autouse=True)
def on_monday_morning(at: object) -> None:
    at(f"{MONDAY}T08:30")  # type: ignore[operator]


TEXTS = ("subject_fr", "subject_en", "body_fr", "body_en")


async def seen(client: httpx.AsyncClient, path: str) -> str:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return re.sub(r"\s+", " ", answer.text.replace("\u00a0", " ").replace("\u202f", " "))


async def test_read_and_approved_it_leaves_at_nine(database: None) -> None:
    await open_shop()
    await late(await hotel())
    perrin = await mme_perrin()
    await late(perrin)
    await vanished(perrin)
    await proposed()
    async with browser() as amin:
        await signed_in(amin, "amin")
        page = await seen(amin, "/reminders")
        assert "Une relance à approuver · 540,00 €" in page
        assert "Sauf erreur de notre part, nous n’avons pas encore reçu" in page
        assert "Aucune adresse e-mail connue pour ce client." in page
        assert 'href="/clients/2/edit"' in page
        (view,) = await queries.open_reminders()
        answer = await amin.post(f"/reminders/{view.id}/approval")
        assert (answer.status_code, answer.headers["location"]) == (303, "/reminders")
        assert "Approuvée : elle part aujourd’hui à 9 h." in await seen(amin, "/reminders")
    assert len(await left(moment(MONDAY, 9))) == 1


async def test_all_at_once_but_not_the_one_that_changed_meanwhile(database: None) -> None:
    await open_shop()
    for client_id in (await hotel(), await regie()):
        await late(client_id)
    await proposed()
    ids = [view.id for view in await queries.open_reminders()]
    async with browser() as odile:
        await signed_in(odile)
        page = await seen(odile, "/reminders")
        assert "2 e-mails partent aujourd’hui à 9 h, pour 1 080,00 € en tout :" in page
        await odile.post(f"/reminders/{ids[0]}/dismissal")
        answer = await odile.post("/reminders/approvals", data={"reminder": ids}, headers=HTMX)
        assert "Changées entre-temps\u00a0: 1." in answer.text
        assert '<div id="desk"' in answer.text and "<html" not in answer.text
    states = [row["state"] for row in await Reminder.select(Reminder.state).order_by(Reminder.id)]
    assert sorted(states) == ["approved", "dropped"]


async def test_the_words_are_changed_and_faults_come_back_with_what_was_typed(
    database: None,
) -> None:
    await open_shop()
    await late(await hotel())
    await proposed()
    (view,) = await queries.open_reminders()
    async with browser() as odile:
        await signed_in(odile)
        assert 'name="body"' in await seen(odile, f"/reminders?edit={view.id}")
        path = f"/reminders/{view.id}/wording"
        answer = await odile.post(path, data={"subject": "Bonjour", "body": ""})
        assert answer.status_code == 422
        assert 'value="Bonjour"' in answer.text and 'aria-invalid="true"' in answer.text
        await odile.post(path, data={"subject": "Un mot", "body": "Cher Jean,\r\nMerci."})
        assert "texte modifié à la main" in await seen(odile, "/reminders")
        await odile.post(f"/reminders/{view.id}/approval")
        answer = await odile.post(path, data={"subject": "Trop", "body": "tard"})
        assert answer.status_code == 422
    await left(moment(MONDAY, 9))
    assert (await Message.select(Message.text))[0]["text"] == "Cher Jean,\nMerci."


async def test_a_client_and_an_invoice_are_left_in_peace_from_their_own_pages(
    database: None,
) -> None:
    await open_shop()
    saint_nizier = await hotel()
    invoice_id = await late(saint_nizier)
    await proposed()
    async with browser() as amin:
        await signed_in(amin, "amin")
        part = await amin.get(f"/clients/{saint_nizier}/reminders", headers=HTMX)
        assert "Première relance à approuver" in part.text and "<html" not in part.text
        path = f"/clients/{saint_nizier}/reminders/pauses"
        answer = await amin.post(path, data={"until_on": "01/01/2020"})
        assert answer.status_code == 422 and "déjà passée" in answer.text
        answer = await amin.post(path, data={"reason": "Noël", "until_on": "+30"}, headers=HTMX)
        assert "Relances de ce client suspendues" in answer.text and "Noël" in answer.text
        await amin.post("/reminders/proposals")
        assert "Les relances de ce client sont suspendues." in await seen(amin, "/reminders")
        (pause,) = await queries.pauses_of(saint_nizier, D(MONDAY))
        assert (await amin.post(f"{path}/999/lifting")).status_code == 404
        await amin.post(f"{path}/{pause.id}/lifting")
        other = await sold(saint_nizier, 100, MONDAY, "2026-12-23")
        page = await seen(amin, f"/invoices/{other}/reminders")
        assert "Avant l’échéance le 18 décembre 2026" in page
        path = f"/invoices/{invoice_id}/reminders"
        await amin.post(f"{path}/pauses", data={"reason": "", "until_on": ""})
        assert "Relances de cette facture suspendues" in await seen(amin, path)
        await amin.post("/reminders/proposals")
        assert "Les relances de ce qui est en retard sont suspendues." in await seen(
            amin, "/reminders"
        )


async def test_the_owner_edits_the_plan_with_a_real_client_beside_it(database: None) -> None:
    await open_shop()
    await late(await hotel())
    step = (await PlanStep.select().where(PlanStep.plan_id == 1).order_by(PlanStep.days))[1]
    path = f"/reminders/plan/{step['id']}"
    typed = {name: step[name] for name in (*TEXTS, "name_fr", "tone", "channel")} | {
        "days": "12",
        "is_automatic": "1",
    }
    async with browser() as odile:
        await signed_in(odile)
        page = await seen(odile, f"/reminders/plan?step={step['id']}")
        assert "Ce que lirait aujourd’hui : Hôtel Saint-Nizier" in page
        preview = {"language": "fr", "subject_fr": "Cher {client}", "body_fr": "{total} !"}
        answer = await odile.post(f"{path}/preview", data=preview, headers=HTMX)
        assert "Cher Hôtel Saint-Nizier" in answer.text
        answer = await odile.post(f"{path}/preview", data=preview | {"body_fr": "{prenom}"})
        assert "{prenom} n’est pas connu" in answer.text
        bad = typed | {"days": "30", "body_fr": "{prenom}"}
        answer = await odile.post(path, data=bad)
        assert answer.status_code == 422
        assert "après la précédente" in answer.text and "n’est pas connu" in answer.text
        assert (await odile.post(path, data=typed)).status_code == 303
        assert "12 jours après l’échéance" in await seen(odile, "/reminders/plan")
    async with browser() as amin:
        await signed_in(amin, "amin")
        assert (await amin.post(path, data=typed)).status_code == 403


async def test_the_history_says_what_left_and_what_was_dropped(database: None) -> None:
    await open_shop()
    await late(await hotel())
    await late(await regie())
    await proposed()
    views = await queries.open_reminders()
    async with browser() as odile:
        await signed_in(odile)
        assert "Rien n’est encore parti" in await seen(odile, "/reminders/history")
        await odile.post(f"/reminders/{views[0].id}/approval")
        await odile.post(f"/reminders/{views[1].id}/dismissal")
        await left(moment(MONDAY, 9))
        page = await seen(odile, "/reminders/history")
        assert "en attente d’envoi" in page and "non envoyée" in page and "Odile Vauban" in page
        assert "Ce qu’elle réclamait" in await seen(odile, f"/reminders/{views[0].id}")
        one = await seen(odile, f"/reminders/history?client={views[0].client_id}")
        assert one.count('<td class="who">') == 1
        assert (await odile.get("/reminders/999")).status_code == 404


async def test_the_accountant_reads_and_changes_nothing(database: None) -> None:
    await open_shop()
    await late(await hotel())
    await proposed()
    (view,) = await queries.open_reminders()
    async with browser() as claire:
        await signed_in(claire, "claire")
        page = await seen(claire, "/reminders")
        assert "Hôtel Saint-Nizier" in page and "/approval" not in page
        assert (await claire.post(f"/reminders/{view.id}/approval")).status_code == 403
    async with browser() as nobody:
        assert (await nobody.get("/reminders")).status_code == 303


async def test_a_promise_and_proceedings_are_noted_on_the_card_of_the_client(
    database: None,
) -> None:
    await open_shop()
    saint_nizier = await hotel()
    await late(saint_nizier)
    async with browser() as amin:
        await signed_in(amin, "amin")
        path = f"/clients/{saint_nizier}/reminders"
        answer = await amin.post(f"{path}/pauses", data={"because": "promise"})
        assert answer.status_code == 422 and "Pour quel jour" in answer.text
        answer = await amin.post(
            f"{path}/pauses", data={"because": "insolvency", "until_on": "+30"}
        )
        assert answer.status_code == 422 and "Une procédure dure" in answer.text
        await amin.post(f"{path}/pauses", data={"because": "promise", "until_on": "+2"})
        assert "Règlement promis pour le 25 novembre 2026" in await seen(amin, path)
        await proposed()
        assert "Le règlement est promis pour le 25 novembre 2026." in await seen(amin, "/reminders")
        # A transfer ordered on the 25th may come on the 26th.
        await proposed("2026-11-26")
        assert await queries.open_reminders() == []
        await proposed("2026-11-27")
        assert len(await queries.open_reminders()) == 1
        await amin.post(f"{path}/pauses", data={"because": "insolvency", "reason": "TC de Lyon"})
        assert "Procédure collective" in await seen(amin, path)
        await proposed("2026-11-27")
        (back,), _ = await queries.decided()
        assert back.taken_back and back.taken_back.code == "reminders.insolvent"
        assert "la créance se déclare" in await seen(amin, f"/reminders/{back.id}")
        assert "la créance se déclare" in await seen(amin, "/reminders/history")


async def test_the_limits_are_the_owners(database: None) -> None:
    await open_shop()
    await late(await hotel(), 540)
    async with browser() as amin, browser() as odile:
        await signed_in(amin, "amin")
        await signed_in(odile)
        typed = {"gap_days": "14", "least": "600", "stale_days": "", "weekday": ["1", "2", "4"]}
        assert (await amin.post("/reminders/limits", data=typed)).status_code == 403
        assert "Changer les limites" not in await seen(amin, "/reminders/plan")
        answer = await odile.post("/reminders/limits", data=typed | {"gap_days": "200"})
        assert answer.status_code == 422 and 'value="200"' in answer.text
        assert "Entre 1 et 90 jours." in answer.text
        none = await odile.post("/reminders/limits", data=typed | {"weekday": []})
        assert none.status_code == 422 and "au moins un jour, hors dimanche" in none.text
        sunday = await odile.post("/reminders/limits", data=typed | {"weekday": ["7"]})
        assert sunday.status_code == 422
        assert (await odile.post("/reminders/limits", data=typed)).status_code == 303
        assert "(lundi, mardi, jeudi)" in await seen(odile, "/reminders/plan")
        assert 'value="600,00"' in await seen(odile, "/reminders/plan?limits=yes")
        assert "Rien ne part pour moins de 600,00 €." in await seen(odile, "/reminders/plan")
        await proposed()
        assert "540,00 € : trop peu pour écrire" in await seen(odile, "/reminders")
