"""“Encaissée” follows from payments, where VAT is due when the money comes; and nowhere else."""

import asyncio
from pathlib import Path

from app.einvoicing import actions, queries
from app.einvoicing.actions import Said
from app.einvoicing.rules.lifecycle import Status, Told
from app.invoices.rules import LineDraft
from app.upkeep.queries import gather_checks
from tests.cast import browser, hotel, open_shop, regie, signed_in
from tests.einvoicing.folders import platform, rendered
from tests.invoices.story import BY, WHEN, D, issued, line, paid, taken_off


async def told(invoice_id: int) -> list[tuple[int, str, int | None]]:
    found = await queries.statuses(invoice_id)
    return [(each.status.value, each.happened_on.isoformat(), each.amount) for each in found]


async def wrong() -> list[str]:
    names = {name for name, _ in queries.CHECKS}
    return [text for each in await gather_checks() if each.name in names for text in each.said]


async def test_a_part_the_rest_and_one_taken_back(database: None, tmp_path: Path) -> None:
    await open_shop()
    one, outsider = await issued(await regie()), await issued(await hotel())
    await platform(tmp_path)
    await rendered()
    # 120 €: the platform does not have it yet, so that nothing is told.
    await paid(one, 5_000, "2026-11-22")
    assert await actions.note_cashed(WHEN) == 0
    await actions.hand_over(WHEN)
    second = await paid(one, 7_000, "2026-11-25", receipt=2)
    await taken_off(second, "2026-11-30")
    assert await actions.note_cashed(WHEN) == 3
    assert await told(one) == [
        (212, "2026-11-22", 5_000),
        (212, "2026-11-25", 7_000),
        (212, "2026-11-30", -7_000),
    ]
    assert await actions.note_cashed(WHEN) == 0
    assert await told(outsider) == [] and await wrong() == []
    async with browser() as odile:
        await signed_in(odile)
        shown = (await odile.get(f"/invoices/{one}/statuses")).text
        assert "Encaissée" in shown and "d’après un encaissement" in shown
        assert "à transmettre à la plateforme" in shown
        assert "transmis à l’administration" not in shown


async def test_goods_tell_nothing(database: None, tmp_path: Path) -> None:
    await open_shop()
    goods = LineDraft("Bougie", 10_000, 100_000_000, 2000, nature="goods")
    sold = await issued(await regie(), goods)
    await platform(tmp_path)
    await rendered()
    await actions.hand_over(WHEN)
    await paid(sold, 12_000)
    assert await actions.note_cashed(WHEN) == 0


async def test_the_option_for_debits_tells_nothing(database: None, tmp_path: Path) -> None:
    await open_shop(vat_on="debits")
    one = await issued(await regie(), line())
    await platform(tmp_path)
    await rendered()
    await actions.hand_over(WHEN)
    await paid(one, 12_000)
    assert await actions.note_cashed(WHEN) == 0


async def test_handed_over_by_hand_it_is_told_too(database: None) -> None:
    await open_shop()
    one = await issued(await regie())
    await by_hand(one, Said(Status.DEPOSITED, D("2026-11-21"), "k"))
    await paid(one, 12_000)
    await asyncio.gather(actions.note_cashed(WHEN), actions.note_cashed(WHEN))
    assert await told(one) == [(200, "2026-11-21", None), (212, "2026-11-25", 12_000)]
    assert (await queries.statuses(one))[1].source is Told.PAYMENT


async def test_whoever_tells_by_hand_goes_on_by_hand(database: None) -> None:
    await open_shop()
    one = await issued(await regie())
    await by_hand(one, Said(Status.CASHED, D("2026-11-21"), "k", amount=12_000))
    await paid(one, 12_000)
    assert await actions.note_cashed(WHEN) == 0


async def test_nothing_of_what_was_refused(database: None) -> None:
    await open_shop()
    one = await issued(await regie())
    await by_hand(one, Said(Status.REFUSED, D("2026-11-21"), "k", "AUTRE"))
    await paid(one, 12_000)
    assert await actions.note_cashed(WHEN) == 0


async def by_hand(invoice_id: int, said: Said) -> None:
    await actions.note_status(invoice_id, said, today=D("2026-11-21"), at=WHEN, by=BY)
