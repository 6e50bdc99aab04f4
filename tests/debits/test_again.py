"""What came back has not used its mandate up: a one-off and a final debit are presented once more,
as what they were; and a mandate for one debit serves one."""

import pytest

from app.core.errors import Refused
from app.debits import actions, queries
from app.debits.actions.returning import Said
from app.mandates import actions as mandates
from app.mandates import queries as kept
from app.mandates.rules import Ending, Recurrence, Standing
from app.upkeep.queries import gather_checks
from tests.cast import ODILE, at, hotel, open_shop, regie
from tests.debits.story import D, added, bytes_of, faults_of, handed, owed, sent, shown, told
from tests.debits.test_sequences import said_in
from tests.mandates.paper import OTHER_IBAN, identified, signed

JULY_3 = D("2026-07-03")


async def came_back(debit_id: int, code: str = "AM04") -> None:
    said = Said(code, JULY_3)
    await actions.note_return(debit_id, said, today=JULY_3, at=at(JULY_3), by=ODILE)


async def in_order() -> None:
    assert [each.name for each in await gather_checks() if each.problem or each.findings] == []


@pytest.mark.parametrize("version", ["02", "08"])
async def test_a_one_off_and_a_final_debit_that_came_back(database: None, version: str) -> None:
    await open_shop()
    await identified(version=version)
    bellecour, nizier = await regie(), await hotel()
    last = await signed(bellecour)
    once = await signed(nizier, name="Hôtel", iban=OTHER_IBAN, recurrence=Recurrence.ONCE)
    await owed(bellecour, 120, "2026-06-01", "2026-07-01")
    await owed(nizier, 80, "2026-06-01", "2026-07-01")
    await told("2026-06-01")
    day = D("2026-06-02")
    await mandates.mark_last(last, True, on=day, at=at(day), by=ODILE)
    june = await handed("2026-06-24")
    assert said_in(bytes_of(june)) == {"MDT-000001": "FNAL", "MDT-000002": "OOFF"}
    for debit in june.debits:
        await came_back(debit.id)
    # Another invoice of each is not debited under what was agreed for these.
    for client_id in (bellecour, nizier):
        await owed(client_id, 30, "2026-07-03", "2026-08-03")
    assert await told("2026-07-03") == 0
    for debit in june.debits:
        await actions.try_again(debit.id, at=at(JULY_3, 10), by=ODILE)
        with pytest.raises(Refused):
            await actions.try_again(debit.id, at=at(JULY_3, 11), by=ODILE)
    await sent(at(JULY_3, 11))
    # Told on 3 July, fourteen days before: Friday the 17th.
    assert await told("2026-07-04") == 0
    second = await handed("2026-07-10")
    data = bytes_of(second)
    assert second.collect_on == D("2026-07-17") and faults_of(data, version) == []
    assert said_in(data) == {"MDT-000001": "FNAL", "MDT-000002": "OOFF"}
    assert added(data) == (2, 20_000)
    for mandate_id in (last, once):
        view = await kept.maybe_mandate(mandate_id)
        assert view and view.ending is Ending.USED
        assert view.standing(JULY_3) is Standing.ENDED
    await actions.collect(
        second.id, on=D("2026-07-17"), today=D("2026-07-17"), at=at("2026-07-17"), by=ODILE
    )
    await in_order()


async def test_not_again_when_the_client_refused_or_ended_it(database: None) -> None:
    await open_shop()
    await identified()
    client_id = await hotel()
    await signed(client_id, name="Hôtel", recurrence=Recurrence.ONCE)
    await owed(client_id, 80, "2026-06-01", "2026-07-01")
    await told("2026-06-01")
    [debit] = (await handed("2026-06-24")).debits
    await came_back(debit.id, "MD06")
    with pytest.raises(Refused) as refused:
        await actions.try_again(debit.id, at=at(JULY_3, 10), by=ODILE)
    assert refused.value.code == "debits.not_again"


async def test_a_mandate_for_one_debit_serves_one_invoice(database: None) -> None:
    await open_shop()
    await identified()
    client_id = await hotel()
    mandate = await signed(client_id, name="Hôtel", recurrence=Recurrence.ONCE)
    await owed(client_id, 80, "2026-06-01", "2026-07-01")
    await owed(client_id, 50, "2026-06-01", "2026-07-02")
    assert await told("2026-06-01") == 1
    preview = await shown("2026-06-24")
    [file] = preview.files
    assert [each.facts.amount for each, _ in file.debits] == [8_000]
    [outside] = preview.outside
    assert outside.amount == 5_000 and outside.reason.code == "debits.once"
    assert await queries.usable(client_id, JULY_3) is None
    # Without it, the other has nothing at all.
    await mandates.end(mandate, Ending.REVOKED, on=JULY_3, at=at(JULY_3), by=ODILE)
    assert (await shown("2026-07-03")).outside[-1].reason.code == "debits.no_mandate"
