"""The world of a moment, arranged so that a line finds what it could be for."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from app.bank.rules.lines import StatementLine
from app.bank.rules.matching.names import Names, name_of
from app.bank.rules.matching.references import Numbers
from app.bank.rules.matching.world import Habit, Item, Received, World
from app.core.text import searchable

Each = TypeVar("Each")


class Index:
    """Lookups over a `World`, and over the lines that wait at the same time."""

    def __init__(self, world: World, waiting: Sequence[StatementLine] = ()) -> None:
        self.world = world
        self.names = Names(world.parties)
        self.number_of = {each.invoice_id: each.number for each in world.closed}
        self.number_of |= {each.invoice_id: each.number for each in world.items}
        self.numbers = Numbers(self.number_of.items())
        self.parties = {each.id: each for each in world.parties}
        self.closed = {each.invoice_id: each.client_id for each in world.closed}
        self.by_id = {each.id: each for each in world.items}
        self.of_client = _grouped(world.items, "client_id")
        self.of_invoice = _grouped(world.items, "invoice_id")
        self.by_amount = _grouped(world.items, "open")
        self.by_debit = {key: item for item in world.items for key in item.debit_ids}
        self.received = _grouped(world.received, "amount")
        self.earlier = _grouped(world.earlier, "amount")
        self.slips = _grouped(world.slips, "amount")
        self.credits = _grouped(world.credits, "client_id")
        self.by_hint: dict[str, list[Item]] = defaultdict(list)
        for item in world.items:
            for hint in item.hints:
                self.by_hint[_squeezed(hint)].append(item)
        self.habits_iban: dict[str, dict[int, int]] = defaultdict(dict)
        self.habits_name: dict[str, dict[int, int]] = defaultdict(dict)
        for habit in world.habits:
            self._learn(habit)
        self.on_card: dict[str, set[int]] = defaultdict(set)
        for party in world.parties:
            for iban in party.ibans:
                self.on_card[iban].add(party.id)
        self._waiting: dict[tuple[int, str], list[StatementLine]] = defaultdict(list)
        for line in waiting:
            for key in payers(line):
                self._waiting[line.amount_cents, key].append(line)

    def _learn(self, habit: Habit) -> None:
        for known, key in (
            (self.habits_iban, habit.iban),
            (self.habits_name, name_of(habit.name).key),
        ):
            if key:
                known[key][habit.client_id] = known[key].get(habit.client_id, 0) + habit.times

    def hinted(self, text: str) -> list[Item]:
        """Items whose order, quote or contract stands in the text."""
        if not self.by_hint:
            return []
        words = _words(text)
        joined = [
            "".join(words[i : i + n]) for n in (1, 2, 3, 4) for i in range(len(words) - n + 1)
        ]
        return [item for key in dict.fromkeys(joined) for item in self.by_hint.get(key, ())]

    def recorded(self, amount: int, on: date) -> list[Received]:
        """What was recorded by hand of this amount, a few days apart from the line."""
        return [
            each
            for each in self.received.get(amount, ())
            if -5 <= (on - each.received_on).days <= each.days
        ]

    def beside(self, line: StatementLine) -> list[StatementLine]:
        """Other lines that wait, of the same amount and the same payer."""
        found = {
            other.id: other
            for key in payers(line)
            for other in self._waiting.get((line.amount_cents, key), ())
            if other.id != line.id
        }
        return list(found.values())


def payers(line: StatementLine) -> Iterable[str]:
    """What tells a payer from others: the IBAN, and the words of the name."""
    if line.payer_iban:
        yield line.payer_iban
    if key := name_of(line.payer_name).key:
        yield key


def _grouped(rows: Iterable[Each], name: str) -> dict[int, list[Each]]:
    found: dict[int, list[Each]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _squeezed(text: str) -> str:
    return "".join(_words(text))


def _words(text: str) -> list[str]:
    folded = searchable(text)
    return "".join(char if char.isalnum() else " " for char in folded).split()
