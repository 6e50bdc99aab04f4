"""A draft as the editor's form holds it: typed texts to values, and back."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.catalogue.queries import ProductView
from app.core import formats
from app.core.errors import Refused
from app.invoices import rules
from app.invoices.actions import DraftValues, counted
from app.invoices.pages import extras
from app.invoices.queries import InvoiceView
from app.invoices.rules import Due, LineDraft, Nature, Purpose, Totals
from app.web.forms import Form, Row

_TYPED = ("label", "detail", "unit_price")
_INDEX = re.compile(r"(line|adjustment|plan)-(\d{1,4})-\w+")
_REMOVE = re.compile(r"remove-(?:(adjustment|plan)-)?(\d{1,4})")
_ADDED = {
    "adjustment": {"kind": "allowance", "reason": "", "percent": ""},
    "plan": {"due_on": "", "amount": "", "percent": ""},
}


def values_of(form: Form) -> DraftValues:
    """What was typed; faults are noted on the form, nothing is used before `form.check()`."""
    return DraftValues(
        client_id=form.whole("client", 1, 10**9),
        lines=tuple(_line(form, row) for row in form.rows("line", _TYPED)),
        due_on=form.day("due_on", required=False),
        service_from=form.day("service_from", required=False),
        service_to=form.day("service_to", required=False),
        order_number=form.text("order_number", max=80),
        note=form.text("note", max=2000, lines=True),
        adjustments=extras.adjustments_of(form),
        deductions=extras.deductions_of(form),
        plan=extras.plan_of(form),
        discount_rate=form.rate("discount_rate", required=False),
        discount_days=form.whole("discount_days", 0, 365, required=False),
        delivered_on=form.day("delivered_on", required=False),
        delivery=extras.delivery_of(form),
        purpose=form.choice("purpose", Purpose, required=False) or Purpose.ORDINARY,
    )


@dataclass(frozen=True)
class Live:
    """What a form comes to while it is being typed."""

    totals: Totals
    prepaid: int
    instalments: tuple[Due, ...]

    @property
    def payable(self) -> int:
        """What will be to pay."""
        return self.totals.total - self.prepaid


def totals_of(form: Form) -> Live | None:
    """The totals of what is typed so far; None while it makes no sense."""
    trial = Form(form.typed, form.today)
    try:
        values = values_of(trial)
        wrong = [each for each in trial.findings if _counts(each.field or "")]
        if wrong:
            return None
        found = counted(values).totals
    except Refused:
        return None
    prepaid = sum(cents for _, cents in values.deductions)
    plan = values.plan if len(values.plan) > 1 else ()
    return Live(found, prepaid, rules.instalments(plan, found.total - prepaid, form.today))


def _counts(field: str) -> bool:
    """Whether a fault in a field keeps the totals from being reckoned."""
    return field.startswith(("line-", "adjustment-", "deduction-", "plan-")) and not field.endswith(
        ("-label", "-reason", "-detail")
    )


def indexes(form: Form, prefix: str = "line") -> list[int]:
    """The numbers of the rows to show; of lines at least one."""
    every = (m for name in form.typed if (m := _INDEX.fullmatch(name)))
    found = {int(m[2]) for m in every if m[1] == prefix}
    return sorted(found) or ([0] if prefix == "line" else [])


def changed(form: Form, vat: Callable[[str], str]) -> Form:
    """The form with a row added (`do=add`, `add-plan`…), taken away (`do=remove-2`), or with the
    VAT that fits another client (`do=client`); all else kept. `vat` tells it by nature."""
    typed = dict(form.typed)
    act = typed.pop("do", "")
    prefix = act.removeprefix("add-")
    if gone := _REMOVE.fullmatch(act):
        start = f"{gone[1] or 'line'}-{gone[2]}-"
        typed = {name: text for name, text in typed.items() if not name.startswith(start)}
    elif act == "add":
        typed |= blank_line(max(indexes(form)) + 1, typed)
    elif act == "client":
        for at in indexes(form):
            typed[f"line-{at}-vat_rate"] = vat(typed.get(f"line-{at}-nature", ""))
    elif prefix in _ADDED:
        at = max(indexes(form, prefix), default=-1) + 1
        typed |= {f"{prefix}-{at}-{name}": text for name, text in _ADDED[prefix].items()}
    return Form(typed, form.today)


def with_product(form: Form, product: ProductView, vat: Callable[[str], str]) -> Form:
    """The form with one of a product on it: in the last line while that is blank, else in one more.
    `vat` tells what fits the client, by nature; a plain rate gives way to the product's own."""
    typed = {name: text for name, text in form.typed.items() if name not in ("do", "find")}
    last = max(indexes(form))
    is_blank = not (typed.get(f"line-{last}-label") or typed.get(f"line-{last}-unit_price"))
    name = f"line-{last if is_blank else last + 1}-"
    usual = vat(product.nature.value)
    taxed = usual.replace(",", "").isdecimal() and usual != "0"
    typed |= {
        f"{name}label": product.name,
        f"{name}quantity": "1",
        f"{name}unit_price": formats.unit_price_plain(product.net_price),
        f"{name}vat_rate": formats.percent_plain(product.vat_rate) if taxed else usual,
        f"{name}detail": product.detail,
        f"{name}unit": product.unit,
        f"{name}nature": product.nature.value,
        f"{name}product": str(product.id),
    }
    return Form(typed, form.today)


