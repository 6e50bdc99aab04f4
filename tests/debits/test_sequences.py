"""What a file says of each debit among those of its mandate: first, recurrent, final, one-off."""

from collections.abc import Sequence as Several

import pytest

from app.core.errors import Refused
from app.debits.rules import Sequence, Turn, sequences
from app.mandates import actions as mandates
from app.mandates import queries
from app.mandates.rules import Ending, Recurrence, Scheme, Standing
from tests.cast import ODILE, at, hotel, mairie, mme_perrin, open_shop, regie
from tests.debits.story import D, added, bytes_of, faults_of, handed, owed, parsed, shown, told
from tests.mandates.paper import OTHER_IBAN, identified, signed
from tests.payments.books import sold

FRST, RCUR, FNAL, OOFF = Sequence.FIRST, Sequence.RECURRENT, Sequence.FINAL, Sequence.ONCE


def turn(debit: int, day: int, **more: bool) -> Turn:
    given = {"is_once": False, "is_used": False, "is_last": False} | more
    return Turn(debit, 1, D(f"2026-07-{day:02}"), **given)


@pytest.mark.parametrize(
    ("turns", "says_first", "said"),
    [
        ([turn(1, 1)], False, [RCUR]),
        ([turn(1, 1)], True, [FRST]),
        ([turn(1, 1, is_used=True)], True, [RCUR]),
        # Several under one mandate: only the earliest due is its first, only the latest its last.
        ([turn(1, 9), turn(2, 1), turn(3, 5)], True, [RCUR, FRST, RCUR]),
        ([turn(1, 1, is_last=True), turn(2, 9, is_last=True)], True, [FRST, FNAL]),
        ([turn(1, 1, is_last=True)], True, [FNAL]),
        ([turn(1, 1, is_once=True)], True, [OOFF]),
        ([turn(1, 1, is_once=True, is_last=True)], False, [OOFF]),
    ],
)
def test_what_is_said_of_each(turns: Several[Turn], says_first: bool, said: list[Sequence]) -> None:
    found = sequences(turns, says_first)
    assert [found[each.debit] for each in turns] == said


def said_in(data: bytes) -> dict[str, str]:
    """The sequence of each mandate's debits in a file, read off its groups."""
    return {
        each.text or "": group.findtext("PmtTpInf/SeqTp") or ""
        for group in parsed(data).iter("PmtInf")
        for each in group.iter("MndtId")
    }


@pytest.mark.parametrize("version", ["02", "08"])
@pytest.mark.parametrize("scheme", [Scheme.CORE, Scheme.B2B])
async def test_all_four_and_another_account_in_files_that_are_valid(
    database: None, version: str, scheme: Scheme
) -> None:
    """June: a first debit, and one for one debit only. August: recurrent and to another account,
    beside a mandate whose last debit this is. Whoever pays by transfer stands in neither."""
    await open_shop()
    await identified(version=version, says_first=True)
    bellecour, nizier, oullins = await regie(), await hotel(), await mairie()
    await sold(await mme_perrin(), 40, "2026-06-01", "2026-07-01")
    kept = await signed(bellecour, scheme=scheme)
    await signed(nizier, scheme=scheme, name="Hôtel", iban=OTHER_IBAN, recurrence=Recurrence.ONCE)
    last = await signed(oullins, scheme=scheme, name="Mairie", iban="BE68539007547034")
    for client_id, euros in ((bellecour, 120), (nizier, 80)):
        await owed(client_id, euros, "2026-06-01", "2026-07-01")
    await told("2026-06-01")
    june = bytes_of(await handed("2026-06-24"))
    assert faults_of(june, version) == [] and added(june) == (2, 20_000)
    assert said_in(june) == {"MDT-000001": "FRST", "MDT-000002": "OOFF"}

    day = D("2026-07-02")
    await mandates.amend(kept, OTHER_IBAN, on=day, at=at(day), by=ODILE)
    await mandates.mark_last(last, True, on=day, at=at(day), by=ODILE)
    for client_id, euros in ((bellecour, 50), (bellecour, 51), (oullins, 70), (oullins, 71)):
        await owed(client_id, euros, "2026-07-02", "2026-08-03")
    await told("2026-07-02")
    august = bytes_of(await handed("2026-07-27"))
    assert faults_of(august, version) == [] and added(august) == (4, 24_200)
    groups = {
        group.findtext("PmtTpInf/SeqTp"): (group.findtext("NbOfTxs"), group.findtext("CtrlSum"))
        for group in parsed(august).iter("PmtInf")
    }
    # The mairie's earlier one is recurrent and, as the bank wants it, its first.
    assert groups == {"FRST": ("1", "70.00"), "RCUR": ("2", "101.00"), "FNAL": ("1", "71.00")}
    assert august.count(b"<Id>SMNDA</Id>") == 2
    view = await queries.maybe_mandate(last)
    assert view and view.ending is Ending.USED and view.standing(day) is Standing.ENDED
    assert await queries.in_force(bellecour, day)


async def test_the_last_is_the_last_of_all_that_is_announced(database: None) -> None:
    await open_shop()
    await identified()
    bellecour, nizier = await regie(), await hotel()
    mandate = await signed(bellecour)
    await signed(nizier, name="Hôtel", iban=OTHER_IBAN)
    await owed(bellecour, 120, "2026-06-01", "2026-07-01")
    await owed(bellecour, 30, "2026-06-01", "2026-07-10")
    await owed(nizier, 80, "2026-06-01", "2026-07-01")
    await told("2026-06-01")
    day = D("2026-06-02")
    await mandates.mark_last(mandate, True, on=day, at=at(day), by=ODILE)
    first = bytes_of(await handed("2026-06-24"))
    assert said_in(first) == {"MDT-000001": "RCUR", "MDT-000002": "RCUR"}
    assert len((await shown("2026-07-06")).files) == 1
    second = bytes_of(await handed("2026-07-06"))
    assert said_in(second) == {"MDT-000001": "FNAL"} and faults_of(second, "02") == []
    # Nothing is announced under it any more.
    await owed(bellecour, 40, "2026-07-06", "2026-08-03")
    assert await told("2026-07-06") == 0


async def test_not_the_last_after_all_and_what_cannot_be(database: None) -> None:
    await open_shop()
    await identified()
    bellecour, nizier = await regie(), await hotel()
    mandate = await signed(bellecour)
    once = await signed(nizier, name="Hôtel", iban=OTHER_IBAN, recurrence=Recurrence.ONCE)
    await owed(bellecour, 120, "2026-06-01", "2026-07-01")
    await told("2026-06-01")
    day = D("2026-06-02")
    for is_last in (True, True, False):
        await mandates.mark_last(mandate, is_last, on=day, at=at(day), by=ODILE)
    assert said_in(bytes_of(await handed("2026-06-24"))) == {"MDT-000001": "RCUR"}
    with pytest.raises(Refused) as refused:
        await mandates.mark_last(once, True, on=day, at=at(day), by=ODILE)
    assert refused.value.code == "mandates.once"
    await mandates.end(mandate, Ending.REVOKED, on=day, at=at(day), by=ODILE)
    with pytest.raises(Refused) as refused:
        await mandates.mark_last(mandate, True, on=day, at=at(day), by=ODILE)
    assert refused.value.code == "mandates.ended"
