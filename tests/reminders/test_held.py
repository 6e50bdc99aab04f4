"""Who is left alone is kept with all the reasons, from an old bank statement to a Sunday."""

from pathlib import Path

from app.core.sentences import sentence
from app.reminders import actions, queries
from tests.bank.bank import CURRENT, FEES, POST, bring, camt, way
from tests.cast import AMIN, at, hotel, open_shop, regie
from tests.payments.books import paid
from tests.reminders.story import MONDAY, D, late, left, made_automatic, proposed, waiting


async def read(folder: Path, until: str, iban: str = POST) -> None:
    """A statement of one account that ends on a day."""
    content = camt(FEES, iban=iban, closing="92.10", closing_on=until, number=until[-2:])
    await bring(content, folder, way(account=iban, doubtful="keep"), f"{iban}-{until}")


async def test_a_bank_unknown_for_eleven_days_holds_everybody_until_a_statement_comes(
    database: None, tmp_path: Path
) -> None:
    await open_shop()
    await late(await hotel())
    await read(tmp_path, "2026-11-12")
    await read(tmp_path, "2026-11-22", CURRENT)  # not the account where clients pay
    result = await proposed()
    assert [one.reason.code for one in result.held] == ["reminders.stale"]
    (held,) = await queries.held_on(D(MONDAY))
    assert "12\u00a0novembre 2026" in sentence(held.reason, "fr")
    await read(tmp_path, "2026-11-13")
    await proposed()
    assert len(await waiting()) == 1 and await queries.held_on(D(MONDAY)) == []


async def test_all_the_reasons_are_kept_and_a_day_off_is_one_for_what_leaves_by_itself(
    database: None,
) -> None:
    await open_shop()
    await made_automatic(2)
    await late(await hotel())
    saint_nizier, sunday = 1, "2026-11-29"
    await paid(saint_nizier, 50, MONDAY, parts=[])
    await actions.pause(saint_nizier, reason="", on=D(MONDAY), at=at(MONDAY), by=AMIN)
    await proposed()
    (held,) = await queries.held_on(D(MONDAY))
    codes = [held.reason.code, *(one.code for one in held.also)]
    assert codes == ["reminders.paused", "reminders.unallocated"]
    bellecour = await regie()
    await late(bellecour)
    await proposed(sunday)
    kept = {one.client_id: one.reason.code for one in await queries.held_on(D(sunday))}
    assert kept == {saint_nizier: "reminders.paused", bellecour: "reminders.weekend"}
    assert await left(at(sunday, 10)) == [] and len(await left(at("2026-11-30", 9))) == 1
