"""The matching of a generated business, played as it would go, and judged by its truth."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from app.bank.rules import StatementLine
from app.bank.rules.matching import Candidate, Habit, Index, Item, Kind, World, judge_all
from tests.bank.generator import Story, Truth

# What an owner may choose, from the boldest to the most careful; 9,500 is where it stands at first.
THRESHOLDS = (8_000, 9_000, 9_500, 9_800, 9_950)
BATCH = 250


@dataclass
class Outcome:
    """How many were applied by themselves, rightly and wrongly, of those that could be."""

    right: int = 0
    could: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: Counter[str] = field(default_factory=Counter)
    applied: int = 0

    @property
    def precision(self) -> float:
        return 1 - len(self.wrong) / self.applied

    @property
    def recall(self) -> float:
        return self.right / self.could


def pooled(outcomes: Iterable[Outcome]) -> Outcome:
    """Several businesses as one."""
    whole = Outcome()
    for each in outcomes:
        whole.right += each.right
        whole.could += each.could
        whole.applied += each.applied
        whole.wrong += each.wrong
        whole.missed += each.missed
    return whole


def is_right(found: Candidate, truth: Truth) -> bool:
    """Whether a match is what happened: its receipt, or cents by item, the fee, the rest."""
    if truth.receipt is not None:
        return found.receipt_id == truth.receipt
    put = Counter({part.item_id: part.cents for part in found.parts})
    told = (put, found.fee, found.kept)
    return found.kind is Kind.SETTLE and told == (Counter(dict(truth.parts)), truth.fee, truth.kept)


class _Books:
    """The world as it goes on."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._items: dict[int, Item] = {each.id: each for each in world.items}
        self._gone: set[int | None] = set()
        self._habits = list(world.habits)

    def world(self) -> World:
        was = self._world
        return replace(
            was,
            items=tuple(self._items.values()),
            received=tuple(one for one in was.received if one.receipt_id not in self._gone),
            earlier=tuple(one for one in was.earlier if one.receipt_id not in self._gone),
            habits=tuple(self._habits),
        )

    def done(self, line: StatementLine, truth: Truth) -> None:
        """What is right of a line has been done; its payer is learnt."""
        for item_id, cents in truth.parts:
            item = self._items[item_id]
            self._items[item_id] = replace(item, open=item.open - cents)
            if not self._items[item_id].open:
                del self._items[item_id]
        if truth.receipt is not None:
            self._gone.add(truth.receipt)
        if truth.client_id and truth.parts and line.payer_iban:
            self._habits.append(Habit(truth.client_id, line.payer_iban, line.payer_name))


def play(told: Story, threshold: int) -> Outcome:
    """The lines come in statement by statement; what is not sure is done right by a person, and the
    program learns the payers from both."""
    outcome, books = Outcome(), _Books(told.world)
    for start in range(0, len(told.lines), BATCH):
        waiting = list(told.lines[start : start + BATCH])
        while waiting:
            verdicts = judge_all(waiting, Index(books.world(), waiting), threshold)
            sure = [line for line in waiting if verdicts[line.id].is_sure(threshold)]
            if not sure:
                break
            for line in sure:
                truth, best = told.truth[line.id], verdicts[line.id].best
                assert best is not None
                outcome.applied += 1
                if is_right(best, truth):
                    outcome.right += truth.sure
                else:
                    outcome.wrong.append(f"{told.seed} {line} {truth} {best}")
                books.done(line, truth)
            done = {line.id for line in sure}
            waiting = [line for line in waiting if line.id not in done]
        for line in waiting:
            outcome.missed[told.truth[line.id].kind] += told.truth[line.id].sure
            books.done(line, told.truth[line.id])
    outcome.could = sum(truth.sure for truth in told.truth.values())
    return outcome
