"""Allowances and charges on a whole document (BG-20, BG-21), brought to one rate each."""

from collections.abc import Iterable, Sequence

from app.core.errors import refuse
from app.core.money import RATE_SCALE, divide, share
from app.invoices.rules.kinds import AdjustmentKind
from app.invoices.rules.totals import net_of
from app.invoices.rules.values import Adjustment, AdjustmentDraft, LineDraft

# UNTDID 5189: 95 discount; UNTDID 7161: FC freight, ABK miscellaneous.
DISCOUNT, FREIGHT, MISCELLANEOUS = "95", "FC", "ABK"

Group = tuple[int, str, str]


def adjustments(
    drafts: Iterable[AdjustmentDraft], lines: Sequence[LineDraft]
) -> tuple[Adjustment, ...]:
    """What was typed, shared over the rates of the lines where no rate was named.

    A percentage is of the lines of its rate; an amount is cut by their nets, the remainder in the
    last. Refused: neither or both of amount and percentage, none of it above zero, nothing to
    share an amount over.
    """
    groups = _groups(lines)
    found: list[Adjustment] = []
    for at, draft in enumerate(drafts):
        _refuse_unclear(at, draft)
        if draft.vat_rate is not None:
            found.append(_one(draft, (draft.vat_rate, draft.vat_category, draft.exemption), groups))
        elif draft.percent is not None:
            found += [_one(draft, group, groups) for group in groups]
        else:
            found += _shared(at, draft, groups)
    return tuple(each for each in found if each.amount)


def _groups(lines: Sequence[LineDraft]) -> dict[Group, int]:
    nets: dict[Group, int] = {}
    for line in lines:
        key = (line.vat_rate, line.vat_category, line.exemption)
        nets[key] = nets.get(key, 0) + net_of(line)
    return dict(sorted(nets.items(), key=lambda each: (-each[0][0], each[0])))


def _one(draft: AdjustmentDraft, group: Group, groups: dict[Group, int]) -> Adjustment:
    base = sum(net for key, net in groups.items() if key[:2] == group[:2])
    if draft.percent is None:
        return _made(draft, group, 0, draft.amount or 0)
    return _made(draft, group, base, divide(base * draft.percent, RATE_SCALE))


def _shared(at: int, draft: AdjustmentDraft, groups: dict[Group, int]) -> list[Adjustment]:
    """An amount by the nets of the rates; each takes its share of what the ones before left."""
    left, whole = draft.amount or 0, sum(groups.values())
    if whole <= 0:
        raise refuse(
            "invoices.adjustment_nothing",
            "“%(reason)s” cannot be shared: the lines come to nothing. Choose its VAT rate.",
            f"adjustment-{at}-vat_rate",
            reason=draft.reason,
        )
    parts: list[Adjustment] = []
    for group, net in groups.items():
        cents = share(left, net, whole)
        parts.append(_made(draft, group, 0, cents))
        left, whole = left - cents, whole - net
    return parts


def _made(draft: AdjustmentDraft, group: Group, base: int, amount: int) -> Adjustment:
    usual = DISCOUNT if draft.kind is AdjustmentKind.ALLOWANCE else MISCELLANEOUS
    return Adjustment(
        kind=draft.kind.value,
        reason=draft.reason,
        reason_code=draft.reason_code or usual,
        percent=draft.percent,
        base=base,
        amount=amount,
        vat_rate=group[0],
        vat_category=group[1],
        exemption=draft.exemption or group[2],
    )


def _refuse_unclear(at: int, draft: AdjustmentDraft) -> None:
    if (draft.amount is None) == (draft.percent is None):
        raise refuse(
            "invoices.adjustment_amount",
            "“%(reason)s”: give an amount or a percentage, one of them.",
            f"adjustment-{at}-amount",
            reason=draft.reason,
        )
    if (draft.amount or draft.percent or 0) <= 0:
        raise refuse(
            "invoices.adjustment_positive",
            "“%(reason)s” must be more than zero: choose discount or charge for its sign.",
            f"adjustment-{at}-amount",
            reason=draft.reason,
        )
