"""A contested invoice says so wherever somebody looks at it, and no letter is shown on it."""

from app.disputes.rules import Outcome
from app.reminders import queries as reminders
from tests.cast import browser, hotel, open_shop, regie, signed_in
from tests.disputes.test_disputes import contested, ended
from tests.reminders.story import MONDAY, D, late


async def test_its_page_and_its_client_s_say_for_how_much_and_lead_to_what_was_said(
    database: None,
) -> None:
    await open_shop()
    client = await hotel()
    invoice, other = await late(client), await late(client, 300)
    answer_id = await contested(invoice, 6_000)
    async with browser() as amin:
        await signed_in(amin, "amin")

        async def seen(path: str) -> str:
            return (await amin.get(path)).text.replace("\u00a0", " ").replace("\u202f", " ")

        for path in (f"/invoices/{invoice}", f"/receivables/{client}"):
            page = await seen(path)
            assert page.count("en litige pour 60,00 €") == 1, path
            assert f'href="/answers/{answer_id}"' in page
        assert "en litige" not in await seen(f"/invoices/{other}")
        # How it stood on a day of the past is not told from what is known now.
        assert "en litige" not in await seen(f"/receivables/{client}?on=2026-11-20")
        await ended(answer_id, Outcome.REJECTED)
        for path in (f"/invoices/{invoice}", f"/receivables/{client}"):
            assert "en litige" not in await seen(path)


async def test_no_step_is_shown_on_what_is_contested(database: None) -> None:
    """The Régie owes more, all of it contested: the hôtel is shown instead."""
    await open_shop()
    bellecour, nizier = await regie(), await hotel()
    disputed, second = await late(bellecour, 900), await late(bellecour, 200)
    await late(nizier, 300)
    await contested(disputed)
    step = next(one for one in await reminders.plan() if (one.plan_id, one.days) == (1, 10))

    async def shown(client_id: int | None) -> reminders.Preview:
        return await reminders.preview(step.step, step.texts("fr"), "fr", D(MONDAY), client_id)

    assert (await shown(None)).client_id == nizier
    own = await shown(bellecour)
    assert own.is_real and "200,00" in own.body and "900,00" not in own.body
    await contested(second, key="d2")
    invented = await shown(bellecour)
    assert (invented.client_id, invented.is_real) == (bellecour, False)
