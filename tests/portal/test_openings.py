"""What a client opened stands on its timeline, among what was done for it, machines told apart."""

from collections.abc import Callable

from app.adapters.database import transaction
from app.core.acts import ACTS
from app.links.actions import ensure, note_opening, revoke
from app.links.queries import resolve
from app.links.rules import Opening
from app.portal.queries import opened_by
from app.reminders.actions import pause
from tests.cast import ODILE, browser, hotel, open_shop, regie, signed_in
from tests.cast import at as moment
from tests.payments.books import sold
from tests.quotes.story import sent as quote_sent
from tests.reminders.story import D


async def visited(
    kind: str, subject_id: int, what: Opening, day: str, address: str, hour: int = 10
) -> None:
    """Somebody (or something) opens the link of a subject."""
    when = moment(day, 10)
    async with transaction() as tx:
        token = await ensure(tx, subject_kind=kind, subject_id=subject_id, at=when)
    link = await resolve(token, when.date())
    assert link
    await note_opening(link.id, kind=what, address=address, agent="x", at=when)


async def test_openings_stand_among_the_rest_in_the_order_in_which_they_happened(
    database: None, at: Callable[[str], None]
) -> None:
    """Invoice opened on the 17th, pause on the 18th, a filter of mails on the 19th, downloaded on
    the 20th through a link that was revoked since; the hôtel's stay with the hôtel."""
    await open_shop()
    bellecour, nizier = await regie(), await hotel()
    invoice = await sold(bellecour, 540, "2026-10-10", "2026-11-10")
    other = await sold(nizier, 90, "2026-10-10", "2026-11-10")
    await visited("invoice", invoice, Opening.VIEW, "2026-11-17", "198.51.100.7")
    at("2026-11-18T09:00")
    await paused(bellecour)
    await visited("invoice", invoice, Opening.PREFETCH, "2026-11-19", "203.0.113.9")
    await visited("invoice", invoice, Opening.DOWNLOAD, "2026-11-20", "198.51.100.7")
    async with transaction() as tx:
        await revoke(tx, subject_kind="invoice", subject_id=invoice, at=moment("2026-11-20"))
    await visited("invoice", other, Opening.VIEW, "2026-11-20", "192.0.2.1")
    at("2026-11-21T09:00")
    async with browser() as claire:
        await signed_in(claire, "claire")
        page = (await claire.get(f"/clients/{bellecour}")).text.replace("\u00a0", " ")
        whole = (await claire.get(f"/clients/{bellecour}/timeline")).text.replace("\u00a0", " ")
    order = [
        "F2026-000001 téléchargé par le client, depuis 198.51.100.7",
        "F2026-000001 chargé d’avance par une machine, depuis 203.0.113.9",
        "Relances suspendues",
        "F2026-000001 ouvert par le client, depuis 198.51.100.7",
    ]
    for text in (page, whole):
        places = [text.index(line) for line in order]
        assert places == sorted(places)
        assert "192.0.2.1" not in text
        assert f'href="/invoices/{invoice}"' in text


async def paused(client_id: int) -> None:
    when = moment("2026-11-18")
    await pause(client_id, reason="", until_on=D("2026-12-24"), on=when.date(), at=when, by=ODILE)


async def test_a_quote_opened_is_told_too_and_each_kind_has_its_sentence(database: None) -> None:
    await open_shop()
    bellecour = await regie()
    quote = await quote_sent(bellecour)
    await visited("quote", quote, Opening.VIEW, "2026-11-20", "198.51.100.7")
    (line,) = await opened_by(bellecour)
    assert (line.act, line.subject_kind, line.subject_id) == ("opening.view", "quote", quote)
    assert {f"opening.{each.value}" for each in Opening} <= set(ACTS)
    assert await opened_by(bellecour, limit=0) == []
