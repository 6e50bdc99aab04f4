"""What an amount could settle of one client's open items: exactly, together, in part, or less a fee
or a discount. Points and reasons are those of the amount alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import gcd

from app.bank.rules.matching import scoring
from app.bank.rules.matching.candidate import Candidate, Kind, oldest_first, whole
from app.bank.rules.matching.reasons import Reason, because
from app.bank.rules.matching.sums import ways
from app.bank.rules.matching.world import Item

# A bank's fee or a slip; more than that is a part payment.
_LITTLE, _LITTLE_SHARE = 5_000, 20
_MOST_ITEMS = 60


@dataclass(frozen=True)
class Asked:
    """An amount in cents of one client: its open items, those cited, the amounts told, the day."""

    client_id: int
    amount: int
    items: tuple[Item, ...]
    cited: tuple[Item, ...] = ()
    told: frozenset[int] = frozenset()
    on: date = date.min

    @cached_property
    def debts(self) -> list[Item]:
        """What is open above zero, oldest due first."""
        return sorted((i for i in self.items if i.open > 0), key=lambda one: (one.due_on, one.id))


def of_cited(asked: Asked) -> Iterator[Candidate]:
    """What the documents cited come to, beside the amount."""
    if not asked.cited:
        return
    total = sum(item.open for item in asked.cited)
    if total == asked.amount:
        reason = because("exact" if len(asked.cited) == 1 else "sum")
        yield _settle(asked, asked.cited, scoring.EXACT, reason)
    elif total > asked.amount:
        yield from _some_of_cited(asked, total)
    else:
        yield from _more_than_cited(asked, total)


def _some_of_cited(asked: Asked, total: int) -> Iterator[Candidate]:
    debts = [item for item in asked.cited if item.open > 0]
    some = ways(asked.amount, asked.cited).only
    if some is not None:
        yield _settle(asked, some, scoring.EXACT, because("exact"))
        return
    missing = total - asked.amount
    if missing in asked.told or total in asked.told:
        yield _with_fee(asked, missing, scoring.FEE_TOLD, because("fee_told", fee=missing))
        return
    yield from _discounted(asked, missing)
    blocks: list[Reason] = []
    if missing <= min(_LITTLE, total // _LITTLE_SHARE):
        yield _with_fee(asked, missing, scoring.FEE_GUESSED, because("fee_guess", fee=missing)).but(
            0, because("fee_person")
        )
        blocks.append(because("short"))
    if len({item.invoice_id for item in debts}) > 1:
        blocks.append(because("part_several"))
    yield Candidate(
        Kind.SETTLE,
        asked.client_id,
        scoring.PART,
        oldest_first(asked.amount, debts),
        reasons=(because("part", open=missing),),
        blocks=tuple(blocks),
    )


def _discounted(asked: Asked, missing: int) -> Iterator[Candidate]:
    """Less by the discount that each cited invoice promises for paying by its day."""
    promised = [i for i in asked.cited if i.discount and i.discount_until is not None]
    in_time = [i for i in promised if i.discount_until is not None and asked.on <= i.discount_until]
    granted = sum(item.discount for item in in_time)
    if in_time and len(in_time) == len(asked.cited) and abs(granted - missing) <= len(in_time):
        yield Candidate(
            Kind.SETTLE,
            asked.client_id,
            scoring.DISCOUNTED,
            oldest_first(asked.amount, in_time),
            discounted=tuple(item.invoice_id for item in in_time),
            reasons=(because("discount", amount=missing),),
            blocks=(because("discount_person"),),
        )


def _more_than_cited(asked: Asked, total: int) -> Iterator[Candidate]:
    cited = {item.id for item in asked.cited}
    others = [item for item in asked.items if item.id not in cited]
    rest = ways(asked.amount - total, others[:_MOST_ITEMS])
    for added in rest.found:
        block = () if rest.only else (because("not_unique"),)
        yield _settle(
            asked, (*asked.cited, *added), scoring.WITH_OTHERS, because("with_others")
        ).but(0, *block)
    if not rest.found:
        owing = any(item.open > 0 for item in others)
        yield _too_much(asked, asked.cited).but(0, *([because("over_others")] if owing else []))


def of_open(asked: Asked) -> Iterator[Candidate]:
    """What the open items come to when nothing is cited, or beside it."""
    yield from _singles(asked)
    debts = asked.debts
    if len(debts) > 1 and sum(item.open for item in debts) == asked.amount:
        yield _settle(asked, debts, scoring.WHOLE, because("whole"))
    if len(asked.items) > len(debts) and sum(i.open for i in asked.items) == asked.amount:
        yield _settle(asked, asked.items, scoring.WHOLE + scoring.LESS_CREDIT, because("whole"))
    yield from _oldest(asked, debts)
    yield from _sums(asked)


def exactly(asked: Asked) -> Iterator[Candidate]:
    """One invoice, or one instalment of it, open of just the amount: what `of_open` tries first,
    and all that it finds where nothing else is open."""
    same = tuple(item for item in asked.items if item.open == asked.amount)
    if same:
        yield from _singles(Asked(asked.client_id, asked.amount, same, on=asked.on))


def _singles(asked: Asked) -> Iterator[Candidate]:
    """One invoice, or one instalment of it: of equal ones the oldest."""
    by_invoice: dict[int, list[Item]] = {}
    for item in asked.debts:
        by_invoice.setdefault(item.invoice_id, []).append(item)
    for same in by_invoice.values():
        if len(same) == 1 and same[0].open != asked.amount:
            continue
        exact = [item for item in same if item.open == asked.amount]
        if exact:
            yield _settle(asked, exact[:1], scoring.EXACT, because("exact"))
        if len(same) > 1 and sum(item.open for item in same) == asked.amount:
            yield _settle(asked, same, scoring.EXACT, because("exact"))


def _oldest(asked: Asked, debts: Sequence[Item]) -> Iterator[Candidate]:
    total = 0
    for count, item in enumerate(debts[:-1], start=1):
        total += item.open
        if total == asked.amount and count > 1:
            yield _settle(asked, debts[:count], scoring.OLDEST, because("oldest"))


def _sums(asked: Asked) -> Iterator[Candidate]:
    if len(asked.items) < 2:
        return
    few = asked.items[:_MOST_ITEMS]
    found = ways(asked.amount, few)
    complete = found.is_complete and len(few) == len(asked.items)
    for items in found.found:
        only = complete and len(found.found) == 1
        reason = because("only_sum" if only else "one_sum")
        blocks = [] if complete else [because("not_unique")]
        if _by_chance(asked.items):
            blocks.append(because("chance"))
        if len({item.invoice_id for item in items}) > 1:
            yield _settle(asked, items, scoring.SUM, reason).but(0, *blocks)


def _by_chance(items: Sequence[Item]) -> bool:
    """Whether more than one amount in twenty would be the sum of some of the items."""
    grain = gcd(*(item.open for item in items))
    total = sum(abs(item.open) for item in items)
    possible: int = 2 ** len(items)
    return 20 * possible * grain >= total


def on_account(asked: Asked) -> Iterator[Candidate]:
    """The client is known, and nothing fits: the oldest first, the rest kept."""
    debts = asked.debts
    if not debts:
        return
    if sum(item.open for item in debts) < asked.amount:
        yield _too_much(asked, debts).but(0, because("nothing_fits"))
    else:
        yield Candidate(
            Kind.SETTLE,
            asked.client_id,
            scoring.ON_ACCOUNT,
            oldest_first(asked.amount, debts),
            reasons=(because("account"),),
            blocks=(because("nothing_fits"),),
        )


def _settle(asked: Asked, items: Iterable[Item], points: int, reason: Reason) -> Candidate:
    chosen = tuple(items)
    reasons = [reason]
    credits = [item.number for item in chosen if item.open < 0]
    if credits:
        reasons.append(because("less_credit", numbers=credits))
    return Candidate(Kind.SETTLE, asked.client_id, points, whole(chosen), reasons=tuple(reasons))


def _too_much(asked: Asked, items: Sequence[Item]) -> Candidate:
    kept = asked.amount - sum(item.open for item in items)
    return Candidate(
        Kind.SETTLE,
        asked.client_id,
        scoring.TOO_MUCH,
        whole(items),
        kept=kept,
        reasons=(because("too_much", kept=kept),),
    )


def _with_fee(asked: Asked, missing: int, points: int, reason: Reason) -> Candidate:
    return Candidate(
        Kind.SETTLE, asked.client_id, points, whole(asked.cited), fee=-missing, reasons=(reason,)
    )
