"""Which movements of a statement are kept already, which are new, which only look like kept ones.

The same text, day and amount is the same movement, true twins counted; where the bank's own number
says otherwise, or another format says the same day and amount in other words, it is doubtful. The
balance decides, as far as it tells; what it does not tell is asked.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from app.bank import queries
from app.bank.actions.spool import Spool
from app.bank.queries import Kept, Resembling
from app.bank.rules import Doubtful, Movement, ReadStatement, base_of, decide, fingerprint

NEW, AGAIN, DOUBTFUL, PART = range(4)
SHOWN = 20
_NUMBERED = ("camt053", "camt054")
_NUMBERS = 500


@dataclass
class Pairing:
    """By its place in the statement, what each movement is, and the kept line it is or looks like.
    A PART is of a batch that is kept whole, or in other parts: those lines are `beside`."""

    key: str
    kinds: bytearray
    lines: "array[int]"
    known: dict[str, list[Kept]] = field(default_factory=dict)
    beside: list[int] = field(default_factory=list)
    doubtful: list[Doubtful] = field(default_factory=list)
    is_proven: bool = False
    sums: list[int] = field(default_factory=lambda: [0, 0, 0, 0])

    def is_kept(self, at: int) -> bool:
        return self.kinds[at] in (AGAIN, PART)

    def settle(self, verdict: str) -> None:
        """Take doubtful movements for "known" ones, or for "new"; "all" are new."""
        for at, kind in enumerate(self.kinds):
            if verdict == "all" or (kind == DOUBTFUL and verdict == "new"):
                self.kinds[at] = NEW
            elif kind == DOUBTFUL:
                self.kinds[at] = AGAIN

    def count(self, kind: int) -> int:
        return self.kinds.count(kind)


async def pair(statement: ReadStatement, spool: Spool, account: int, key: str) -> Pairing:
    """Compare a statement with what is kept of its account."""
    made = Pairing(key, bytearray(statement.lines), array("q", bytes(8 * statement.lines)))
    if not await queries.has_lines(account) or statement.first_on is None:
        made.sums[NEW] = statement.total_cents
        return made
    used: set[int] = set()
    await _by_number_and_text(made, statement, spool, used)
    _by_text(made, statement, spool, used)
    await _by_batch(made, statement, spool, account, used)
    await _by_day_and_amount(made, statement, spool, account, used)
    for at, _, movement in _each(statement, spool):
        made.sums[made.kinds[at]] += movement.amount_cents
    return made


async def verdict_of(made: Pairing, statement: ReadStatement, account: int) -> str:
    """What the balance tells of the doubtful ones; "" when it does not."""
    expected = None
    if statement.closing_cents is not None and statement.closing_on is not None:
        before = await queries.last_closing(account, statement.closing_on)
        expected = None if before is None else statement.closing_cents - before
    certain, doubtful = made.sums[NEW], made.sums[DOUBTFUL]
    return decide(expected, certain, doubtful, statement.total_cents, made.is_proven)


async def _by_number_and_text(
    made: Pairing, statement: ReadStatement, spool: Spool, used: set[int]
) -> None:
    """What has the same text and the bank's same number is the same for certain."""
    at = 0
    for batch in spool.batches(statement):
        bases = [base_of(made.key, said) for said, _ in batch]
        await _load(made, [base for base in bases if base not in made.known])
        for base, (_, movement) in zip(bases, batch, strict=True):
            for kept in made.known.get(base, ()):
                same = kept.bank_reference and kept.bank_reference == movement.bank_reference
                if same and kept.id not in used:
                    _take(made, at, AGAIN, kept.id, used)
                    made.is_proven = True
                    break
            at += 1


async def _load(made: Pairing, bases: list[str]) -> None:
    """The kept lines of these texts: first occurrences, then second ones of those found…"""
    occurrence = 0
    while bases:
        found = await queries.kept_lines([fingerprint(base, occurrence) for base in bases])
        bases = []
        for kept in found:
            base = kept.fingerprint.rpartition("-")[0]
            made.known.setdefault(base, []).append(kept)
            bases.append(base)
        occurrence += 1


def _by_text(made: Pairing, statement: ReadStatement, spool: Spool, used: set[int]) -> None:
    """What has the same text is the same, unless both have numbers of the bank that differ."""
    for at, said, movement in _each(statement, spool):
        if made.lines[at]:
            continue
        free = [each for each in made.known.get(base_of(made.key, said), ()) if each.id not in used]
        number = movement.bank_reference
        plain = next((each for each in free if not (number and each.bank_reference)), None)
        if plain is not None:
            _take(made, at, AGAIN, plain.id, used)
        elif free:
            _take(made, at, DOUBTFUL, free[0].id, used)
            _note(made, movement, free[0].id, movement.label)


async def _by_batch(
    made: Pairing, statement: ReadStatement, spool: Spool, account: int, used: set[int]
) -> None:
    """A notification says the parts of what a statement books whole, or the other way round, under
    one number: the same when they come to the same amount."""
    if statement.format not in _NUMBERED:
        return
    groups: dict[str, list[tuple[int, Movement]]] = {}
    for at, _, movement in _each(statement, spool):
        if movement.bank_reference and made.kinds[at] != AGAIN:
            groups.setdefault(movement.bank_reference, []).append((at, movement))
    first, last = statement.first_on or date.min, statement.last_on or date.max
    numbers = list(groups)
    for start in range(0, len(numbers), _NUMBERS):
        asked = numbers[start : start + _NUMBERS]
        kept = await queries.lines_by_number(account, asked, first, last)
        for number, there in kept.items():
            movements = [movement for _, movement in groups[number]]
            is_same = there.is_batch_of(movements, statement.format)
            if is_same and used.isdisjoint(there.ids):
                used.update(there.ids)
                made.beside += there.ids
                made.is_proven = True
                for at, _ in groups[number]:
                    made.kinds[at], made.lines[at] = PART, there.ids[0]


async def _by_day_and_amount(
    made: Pairing, statement: ReadStatement, spool: Spool, account: int, used: set[int]
) -> None:
    """What another format says of the same day and amount is doubtful."""
    if statement.first_on is None or statement.last_on is None or NEW not in made.kinds:
        return
    free: dict[tuple[date, int], list[Resembling]] = {}
    for each in await queries.written_otherwise(
        account, statement.format, statement.first_on, statement.last_on
    ):
        if each.id not in used:
            free.setdefault((each.booked_on, each.amount_cents), []).append(each)
    for at, _, movement in _each(statement, spool):
        alike = free.get(movement.twin_key) if made.kinds[at] == NEW else None
        if alike:
            other = alike.pop(0)
            _take(made, at, DOUBTFUL, other.id, used)
            _note(made, movement, other.id, other.label)


def _take(made: Pairing, at: int, kind: int, line: int, used: set[int]) -> None:
    made.kinds[at], made.lines[at] = kind, line
    used.add(line)


def _note(made: Pairing, movement: Movement, line: int, other: str) -> None:
    if len(made.doubtful) < SHOWN:
        made.doubtful.append(
            Doubtful(
                movement.place,
                movement.booked_on,
                movement.amount_cents,
                movement.label[:120],
                line,
                other[:120],
            )
        )


def _each(statement: ReadStatement, spool: Spool) -> Iterator[tuple[int, str, Movement]]:
    at = 0
    for batch in spool.batches(statement):
        for said, movement in batch:
            yield at, said, movement
            at += 1