def blank_line(index: int, typed: Mapping[str, str]) -> dict[str, str]:
    """One more line, at the rate of the one before it."""
    rate = typed.get(f"line-{index - 1}-vat_rate", "20")
    return {
        f"line-{index}-quantity": "1",
        f"line-{index}-label": "",
        f"line-{index}-vat_rate": rate,
    }


def typed_of(view: InvoiceView) -> dict[str, str]:
    """A draft as it would have been typed."""
    typed = {
        "client": str(view.client_id),
        "due_on": _day(view.due_on),
        "service_from": _day(view.service_from),
        "service_to": _day(view.service_to),
        "order_number": view.order_number,
        "note": view.note,
        "version": view.version,
    }
    for at, line in enumerate(view.lines):
        typed |= {
            f"line-{at}-label": line.label,
            f"line-{at}-detail": line.detail,
            f"line-{at}-quantity": formats.quantity(line.quantity),
            f"line-{at}-unit": line.unit,
            f"line-{at}-unit_price": formats.unit_price_plain(line.unit_price),
            f"line-{at}-discount": formats.percent_plain(line.discount) if line.discount else "",
            f"line-{at}-vat_rate": extras.vat_typed(
                line.vat_category, line.vat_rate, line.exemption
            ),
            f"line-{at}-discount_amount": formats.money_plain(line.discount_amount)
            if line.discount_amount
            else "",
            f"line-{at}-nature": line.nature,
            f"line-{at}-product": str(line.product or ""),
        }
    return typed | extras.extras_typed(view)


def typed_rates(form: Form) -> set[str]:
    """The VAT that the lines have already, as typed."""
    return {form.typed.get(f"line-{at}-vat_rate", "") for at in indexes(form)}


def _line(form: Form, row: Row) -> LineDraft:
    category, rate, exemption = extras.vat_of(form, row.name("vat_rate"))
    nature = form.choice(row.name("nature"), Nature, required=False)
    return LineDraft(
        label=form.text(row.name("label"), required=True, max=500),
        quantity=form.quantity(row.name("quantity")),
        unit_price=form.unit_price(row.name("unit_price")),
        vat_rate=rate,
        detail=form.text(row.name("detail"), max=2000, lines=True),
        unit=form.text(row.name("unit"), max=20),
        discount=form.rate(row.name("discount"), required=False) or 0,
        vat_category=category,
        discount_amount=form.amount(row.name("discount_amount"), required=False) or 0,
        nature=nature.value if nature else "",
        exemption=exemption,
        product=form.whole(row.name("product"), 1, 10**9, required=False),
    )


def _day(day: Any) -> str:
    return formats.day_short(day) if day else ""
