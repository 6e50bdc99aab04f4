"""The French set (BR-FR-*, XP Z12-012): what a platform asks of an invoice between businesses.

Left out because we never issue them: self-billed invoices (22, BD), several sellers (frames 8 and
9, MV), attachments (17, 18), item attributes (27, 28), objects billed (29, 30), global discounts
(CO-03), single taxable persons (CO-14, CO-15). Decimals (DEC-01, DEC-02) cannot be broken.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from app.core.errors import N_
from app.invoices.rules.einvoice.codes import CATEGORIES
from app.invoices.rules.einvoice.model import EInvoice
from app.invoices.rules.einvoice.registry import Facts, RuleSet, when
from app.invoices.rules.einvoice.required import at

BR_FR = RuleSet()

PAID_FRAMES = ("B2", "S2", "M2")
FINAL_FRAMES = ("B4", "S4", "M4")
FRAMES = frozenset({"B1", "S1", "M1", *PAID_FRAMES, "S3", *FINAL_FRAMES, "S5", "S6", "B7", "S7"})
RATES = frozenset({0, 90, 105, 175, 210, 550, 700, 850, 920, 960, 1000, 1300, 1960, 2000, 2060})
KINDS = frozenset(
    {
        "380",
        "389",
        "393",
        "501",
        "386",
        "500",
        "384",
        "471",
        "472",
        "473",
        "261",
        "262",
        "381",
        "396",
        "502",
        "503",
    }
)
TREATMENTS = frozenset({"B2B", "B2BINT", "B2C", "B2CINT", "OUTOFSCOPE", "ARCHIVEONLY"})
DEPOSITS = ("386", "500", "503")
OBLIGED = {
    "PMT": N_("The text on the 40 € indemnity is missing (%(rule)s)."),
    "PMD": N_("The text on late penalties is missing (%(rule)s)."),
    "AAB": N_("The text on early-payment discount is missing (%(rule)s)."),
}
_NUMBER = re.compile(r"[A-Za-z0-9+\-_/]+")


@BR_FR.rule("BR-FR-01", "BT-1", N_("The number %(number)s has more than 35 characters (%(rule)s)."))
def numbers_short(e: EInvoice) -> Iterable[Facts]:
    return ({"number": n[:50]} for n in _numbers(e) if len(n) > 35)


@BR_FR.rule(
    "BR-FR-02",
    "BT-1",
    N_("The number %(number)s may hold letters, digits and + - _ / only (%(rule)s)."),
)
def numbers_plain(e: EInvoice) -> Iterable[Facts]:
    return ({"number": n[:50]} for n in _numbers(e) if not _NUMBER.fullmatch(n))


@BR_FR.rule("BR-FR-03", "BT-2", N_("The year of %(day)s is not of this century (%(rule)s)."))
def years_of_this_century(e: EInvoice) -> Iterable[Facts]:
    return ({"day": day} for day in _days(e) if not 2000 <= day.year <= 2099)


@BR_FR.rule("BR-FR-04", "BT-3", N_("%(code)s is not a kind of document in France (%(rule)s)."))
def kind_is_french(e: EInvoice) -> Iterable[Facts]:
    return when(e.kind not in KINDS, code=e.kind)


def _obliged(subject: str) -> None:
    @BR_FR.rule("BR-FR-05", f"BT-22 ({subject})", OBLIGED[subject])
    def given(e: EInvoice) -> Iterable[Facts]:
        return when(not e.texts_of(subject))


for _subject in OBLIGED:
    _obliged(_subject)


@BR_FR.rule("BR-FR-06", "BT-21", N_("The text of subject %(subject)s is there twice (%(rule)s)."))
def texts_once(e: EInvoice) -> Iterable[Facts]:
    subjects = (*OBLIGED, "TXD")
    return ({"subject": each} for each in subjects if len(e.texts_of(each)) > 1)


@BR_FR.rule("BR-FR-08", "BT-23", N_("The invoicing frame %(code)s is not known (%(rule)s)."))
def frame_known(e: EInvoice) -> Iterable[Facts]:
    return when(e.frame not in FRAMES, code=e.frame or "—")


@BR_FR.rule("BR-FR-15", "BT-118", N_("%(code)s is not a category of VAT in France (%(rule)s)."))
def categories_french(e: EInvoice) -> Iterable[Facts]:
    used = {part.category for part in e.vat} | {line.category for line in e.lines}
    used |= {each.category for each in e.allowances}
    return ({"code": code or "—"} for code in sorted(used - CATEGORIES))


@BR_FR.rule("BR-FR-16", "BT-152", N_("%(rate)s is not a VAT rate in France (%(rule)s)."))
def rates_french(e: EInvoice) -> Iterator[Facts]:
    for i, line in enumerate(e.lines):
        if line.rate is not None and line.rate not in RATES:
            yield {**at(i, "vat_rate"), "rate": _percent(line.rate)}
    others = [part.rate for part in e.vat] + [each.rate for each in e.allowances]
    for rate in others:
        if rate is not None and rate not in RATES:
            yield {"rate": _percent(rate)}


@BR_FR.rule("BR-FR-20", "BT-22", N_("%(code)s is not a treatment of invoices (%(rule)s)."))
def treatment_known(e: EInvoice) -> Iterable[Facts]:
    return ({"code": each} for each in e.texts_of("BAR") if each not in TREATMENTS)


@BR_FR.rule("BR-FR-31", "BT-21", N_("The treatment of the invoice is there twice (%(rule)s)."))
def treatment_once(e: EInvoice) -> Iterable[Facts]:
    return when(len([each for each in e.texts_of("BAR") if each in TREATMENTS]) > 1)


@BR_FR.rule(
    "BR-FR-CO-04", "BT-25", N_("A corrected invoice cites exactly one, with its day (%(rule)s).")
)
def corrected_cites_one(e: EInvoice) -> Iterable[Facts]:
    return when(e.kind == "384" and _cited(e) != 1)


@BR_FR.rule("BR-FR-CO-05", "BT-25", N_("A credit note cites its invoice, with its day (%(rule)s)."))
def credit_note_cites(e: EInvoice) -> Iterable[Facts]:
    return when(e.kind == "381" and _cited(e) < 1)


@BR_FR.rule(
    "BR-FR-CO-07",
    "BT-9",
    N_("It would be due on %(due)s, before it is issued (%(rule)s)."),
    "due_on",
)
def due_after_issue(e: EInvoice) -> Iterable[Facts]:
    free = e.kind in DEPOSITS or e.frame in PAID_FRAMES
    early = e.due_on and e.issued_on and e.due_on < e.issued_on
    return when(early and not free, due=e.due_on)


@BR_FR.rule("BR-FR-CO-08", "BT-23", N_("A deposit invoice cannot be the final one (%(rule)s)."))
def deposit_is_not_final(e: EInvoice) -> Iterable[Facts]:
    return when(e.frame in FINAL_FRAMES and e.kind in DEPOSITS)


@BR_FR.rule(
    "BR-FR-CO-09",
    "BT-113",
    N_("An invoice already paid is paid whole, on a known day (%(rule)s)."),
)
def paid_is_paid(e: EInvoice) -> Iterable[Facts]:
    whole = e.sums.paid == e.sums.total and e.sums.payable == 0 and e.due_on
    return when(e.frame in PAID_FRAMES and not whole)


@BR_FR.rule("BR-FR-CO-12", "BT-5", N_("The currency is not the euro (%(rule)s)."))
def currency_is_euro(e: EInvoice) -> Iterable[Facts]:
    return when(e.currency != "EUR")


@BR_FR.rule("BR-FR-DEC-03", "BT-146", N_("Line %(line)s: a price is never negative (%(rule)s)."))
def prices_not_negative(e: EInvoice) -> Iterable[Facts]:
    return (at(i, "unit_price") for i, line in enumerate(e.lines) if line.price < 0)


@BR_FR.rule("BR-FR-DEC-04", "BT-152", N_("%(rate)s has too many digits for a rate (%(rule)s)."))
def rates_short(e: EInvoice) -> Iterator[Facts]:
    rates = [line.rate for line in e.lines] + [part.rate for part in e.vat]
    for rate in rates + [each.rate for each in e.allowances]:
        if rate is not None and not 0 <= rate <= 9999:
            yield {"rate": _percent(rate)}


def _numbers(e: EInvoice) -> list[str]:
    return [e.number, *(each.number for each in e.preceding)]


def _cited(e: EInvoice) -> int:
    return len([each for each in e.preceding if each.number and each.on])


def _days(e: EInvoice) -> list[date]:
    days = [e.issued_on, e.due_on, e.vat_point, e.delivery.on, *(p.on for p in e.preceding)]
    periods = [e.period, *(line.period for line in e.lines)]
    days += [day for period in periods if period for day in (period.start, period.end)]
    return [day for day in days if day]


def _percent(rate: int) -> str:
    return f"{rate // 100}.{rate % 100:02} %"
