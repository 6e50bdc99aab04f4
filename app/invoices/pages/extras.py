"""What the editor of a draft holds beside its lines: typed texts to values, and back."""

from collections.abc import Sequence

from app.core import formats
from app.core.errors import N_, Refused
from app.core.i18n import gettext
from app.core.money import parse_rate
from app.invoices import rules
from app.invoices.queries import DepositLeft, InvoiceView
from app.invoices.rules import (
    EXEMPTIONS,
    Adjustment,
    AdjustmentDraft,
    AdjustmentKind,
    Category,
    Delivery,
    Party,
    PlanPart,
)
from app.settings.rules import Business
from app.web.forms import Form, Row

FREIGHT = "freight"
ADJUSTMENTS = {
    AdjustmentKind.ALLOWANCE.value: N_("Discount"),
    FREIGHT: N_("Carriage"),
    AdjustmentKind.CHARGE.value: N_("Other charge"),
}
CATEGORIES = {
    Category.REVERSE_CHARGE: N_("Reverse charge"),
    Category.INTRA_COMMUNITY: N_("Goods to another EU country"),
    Category.EXPORT: N_("Export of goods"),
    Category.OUT_OF_SCOPE: N_("Outside French VAT"),
    Category.EXEMPT: N_("Exempt, reason in the note"),
}
ADJUSTED = ("reason", "amount", "percent")
PLANNED = ("due_on", "amount", "percent")
DELIVERY = ("name", "street", "postcode", "town")


def vat_of(form: Form, name: str) -> tuple[str, int, str]:
    """(category, rate, exemption) of a typed choice: a rate, a category, or a reason (E:code)."""
    typed = form.typed.get(name, "").strip()
    head, _, code = typed.partition(":")
    if head in set(Category) and (not code or code in EXEMPTIONS):
        return head, 0, code
    return Category.STANDARD.value, form.rate(name), ""


def vat_typed(category: str, rate: int, exemption: str) -> str:
    """The choice that a line's VAT is."""
    if category == Category.STANDARD or (category == Category.EXEMPT and not exemption):
        return formats.percent_plain(rate)
    return f"{category}:{exemption}" if exemption else category


def vat_options(
    rates: tuple[int, ...], charges_vat: bool, typed: set[str]
) -> list[tuple[str, str]]:
    """The rates to choose from, none included, and why there may be none."""
    every = {*rates, 0, *(rate for text in typed if (rate := _rate(text)) is not None)}
    options = [
        (formats.percent_plain(rate), formats.percent(rate))
        for rate in sorted(every, reverse=True)
        if rate or not charges_vat
    ]
    if not charges_vat:
        return options
    reasons = [(f"E:{code}", gettext(label)) for code, label in EXEMPTIONS.items()]
    categories = [
        ("0" if key is Category.EXEMPT else key.value, gettext(label))
        for key, label in CATEGORIES.items()
    ]
    return [*options, *categories, *reasons]


def adjustments_of(form: Form) -> tuple[AdjustmentDraft, ...]:
    """Allowances and charges as typed; rows left wholly empty are passed over."""
    return tuple(_adjustment(form, row) for row in form.rows("adjustment", ADJUSTED))


def _adjustment(form: Form, row: Row) -> AdjustmentDraft:
    kind = form.typed.get(row.name("kind"), "")
    taxed = form.typed.get(row.name("vat_rate"), "").strip()
    category, rate, exemption = vat_of(form, row.name("vat_rate")) if taxed else ("S", None, "")
    if rate == 0 and category == Category.STANDARD:
        category = Category.EXEMPT.value
    allowance = kind not in (FREIGHT, AdjustmentKind.CHARGE)
    return AdjustmentDraft(
        kind=AdjustmentKind.ALLOWANCE if allowance else AdjustmentKind.CHARGE,
        reason=form.text(row.name("reason"), required=True, max=200),
        amount=form.amount(row.name("amount"), required=False),
        percent=form.rate(row.name("percent"), required=False),
        vat_rate=rate,
        vat_category=category,
        exemption=exemption,
        reason_code="FC" if kind == FREIGHT else "",
    )


