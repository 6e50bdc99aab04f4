"""A contract's form: what was typed as values and lines, each fault beside its field."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from app.contracts.rules import (
    MAX_ENTRIES,
    MAX_EVERY,
    MAX_TERMS_DAYS,
    Amount,
    Billing,
    ContractValues,
    Frequency,
    Indexation,
    Line,
    Mode,
    Part,
    Period,
    Renewal,
    Slot,
    Trial,
    TrialUnit,
    Versions,
    amount,
    judge,
    judge_lines,
    periods,
)
from app.contracts.rules.renewal import MAX_NOTICE, MAX_TERM
from app.core.errors import N_, Finding, Refused
from app.core.money import split
from app.web.forms import Form, Row

PARTS = ("label", "quantity", "unit", "unit_price", "discount", "vat_rate")
# A line is one that someone began: these alone are shown filled in beforehand.
_TELLING = ("label", "unit_price")
PREVIEWED = 6
_FAR = date(2199, 12, 31)


def read(
    form: Form, client_id: int | None = None, kept: Sequence[Line] | None = None
) -> tuple[ContractValues, list[Line]]:
    """Values and lines as typed, judged; every fault at once is refused. `kept` are lines that the
    form does not ask for."""
    values = ContractValues(
        client_id=client_id or form.whole("client_id", 1, 10**9),
        label=form.text("label", required=True),
        reference=form.text("reference", max=60),
        frequency=form.choice("frequency", Frequency),
        billing=form.choice("billing", Billing),
        anchor_day=form.whole("anchor_day", 1, 31, required=False),
        every=form.whole("every", 1, MAX_EVERY, required=False) or 1,
        second_day=form.whole("second_day", 1, 31, required=False),
        start_on=form.day("start_on"),
        end_on=form.day("end_on", required=False),
        max_entries=form.whole("max_entries", 1, MAX_ENTRIES, required=False),
        mode=form.choice("mode", Mode),
        terms_days=form.whole("terms_days", 0, MAX_TERMS_DAYS, required=False),
        order_number=form.text("order_number", max=80),
        invoice_note=form.text("invoice_note", max=1000, lines=True),
        notes=form.text("notes", max=5000, lines=True),
        bill_from=form.day("bill_from", required=False),
        renewal=renewal_of(form),
        is_variable=form.flag("is_variable"),
        is_split=form.flag("is_split"),
        trial=trial_of(form),
        salesperson_id=form.whole("salesperson_id", 1, 10**9, required=False),
        copies_salesperson=form.flag("copies_salesperson"),
        copies_accountants=form.flag("copies_accountants"),
        indexation=_indexation(form),
    )
    return values, read_lines(form, partial(judge, values), kept)


def read_lines(
    form: Form,
    judge: Callable[[Sequence[Line]], None] = judge_lines,
    kept: Sequence[Line] | None = None,
) -> list[Line]:
    """Lines as typed, judged with all that was read before; every fault at once is refused."""
    rows = lines_typed(form)
    lines = [_line(form, row) for row in rows] if kept is None else list(kept)
    try:
        judge(lines)
    except Refused as refused:
        _note(form, refused, rows)
    form.check()
    return lines


def lines_typed(form: Form) -> list[Row]:
    """The lines that someone began to fill in."""
    rows = form.rows("line", PARTS)
    return [row for row in rows if any(row[part].strip() for part in _TELLING)]


def renewal_of(form: Form) -> Renewal | None:
    """Its first term, when one is given; the later ones are as long, the notice a month."""
    initial = form.whole("initial_months", 1, MAX_TERM, required=False)
    months = form.whole("renewal_months", 1, MAX_TERM, required=False)
    notice = form.whole("notice_months", 0, MAX_NOTICE, required=False)
    if initial is None:
        if months is not None or notice is not None:
            message = N_("Give the first term too, in months.")
            form.fail("contracts.first_term", message, "initial_months")
        return None
    return Renewal(
        initial, months or initial, 1 if notice is None else notice, form.flag("informs")
    )


def trial_of(form: Form) -> Trial | None:
    """Its length, when one is given, in days or months, and its price."""
    length = form.whole("trial_length", 1, 366, required=False)
    unit = form.choice("trial_unit", TrialUnit, required=False) or TrialUnit.DAYS
    net = form.amount("trial_net", required=False)
    if length is None:
        if net is not None:
            message = N_("Say how long the trial lasts.")
            form.fail("contracts.trial_missing", message, "trial_length")
        return None
    return Trial(length, unit, net or 0, form.flag("trial_tells"))


def _indexation(form: Form) -> Indexation | None:
    """An index with its name and value, or a percentage, when any is given."""
    found = Indexation(
        form.text("index_name", max=80),
        form.quantity("index_base", required=False),
        form.rate("index_percent", required=False),
    )
    return None if found == Indexation() else found


def _line(form: Form, row: Row) -> Line:
    return Line(
        label=form.text(row.name("label"), required=True, max=500),
        quantity=form.quantity(row.name("quantity")),
        unit=form.text(row.name("unit"), max=20),
        unit_price=form.unit_price(row.name("unit_price")),
        discount=form.rate(row.name("discount"), required=False) or 0,
        vat_rate=form.rate(row.name("vat_rate")),
    )


def _note(form: Form, refused: Refused, rows: Sequence[Row]) -> None:
    """The faults of the rules, under the names that the form gave its lines, unless the field
    has one already."""
    at_fault = {each.field for each in form.findings}
    for each in refused.findings:
        name = _as_typed(each, rows)
        if name not in at_fault:
            form.findings.append(Finding(each.code, each.message, each.facts, name))


def _as_typed(finding: Finding, rows: Sequence[Row]) -> str | None:
    if finding.field is None or not finding.field.startswith("line-"):
        return finding.field
    _, at, part = finding.field.split("-", 2)
    return rows[int(at)].name(part) if int(at) < len(rows) else finding.field


def preview(
    values: ContractValues, lines: Sequence[Line], charges_vat: bool, today: date
) -> tuple[list[tuple[Period, Amount]], int]:
    """The first entries with what they bill, and how many would be billed at once because their
    day has passed."""
    shown: list[tuple[Period, Amount]] = []
    late = 0
    parts, agreed = _parts(values, lines), Versions(tuple(lines))
    for each in periods(values.terms, _FAR):
        before = values.bill_from is not None and each.bill_on < values.bill_from
        if len(shown) < PREVIEWED and not before:
            shown.append((each, amount(agreed, parts(each), charges_vat)))
        if each.bill_on >= today and len(shown) >= PREVIEWED:
            break
        late += each.bill_on < today and not before
    return shown, late


def _parts(values: ContractValues, lines: Sequence[Line]) -> Callable[[Period], Part]:
    """What each period bills: its days, the price of the trial, or its part of what is spread."""
    nets = split(sum(line.net for line in lines), values.max_entries or 1)

    def part(each: Period) -> Part:
        days = Part(each.first, each.last, each.days, each.full_days)
        if values.trial and values.trial.net and each.n == 1:
            return replace(days, net=values.trial.net, is_trial=True)
        if not values.is_split:
            return days
        slot = Slot(each.n, len(nets), sum(nets[: each.n - 1]))
        return replace(days, net=nets[each.n - 1], slot=slot)

    return part
