"""The lines that an entry's invoice bills: as agreed, cut by days, or at an amount that is given.

A whole period bills the contract's lines as they stand. What is cut or given bills each line as one
piece at its share of the net: a quantity times days/full_days with four decimals would not give
exact cents, and quantity x price must equal the line's net (EN 16931, BR-DEC).

Where the lines change within a period, by days: until the day before at the former lines, from the
day on at the new ones, each with its days; a line that does not change stays whole. Where that
period is billed already, its remaining days come on the next invoice: the former lines taken back,
the new ones billed.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.contracts.rules.amounts import Amount, Part, days_text, fill_texts, nets
from app.contracts.rules.lines import Line
from app.contracts.rules.schedule import Row
from app.contracts.rules.versions import Amendment, Behind, Versions
from app.core.errors import N_, refuse
from app.core.money import QUANTITY_SCALE, Euros, price_of_cents, share
from app.invoices.rules import LineDraft, totals

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Item:
    """A line billed for a part of time: as it stands, or as one piece at `net` cents."""

    line: Line
    part: Part
    net: int | None = None

    @property
    def value(self) -> int:
        return self.line.net if self.net is None else self.net


def items(versions: Versions, part: Part) -> list[Item]:
    """What an entry bills, in order."""
    if part.net is not None:
        lines = versions.on(part.first)
        given = zip(lines, nets(lines, part), strict=True)
        return [Item(line, part, net) for line, net in given]
    return [*_own(versions, part), *caught_up(versions, part.n)]


def caught_up(versions: Versions, n: int) -> list[Item]:
    """What the n-th entry bills, or takes back, for billed periods whose lines changed."""
    return [each for change in versions.carried(n) for each in _caught_up(versions, change)]


def bill_lines(
    versions: Versions, part: Part, language: str, say: Callable[[str], str]
) -> list[LineDraft]:
    """The lines of the entry's invoice, in the client's language; `say` translates into it."""
    return [_draft(each, language, say) for each in items(versions, part)]


def amount(versions: Versions, part: Part, charges_vat: bool = True) -> Amount:
    """What the entry bills, in cents, as its invoice will say."""
    if not charges_vat:
        net = sum(each.value for each in items(versions, part))
        return Amount(net, net)
    counted = totals([_priced(each) for each in items(versions, part)])
    return Amount(counted.net, counted.total)


def _own(versions: Versions, part: Part) -> list[Item]:
    if part.quantities:
        return _measured(versions.on(part.first), part)
    starts = [part.first, *(each.from_on for each in versions.cuts(part.first, part.last))]
    if len(starts) == 1:
        return [_of_days(line, part) for line in versions.on(part.first)]
    every = [versions.on(start) for start in starts]
    same = _common(every)
    ends = [start - DAY for start in starts[1:]] + [part.last]
    found = [_of_days(line, part) for line in same.elements()]
    for first, last, lines in zip(starts, ends, every, strict=True):
        found += [_of_days(line, _within(part, first, last)) for line in _without(lines, same)]
    return found


def _measured(lines: Sequence[Line], part: Part) -> list[Item]:
    """What was used is billed as it is, also in a period that is cut; the rest by its days."""
    typed = [*part.quantities, *[None] * (len(lines) - len(part.quantities))]
    return [
        _of_days(line, part) if quantity is None else Item(replace(line, quantity=quantity), part)
        for line, quantity in zip(lines, typed, strict=False)
        if quantity != 0
    ]


def _caught_up(versions: Versions, change: Amendment) -> list[Item]:
    """The days of a billed period that are left when its lines change."""
    if change.behind is None:
        return []
    last, full = change.behind.last, change.behind.full_days
    part = Part(change.from_on, last, (last - change.from_on).days + 1, full)
    before = versions.on(change.from_on - DAY)
    same = _common([before, change.lines])
    back = [_of_days(line, part) for line in _without(before, same)]
    return [
        *(replace(each, line=_negative(each.line), net=-each.value) for each in back),
        *(_of_days(line, part) for line in _without(change.lines, same)),
    ]


def _of_days(line: Line, part: Part) -> Item:
    return Item(line, part, None if part.is_whole else share(line.net, part.days, part.full_days))


def _within(part: Part, first: date, last: date) -> Part:
    return replace(part, first=first, last=last, days=(last - first).days + 1)


def _common(every: Sequence[Sequence[Line]]) -> Counter[Line]:
    """The lines that do not change, as often as they stand in each version."""
    found = Counter(every[0])
    for lines in every[1:]:
        found &= Counter(lines)
    return found


def _without(lines: Sequence[Line], same: Counter[Line]) -> list[Line]:
    return list((Counter(lines) - same).elements())


def _negative(line: Line) -> Line:
    return replace(line, quantity=-line.quantity)


def _draft(item: Item, language: str, say: Callable[[str], str]) -> LineDraft:
    label = fill_texts(item.line.label, item.part, language)
    if item.net is None:
        return replace(_priced(item), label=label)
    return replace(_priced(item), label=label, detail=_detail(item.part, language, say))


def _priced(item: Item) -> LineDraft:
    """What an item adds to its invoice, before its texts."""
    line, net = item.line, item.net
    if net is None:
        return LineDraft(
            label="",
            quantity=line.quantity,
            unit_price=line.unit_price,
            vat_rate=line.vat_rate,
            unit=line.unit,
            discount=line.discount,
            vat_category=line.vat_category,
        )
    return LineDraft(
        label="",
        quantity=-QUANTITY_SCALE if net < 0 else QUANTITY_SCALE,
        unit_price=price_of_cents(abs(net)),
        vat_rate=line.vat_rate,
        vat_category=line.vat_category,
    )


def _detail(part: Part, language: str, say: Callable[[str], str]) -> str:
    if part.slot:
        return say(N_("Part %(n)s of %(count)s")) % {"n": part.slot.n, "count": part.slot.count}
    if part.is_trial:
        return say(N_("Trial"))
    return "" if part.is_whole else days_text(part, language, say)


def refuse_taken_back(versions: Versions, gap: Behind | None, rows: Sequence[Row]) -> None:
    """Refuse a change whose difference for a billed period leaves nothing of the next invoice."""
    row = next((each for each in rows if gap and each.n == gap.carrier), None)
    if row is None:
        return
    part = Part(row.first, row.last, row.days, row.full_days, n=row.n)
    net = sum(each.value for each in items(versions, part))
    if net <= 0:
        raise refuse(
            "contracts.prorate_negative",
            "The next invoice would come to %(net)s: credit what is billed, and change from the "
            "next period on.",
            "from_on",
            net=Euros(net),
        )


def refuse_proration(is_split: bool, is_variable: bool) -> None:
    """Refuse to share by days what the lines of a period do not say."""
    if is_split or is_variable:
        raise refuse(
            "contracts.prorate_lines",
            "What is spread, or typed for each period, is not shared by days.",
            "is_prorated",
        )
