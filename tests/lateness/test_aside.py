"""What is contested, promised or spread is not asked for without a look at it."""

from datetime import date

from app.disputes.actions import Contest, Grant, dispute, grant
from app.disputes.rules import Part, Reason
from app.lateness.pages import notices
from app.lateness.tables import FormalNotice
from tests.cast import at as moment
from tests.cast import browser, hotel, open_shop, regie, signed_in
from tests.disputes.story import promised, words
from tests.disputes.test_disputes import contested
from tests.mailbox.test_pages import seen
from tests.payments.books import sold
from tests.reminders.story import MONDAY, late


def ticks(page: str, invoice_id: int) -> bool:
    """Whether the invoice stands there ticked; it must stand there."""
    box = f'name="late" value="{invoice_id}"'
    assert box in page
    return f"{box} checked" in page


async def test_it_stands_there_with_the_reason_and_is_ticked_by_hand_alone(
    database: None, at: object
) -> None:
    at("2026-03-31T10:00")  # type: ignore[operator]
    await open_shop(penalty_basis="legal")
    nizier = await hotel()
    disputed, said, plain, spread = [
        await sold(nizier, euros, "2025-12-16", "2026-01-15") for euros in (540, 300, 200, 180)
    ]
    contest = Contest(disputed, 6_000, Reason.WORK)
    told = words("d", "La porte ne ferme pas.")
    await dispute(contest, told, on=date(2026, 3, 30), at=moment("2026-03-30"))
    await promised(said, "2026-04-10", on="2026-03-30")
    days = (date(2026, 4, 5), date(2026, 5, 5))
    two = [Part(9_000, day) for day in days]
    plan = Grant(spread, two, 5, "Un creux.", "", tells=False, seen="", key="g", by="Odile Vauban")
    await grant(plan, on=date(2026, 3, 30), at=moment("2026-03-30"))
    async with browser() as amin:
        await signed_in(amin, "amin")
        for path in (f"/clients/{nizier}/notice", f"/clients/{nizier}/lateness"):
            page = seen((await amin.get(path)).text)
            assert not ticks(page, disputed) and not ticks(page, said), path
            assert not ticks(page, spread) and "échéancier accordé" in page
            assert ticks(page, plain)
            assert "en litige pour 60,00 €" in page and "promis pour le 10 avril 2026" in page
            assert "n’est pas coché" in page
        # Sent with something wrong, it comes back as it was ticked.
        wrong = {"late": [str(disputed)], "until_on": "hier", f"shown-{disputed}": "1"}
        page = seen((await amin.post(f"/clients/{nizier}/lateness/invoices", data=wrong)).text)
        assert ticks(page, disputed) and not ticks(page, plain)
        # Who asks for it all the same may.
        made = await amin.post(f"/clients/{nizier}/notices", data={"late": [str(disputed)]})
        assert made.status_code == 303
    assert await FormalNotice.count() == 1


async def test_without_any_all_is_ticked_and_nothing_is_said(database: None, at: object) -> None:
    at(f"{MONDAY}T10:00")  # type: ignore[operator]
    await open_shop()
    bellecour = await regie()
    invoice = await late(bellecour)
    async with browser() as amin:
        await signed_in(amin, "amin")
        page = seen((await amin.get(f"/clients/{bellecour}/notice")).text)
        assert ticks(page, invoice) and "n’est pas coché" not in page


async def test_the_letter_that_is_looked_at_leaves_it_out(
    database: None, at: object, monkeypatch: object
) -> None:
    at(f"{MONDAY}T10:00")  # type: ignore[operator]
    await open_shop()
    nizier = await hotel()
    disputed, plain = await late(nizier), await late(nizier, 200)
    named: list[list[int]] = []
    letter = notices.actions.letter

    async def noted(client_id: int, ids: list[int], on: object) -> object:
        named.append(list(ids))
        return await letter(client_id, ids, on)  # type: ignore[arg-type]

    monkeypatch.setattr(notices.actions, "letter", noted)  # type: ignore[attr-defined]
    async with browser() as amin:
        await signed_in(amin, "amin")
        await amin.get(f"/clients/{nizier}/notice/preview.pdf")
        await contested(disputed)
        await amin.get(f"/clients/{nizier}/notice/preview.pdf")
    assert [sorted(ids) for ids in named] == [sorted([disputed, plain]), [plain]]


async def test_what_came_late_since_the_last_rate_is_named_without_an_amount(
    database: None, at: object
) -> None:
    """The rate of the half-year is not known yet: it is late all the same."""
    at(f"{MONDAY}T10:00")  # type: ignore[operator]
    await open_shop()
    bellecour = await regie()
    invoice = await late(bellecour)
    async with browser() as amin:
        await signed_in(amin, "amin")
        page = seen((await amin.get(f"/clients/{bellecour}/lateness")).text)
        assert "Aucune facture n’est en retard" not in page
        assert "Une facture est tombée en retard après le 30 juin 2026" in page
        assert f'/invoices/{invoice}"' in page and "non connu" in page
        assert 'name="late"' not in page and "Émettre la facture" not in page
        before = (await amin.get(f"/clients/{bellecour}/lateness?until_on=30/06/2026")).text
        assert "Aucune facture n’est en retard" in before
