"""A draft as the editor's form holds it: typed texts to values, and back."""

import re
from collections.abc import Mapping
from typing import Any

from app.core import formats
from app.core.errors import Refused
from app.core.money import parse_rate
from app.invoices import rules
from app.invoices.actions import DraftValues
from app.invoices.queries import InvoiceView
from app.invoices.rules import LineDraft, Totals
from app.web.forms import Form, Row

_TYPED = ("label", "detail", "unit_price")
_PARTS = (*_TYPED, "quantity", "unit", "discount", "vat_rate")
_INDEX = re.compile(r"line-(\d{1,4})-\w+")


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
    )


def totals_of(form: Form) -> Totals | None:
    """The totals of what is typed so far; None while it makes no sense."""
    trial = Form(form.typed, form.today)
    try:
        lines = [_line(trial, row) for row in trial.rows("line", _TYPED)]
        wrong = [each for each in trial.findings if not (each.field or "").endswith("-label")]
        return None if wrong else rules.totals(rules.categories(lines))
    except Refused:
        return None


def indexes(form: Form) -> list[int]:
    """The numbers of the lines to show; at least one."""
    found = {int(m[1]) for name in form.typed if (m := _INDEX.fullmatch(name))}
    return sorted(found) or [0]


def changed(form: Form) -> Form:
    """The form with a line added (`do=add`) or taken away (`do=remove-2`), all else kept."""
    typed = dict(form.typed)
    act = typed.pop("do", "")
    if act.startswith("remove-"):
        for part in _PARTS:
            typed.pop(f"line-{act.removeprefix('remove-')}-{part}", None)
    elif act == "add":
        typed |= blank_line(max(indexes(form)) + 1, typed)
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
            f"line-{at}-vat_rate": formats.percent_plain(line.vat_rate),
        }
    return typed


def rate_options(rates: tuple[int, ...], form: Form) -> list[tuple[str, str]]:
    """The rates to choose from, none included, and any that the draft has already."""
    typed = {form.typed.get(f"line-{at}-vat_rate", "") for at in indexes(form)}
    every = {*rates, 0, *(rate for text in typed if (rate := _rate(text)) is not None)}
    shown = sorted(every, reverse=True)
    return [(formats.percent_plain(rate), formats.percent(rate)) for rate in shown]


def _rate(text: str) -> int | None:
    try:
        return parse_rate(text)
    except Refused:
        return None


def _line(form: Form, row: Row) -> LineDraft:
    return LineDraft(
        label=form.text(row.name("label"), required=True, max=500),
        quantity=form.quantity(row.name("quantity")),
        unit_price=form.unit_price(row.name("unit_price")),
        vat_rate=form.rate(row.name("vat_rate")),
        detail=form.text(row.name("detail"), max=2000, lines=True),
        unit=form.text(row.name("unit"), max=20),
        discount=form.rate(row.name("discount"), required=False) or 0,
    )


def _day(day: Any) -> str:
    return formats.day_short(day) if day else ""
