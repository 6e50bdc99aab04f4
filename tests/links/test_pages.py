"""Who opened the client's page, shown to the people of the business."""

from app.adapters.database import transaction
from app.links.actions import ensure, note_opening
from app.links.rules import Opening
from tests.cast import at, browser, open_shop, signed_in

NINE = at("2026-11-23", 9)


async def test_openings_are_shown_newest_first_and_machines_named(database: None) -> None:
    await open_shop()
    async with transaction() as tx:
        token = await ensure(tx, subject_kind="invoice", subject_id=7, at=NINE)
    for minute, kind in enumerate((Opening.PREFETCH, Opening.VIEW)):
        await note_opening(
            int(token.partition(".")[0]),
            kind=kind,
            address="203.0.113.7",
            agent="Firefox",
            at=at("2026-11-23", 9, minute),
        )
    async with browser() as amin:
        await signed_in(amin, "amin")
        part = (await amin.get("/links/of/invoice/7", headers={"HX-Request": "true"})).text
        assert part.index("Consultée") < part.index("automate") and "<html" not in part
        whole = (await amin.get("/links/of/invoice/8")).text
        assert "Personne n’a encore ouvert" in whole and "<html" in whole
    async with browser() as outsider:
        assert (await outsider.get("/links/of/invoice/7")).status_code == 303
