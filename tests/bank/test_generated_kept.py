"""The generated businesses again, through the books: what the program points by itself, as it is in
the database, beside the truth; a person does the rest, and nothing of the books is wrong."""

from collections import Counter

import pytest

from app.bank import actions
from app.bank.tables import BankMatch
from tests.bank.generator import story
from tests.bank.kept_story import BY, NOW, Books, done_of, kept, written
from tests.bank.lines import nothing_wrong, swept
from tests.cast import open_shop

pytestmark = pytest.mark.slow

LINES, CLIENTS, STATEMENT = 300, 90, 100


async def by_themselves(lines: dict[int, int]) -> dict[int, int]:
    """The matches that the program has made of these lines (kept line: the story's), by the
    story's line."""
    rows = await BankMatch.select(BankMatch.id, BankMatch.line).where(
        BankMatch.automatic.eq(True), BankMatch.line.is_in(list(lines))
    )
    return {lines[row["line"]]: row["id"] for row in rows}


async def play(books: Books) -> tuple[int, int, list[str]]:
    """Statement after statement: how many lines were pointed rightly of those that could be, and
    what was wrong."""
    told, right, wrong = books.told, 0, list[str]()
    playable = [each for each in told.lines if told.truth[each.id].kind != "instalment"]
    for start in range(0, len(playable), STATEMENT):
        some = {
            await written(
                each.amount_cents,
                each.booked_on,
                each.label,
                payer_name=each.payer_name,
                payer_iban=each.payer_iban,
                end_to_end_id=each.end_to_end_id,
                return_reason=each.return_reason,
            ): each
            for each in playable[start : start + STATEMENT]
        }
        while not (await swept()).is_done:
            continue
        made = await by_themselves({line_id: each.id for line_id, each in some.items()})
        for line_id, each in some.items():
            truth = told.truth[each.id]
            if each.id not in made:
                deals = books.deals(each, truth)
                await actions.point(line_id, deals, key=f"truth:{line_id}", at=NOW, by=BY)
            elif await done_of(made[each.id]) == books.meant(truth):
                right += truth.sure
            else:
                wrong.append(f"{told.seed} {each} {truth} {await done_of(made[each.id])}")
    could = Counter(told.truth[each.id].sure for each in playable)[True]
    return right, could, wrong


@pytest.mark.parametrize("seed", [7, 80, 900])
async def test_in_the_books_nearly_all_by_themselves_and_none_wrongly(
    database: None, seed: int
) -> None:
    await open_shop()
    books = await kept(story(seed, LINES, CLIENTS))
    right, could, wrong = await play(books)
    print(f"seed {seed}: {right} of {could}")
    assert wrong == []
    assert right >= 0.95 * could
    assert could >= 200
    await nothing_wrong()


@pytest.mark.parametrize("threshold", [8_000, 9_000, 9_800, 9_950])
async def test_in_the_books_no_threshold_makes_a_wrong_match(
    database: None, threshold: int
) -> None:
    await open_shop()
    await actions.set_choice(threshold, True, at=NOW, by=BY)
    books = await kept(story(33, 150, 45))
    right, could, wrong = await play(books)
    print(f"from {threshold}: {right} of {could}")
    assert wrong == []
    assert right >= 0.95 * could or threshold > 9_500
    await nothing_wrong()