def plan_of(form: Form) -> tuple[PlanPart, ...]:
    """Instalments as typed; the last may leave both amount and percentage out."""
    return tuple(
        PlanPart(
            form.day(row.name("due_on")),
            form.amount(row.name("amount"), required=False),
            form.rate(row.name("percent"), required=False),
        )
        for row in form.rows("plan", PLANNED)
    )


def delivery_of(form: Form) -> Delivery | None:
    """The place of delivery; None while nothing of it is typed."""
    typed = {name: form.text(f"delivery_{name}", max=200) for name in DELIVERY}
    country = form.text("delivery_country", max=2).upper() or "FR"
    if not any(typed.values()):
        return None
    return Delivery(**typed, country=country)


def deductions_of(form: Form) -> tuple[tuple[int, int], ...]:
    """Deposits taken off: (deposit, cents); none where the amount is left empty or is zero."""
    found = []
    for row in form.rows("deduction", ("amount",)):
        deposit = form.whole(row.name("deposit"), 1, 10**9)
        cents = form.amount(row.name("amount"), required=False)
        if cents:
            found.append((deposit, cents))
    return tuple(found)


def extras_typed(view: InvoiceView) -> dict[str, str]:
    """All of it as it would have been typed."""
    typed = {
        "discount_rate": formats.percent_plain(view.discount_rate) if view.discount_rate else "",
        "discount_days": "" if view.discount_days is None else str(view.discount_days),
        "delivered_on": formats.day_short(view.delivered_on) if view.delivered_on else "",
    }
    if view.delivery:
        typed |= {f"delivery_{name}": getattr(view.delivery, name) for name in DELIVERY}
        typed["delivery_country"] = view.delivery.country
    for at, each in enumerate(view.adjustments):
        typed |= adjustment_typed(f"adjustment-{at}-", each)
    for at, part in enumerate(view.plan):
        typed[f"plan-{at}-due_on"] = formats.day_short(part.due_on)
        typed[f"plan-{at}-amount"] = _money(part.amount)
        typed[f"plan-{at}-percent"] = _percent(part.percent)
    for taken in view.deductions:
        typed[f"deducted-{taken.deposit}"] = _money(taken.total)
    return typed


def adjustment_typed(name: str, each: Adjustment | AdjustmentDraft) -> dict[str, str]:
    """One of them as it would have been typed."""
    rate = each.vat_rate
    kind = FREIGHT if each.reason_code == "FC" else each.kind
    return {
        f"{name}kind": kind,
        f"{name}reason": each.reason,
        f"{name}amount": "" if each.percent is not None else _money(each.amount),
        f"{name}percent": _percent(each.percent),
        f"{name}vat_rate": ""
        if rate is None
        else vat_typed(each.vat_category, rate, each.exemption),
    }


def with_deposits(
    typed: dict[str, str], deposits: Sequence[DepositLeft], draft_id: int | None
) -> dict[str, str]:
    """The deposits that may be taken off, each a row; those asked for this draft are filled in."""
    for at, each in enumerate(deposits):
        usual = _money(each.total) if draft_id and each.basis == draft_id else ""
        typed.setdefault(f"deduction-{at}-deposit", str(each.id))
        kept = typed.pop(f"deducted-{each.id}", usual)
        typed.setdefault(f"deduction-{at}-amount", kept)
    return typed


def usual_vat(business: Business, buyer: Party | None, nature: str) -> str:
    """The choice that fits a client (see `rules.usual`), as it would be typed."""
    category, rate = rules.usual(business, buyer, nature)
    return vat_typed(category, rate, "")


def _rate(text: str) -> int | None:
    try:
        return parse_rate(text)
    except Refused:
        return None


def _money(cents: int | None) -> str:
    return "" if cents is None else formats.money_plain(cents)


def _percent(rate: int | None) -> str:
    return "" if rate is None else formats.percent_plain(rate)
