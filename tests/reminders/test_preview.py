"""A step's words on a client that the owner chose; words to copy, with scripts or without."""

from app.messages.tables import Message
from app.reminders import queries
from app.reminders.tables import PlanStep
from tests.cast import ODILE, browser, hotel, mairie, open_shop, regie, signed_in
from tests.reminders.story import MONDAY, D, late, proposed


async def the_first_reminder() -> queries.PlanStepView:
    """The step ten days after the due day."""
    return next(one for one in await queries.plan() if one.plan_id == 1 and one.days == 10)


async def test_it_is_shown_on_whoever_is_chosen_and_says_what_is_made_up(database: None) -> None:
    """The Régie owes the most and is shown by itself; the hôtel owes 300, the mairie nothing."""
    await open_shop()
    bellecour, nizier, oullins = await regie(), await hotel(), await mairie()
    await late(bellecour, 900)
    await late(nizier, 300)
    step = await the_first_reminder()

    async def shown(client_id: int | None) -> queries.Preview:
        return await queries.preview(step.step, step.texts("fr"), "fr", D(MONDAY), client_id)

    by_itself, chosen, invented = await shown(None), await shown(nizier), await shown(oullins)
    assert (by_itself.client_id, by_itself.is_real) == (bellecour, True)
    assert (chosen.client, chosen.is_real) == ("Hôtel Saint-Nizier", True)
    assert "300,00" in chosen.body and "900,00" not in chosen.body
    assert (invented.client_id, invented.is_real) == (oullins, False)
    assert "F2026-000123" in invented.body
    assert (await shown(99_999)).client_id == 0


async def test_the_owner_looks_for_a_client_and_tries_the_step_on_it(
    database: None, at: object
) -> None:
    at(f"{MONDAY}T09:00")  # type: ignore[operator]
    await open_shop()
    await late(await regie(), 900)
    nizier = await hotel()
    await late(nizier, 300)
    step = await the_first_reminder()
    path = f"/reminders/plan?step={step.id}"
    async with browser() as odile:
        await signed_in(odile)
        page = (await odile.get(f"{path}&q=nizier")).text
        assert f"client={nizier}#step-{step.id}" in page
        assert "Aucun client ne s’appelle ainsi" in (await odile.get(f"{path}&q=zzz")).text
        page = (await odile.get(f"{path}&client={nizier}")).text
        assert "Ce que lirait aujourd’hui\u00a0: Hôtel Saint-Nizier" in page and "300,00" in page
        assert f'name="client" value="{nizier}"' in page
        words = {"language": "fr", "subject_fr": "Pour {client}", "body_fr": "{total}"}
        live = f"/reminders/plan/{step.id}/preview"
        answer = await odile.post(live, data=words | {"client": str(nizier)})
        assert "Pour Hôtel Saint-Nizier" in answer.text
        trial = f"/reminders/plan/{step.id}/trial"
        assert (await odile.post(trial, data=words | {"client": str(nizier)})).status_code == 200
    (message,) = await Message.select().where(Message.cause_kind == "reminder_trial")
    assert (message["to_address"], message["subject"]) == (ODILE, "[Essai] Pour Hôtel Saint-Nizier")


async def test_a_text_to_copy_has_its_button_and_stays_text_without_scripts(
    database: None, at: object
) -> None:
    at(f"{MONDAY}T09:00")  # type: ignore[operator]
    await open_shop()
    await PlanStep.update({PlanStep.channel: "text"}).where(PlanStep.days == 10)
    await late(await regie())
    await proposed()
    (view,) = await queries.open_reminders()
    async with browser() as odile:
        await signed_in(odile)
        page = (await odile.get("/reminders")).text
        assert f'data-copy="words-{view.id}"' in page and f'id="words-{view.id}"' in page
        assert "copy.js" in page and "navigator.clipboard" not in page
        script = next(part for part in page.split('"') if "/copy." in part)
        assert "clipboard" in (await odile.get(script)).text
