"""A quote as the editor's form holds it: typed texts to values, and back; what it comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.contracts.pages.typed import preview
from app.contracts.rules import Amount, Billing, Frequency, Period
from app.core import formats
from app.core.errors import Finding, Refused
from app.invoices.pages import drafts, extras
from app.invoices.rules import Totals
from app.quotes import rules
from app.quotes.queries import QuoteView
from app.quotes.rules import Becomes, QuoteLine, QuoteValues
from app.web.forms import Form

_TYPED = ("label", "detail", "unit_price")
Entries = list[tuple[Period, Amount]]


def values_of(form: Form) -> QuoteValues:
    """What was typed; faults are noted on the form, nothing is used before `form.check()`."""
    typed = drafts.values_of(form)
    lines = tuple(
        QuoteLine(
            **vars(line),
            optional=form.flag(f"line-{at}-optional"),
            choice=form.text(f"line-{at}-choice", max=rules.MAX_CHOICE),
        )
        for line, at in zip(typed.lines, _indexes(form), strict=True)
    )
    return QuoteValues(
        client_id=typed.client_id,
        title=form.text("title", required=True, max=200),
        lines=lines,
        valid_days=form.whole("valid_days", 1, rules.MAX_VALID_DAYS),
        remind_days=form.whole("remind_days", 1, rules.MAX_VALID_DAYS, required=False),
        order_number=typed.order_number,
        note=typed.note,
        deposit=form.rate("deposit", required=False) or 0,
        becomes=form.choice("becomes", Becomes),
        frequency=form.choice("frequency", Frequency, required=False) or Frequency.MONTHLY,
        billing=form.choice("billing", Billing, required=False) or Billing.ADVANCE,
        start_on=form.day("start_on", required=False),
        adjustments=typed.adjustments,
    )


def judged(form: Form) -> QuoteValues:
    """The same, judged: every fault at once is refused, beside the field as it was typed."""
    values = values_of(form)
    try:
        rules.judge(values)
    except Refused as refused:
        noted = {each.field for each in form.findings}
        for each in refused.findings:
            name = _as_typed(each, _indexes(form))
            if name is None or name not in noted:
                form.findings.append(Finding(each.code, each.message, each.facts, name))
    form.check()
    return values


def blank() -> dict[str, str]:
    """What a new quote holds before anybody types."""
    return {
        "valid_days": str(rules.VALID_DAYS),
        "remind_days": str(rules.REMIND_DAYS),
        "becomes": Becomes.HAND.value,
        "frequency": Frequency.MONTHLY.value,
        "billing": Billing.ADVANCE.value,
    }


def typed_of(view: QuoteView) -> dict[str, str]:
    """A draft as it would have been typed."""
    typed = {
        "client": str(view.client_id),
        "title": view.title,
        "valid_days": str(view.valid_days),
        "remind_days": "" if view.remind_days is None else str(view.remind_days),
        "order_number": view.order_number,
        "note": view.note,
        "deposit": formats.percent_plain(view.deposit) if view.deposit else "",
        "becomes": view.becomes.value,
        "frequency": view.frequency.value,
        "billing": view.billing.value,
        "start_on": formats.day_short(view.start_on) if view.start_on else "",
        "version": view.version,
    }
    for at, line in enumerate(view.lines):
        typed |= _line_typed(f"line-{at}-", line)
    for at, each in enumerate(view.adjustments):
        typed |= extras.adjustment_typed(f"adjustment-{at}-", each)
    return typed


def choices(form: Form) -> set[str]:
    """The names of sets of variants that are typed already."""
    return {form.typed.get(f"line-{at}-choice", "").strip() for at in _indexes(form)} - {""}


def _line_typed(name: str, line: QuoteLine) -> dict[str, str]:
    typed = {
        f"{name}label": line.label,
        f"{name}detail": line.detail,
        f"{name}quantity": formats.quantity(line.quantity),
        f"{name}unit": line.unit,
        f"{name}unit_price": formats.unit_price_plain(line.unit_price),
        f"{name}discount": formats.percent_plain(line.discount) if line.discount else "",
        f"{name}vat_rate": extras.vat_typed(line.vat_category, line.vat_rate, line.exemption),
        f"{name}discount_amount": formats.money_plain(line.discount_amount)
        if line.discount_amount
        else "",
        f"{name}nature": line.nature,
        f"{name}choice": line.choice,
        f"{name}product": str(line.product or ""),
    }
    return typed | ({f"{name}optional": "1"} if line.optional else {})


@dataclass(frozen=True)
class Live:
    """What a form comes to while it is being typed: firm, with every option, and the first
    entries when it is to become a contract."""

    totals: Totals
    whole: Totals
    has_options: bool
    entries: Entries


def live(form: Form, charges_vat: bool) -> Live | None:
    """The totals of what is typed so far; None while it makes no sense."""
    trial = Form(form.typed, form.today)
    try:
        values = values_of(trial)
        if any(_counts(each.field or "") for each in trial.findings) or not values.lines:
            return None
        firm = rules.taken(values.lines, ())
        every = rules.taken(values.lines, rules.options(values.lines))
        totals = rules.counted(firm, values.adjustments)
        whole = rules.counted(every, values.adjustments)
        entries = entries_of(values, firm, charges_vat, form.today)
    except Refused:
        return None
    return Live(totals, whole, len(firm) < len(every), entries)


def entries_of(
    values: QuoteValues, lines: Sequence[QuoteLine], charges_vat: bool, on: date
) -> Entries:
    """The first entries of the contract that it is to become; none when it is to be none."""
    if values.becomes is not Becomes.CONTRACT or rules.contract_faults(lines, values.adjustments):
        return []
    start = max(values.start_on or on, on)
    contract = rules.contract_values(
        values.client_id, values.title, "", values.frequency, values.billing, start
    )
    return preview(contract, rules.contract_lines(lines), charges_vat, on)[0]


def _counts(field: str) -> bool:
    return field.startswith(("line-", "adjustment-")) and not field.endswith(
        ("-label", "-detail", "-choice", "-reason")
    )


def _indexes(form: Form) -> list[int]:
    return [row.index for row in form.rows("line", _TYPED)]


def _as_typed(finding: Finding, indexes: Sequence[int]) -> str | None:
    if finding.field is None or not finding.field.startswith("line-"):
        return finding.field
    _, at, part = finding.field.split("-", 2)
    return f"line-{indexes[int(at)]}-{part}" if int(at) < len(indexes) else finding.field
