"""Two hundred electronic invoices, each broken in one named way that one rule must find."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from app.invoices.rules.einvoice.model import (
    Address,
    Allowance,
    Delivery,
    EInvoice,
    Identifier,
    Note,
    Payment,
    Period,
    Preceding,
    Vat,
)
from tests.invoices.einvoices import D, einvoice, line, summed

Break = Callable[[EInvoice], EInvoice]
SEED = 20260901


def doc(**changes: Any) -> Break:
    return lambda e: replace(e, **changes)


def seller(**changes: Any) -> Break:
    return lambda e: replace(e, seller=replace(e.seller, **changes))


def buyer(**changes: Any) -> Break:
    return lambda e: replace(e, buyer=replace(e.buyer, **changes))


def first(**changes: Any) -> Break:
    """Something else on the first line, and sums that follow."""
    return lambda e: summed(replace(e, lines=(replace(e.lines[0], **changes), *e.lines[1:])))


def unsummed(**changes: Any) -> Break:
    """Something else on the first line, and the sums as they were."""
    return lambda e: replace(e, lines=(replace(e.lines[0], **changes), *e.lines[1:]))


def sums(**more: int) -> Break:
    """So many cents more in some of the sums."""
    return lambda e: replace(
        e, sums=replace(e.sums, **{name: getattr(e.sums, name) + by for name, by in more.items()})
    )


def part(**changes: Any) -> Break:
    return lambda e: replace(e, vat=(replace(e.vat[0], **changes), *e.vat[1:]))


def off(**changes: Any) -> Break:
    """A discount on the document, with a fault."""
    return _deal(False, changes)


def on_top(**changes: Any) -> Break:
    """A charge on the document, with a fault."""
    return _deal(True, changes)


def _deal(is_charge: bool, changes: dict[str, Any]) -> Break:
    def broken(e: EInvoice) -> EInvoice:
        of = e.lines[0]
        good = Allowance(500, "Geste", "95", is_charge, category=of.category, rate=of.rate)
        if is_charge:
            good = replace(good, reason="Port", reason_code="FC")
        return summed(replace(e, allowances=(replace(good, **changes),)))

    return broken


def line_deal(is_charge: bool) -> Break:
    """A discount or charge on a line, without its reason."""

    def broken(e: EInvoice) -> EInvoice:
        of, deal = e.lines[0], Allowance(100, is_charge=is_charge)
        net = of.net + (100 if is_charge else -100)
        return summed(replace(e, lines=(replace(of, net=net, allowances=(deal,)), *e.lines[1:])))

    return broken


def noted(*notes: Note) -> Break:
    return lambda e: replace(e, notes=(*e.notes, *notes))


def silent(subject: str) -> Break:
    return lambda e: replace(e, notes=tuple(n for n in e.notes if n.subject != subject))


def both(*breaks: Break) -> Break:
    def broken(e: EInvoice) -> EInvoice:
        for each in breaks:
            e = each(e)
        return e

    return broken


NO_COUNTRY = Address("", "1 rue Neuve", "", "Lyon", "69001")
EARLIER = Preceding("F2026-000001", D("2026-01-05"))

# (rule, what is wrong, kind of document, category, how)
ANY = (
    ("BR-01", "no specification", doc(specification="")),
    ("BR-02", "no number", doc(number="")),
    ("BR-03", "no date", doc(issued_on=None)),
    ("BR-04", "no kind", doc(kind="")),
    ("BR-05", "no currency", doc(currency="")),
    ("BR-06", "seller without a name", seller(name="")),
    ("BR-07", "buyer without a name", buyer(name="")),
    ("BR-08", "seller without an address", seller(address=None)),
    ("BR-09", "seller without a country", seller(address=NO_COUNTRY)),
    ("BR-10", "buyer without an address", buyer(address=None)),
    ("BR-11", "buyer without a country", buyer(address=NO_COUNTRY)),
    ("BR-16", "no line", lambda e: replace(e, lines=())),
    ("BR-21", "a line without identifier", first(id="")),
    ("BR-23", "a line without unit", first(unit="")),
    ("BR-25", "a line without name", first(name="")),
    ("BR-27", "a negative price", lambda e: first(price=-1_000_000, quantity=-10_000, net=100)(e)),
    ("BR-29", "a period that ends first", doc(period=Period(D("2026-11-30"), D("2026-11-01")))),
    ("BR-30", "a line's that ends first", first(period=Period(D("2026-11-30"), D("2026-11-01")))),
    ("BR-32", "a discount without category", off(category="")),
    ("BR-33", "a discount without reason", off(reason="", reason_code="")),
    ("BR-37", "a charge without category", on_top(category="")),
    ("BR-38", "a charge without reason", on_top(reason="", reason_code="")),
    ("BR-42", "a line's discount without reason", line_deal(False)),
    ("BR-44", "a line's charge without reason", line_deal(True)),
    ("BR-47", "VAT without category", part(category="")),
    ("BR-48", "VAT without rate", part(rate=None)),
    ("BR-49", "no means of payment", doc(payment=Payment("", "Virement"))),
    ("BR-50", "a transfer without account", doc(payment=Payment("58", "", "", "", "Vauban"))),
    ("BR-61", "a transfer to no account", doc(payment=Payment("30", "", "", "", "Vauban"))),
    ("BR-55", "an earlier invoice unnumbered", doc(preceding=(Preceding("", D("2026-01-05")),))),
    ("BR-57", "delivered in no country", doc(delivery=Delivery(address=NO_COUNTRY))),
    ("BR-62", "seller's address without scheme", seller(electronic=Identifier("732829320"))),
    ("BR-63", "buyer's address without scheme", buyer(electronic=Identifier("802457192"))),
    ("BR-CO-03", "VAT due said twice", doc(vat_point=D("2026-11-21"), vat_point_code="5")),
    ("BR-CO-04", "a line without category", unsummed(category="")),
    ("BR-CO-09", "a VAT number of nowhere", seller(vat_number="QQ44732829320")),
    ("BR-CO-10", "lines that do not add up", sums(lines=1, net=1, total=1, payable=1)),
    (
        "BR-CO-11",
        "discounts that do not add up",
        both(off(), sums(allowances=1, net=-1, total=-1, payable=-1)),
    ),
    (
        "BR-CO-12",
        "charges that do not add up",
        both(on_top(), sums(charges=1, net=1, total=1, payable=1)),
    ),
    ("BR-CO-13", "a net that does not add up", sums(net=1, total=1, payable=1)),
    ("BR-CO-14", "a VAT that does not add up", sums(vat=1, total=1, payable=1)),
    ("BR-CO-15", "a total that does not add up", sums(total=1, payable=1)),
    ("BR-CO-16", "a sum to pay that does not add up", sums(payable=1)),
    ("BR-CO-18", "no breakdown of VAT", doc(vat=())),
    ("BR-CO-19", "a period of nothing", doc(period=Period())),
    ("BR-CO-20", "a line's period of nothing", first(period=Period())),
    ("BR-CO-21", "a discount for nothing", off(reason="", reason_code="", amount=300)),
    ("BR-CO-22", "a charge for nothing", on_top(reason="", reason_code="", amount=300)),
    ("BR-CO-23", "a line's discount for nothing", line_deal(False)),
    ("BR-CO-24", "a line's charge for nothing", line_deal(True)),
    ("BR-CO-25", "neither due day nor terms", doc(due_on=None, terms="")),
    ("BR-CO-26", "a seller without numbers", seller(ids=(), legal_id=None, vat_number="")),
    ("BR-CL-01", "an unknown kind", doc(kind="999")),
    ("BR-CL-04", "an unknown currency", doc(currency="EUX")),
    ("BR-CL-06", "an unknown VAT point", doc(vat_point_code="99")),
    ("BR-CL-10", "an unknown list", seller(ids=(Identifier("123", "9999"),))),
    ("BR-CL-14", "an unknown country", buyer(address=Address("QQ"))),
    ("BR-CL-16", "an unknown means", doc(payment=Payment("999"))),
    ("BR-CL-17", "an unknown VAT category", off(category="X")),
    ("BR-CL-18", "a line of unknown category", first(category="X")),
    ("BR-CL-22", "an unknown reason", part(reason_code="VATEX-XX")),
    ("BR-CL-23", "an unknown unit", first(unit="heures")),
    ("BR-CL-25", "an unknown kind of address", buyer(electronic=Identifier("1", "9999"))),
)

FRENCH = (
    ("BR-FR-01", "a long number", doc(number="F" * 36)),
    ("BR-FR-01", "a long number cited", doc(preceding=(Preceding("F" * 36, D("2026-01-05")),))),
    ("BR-FR-02", "a number with a space", doc(number="F2026 000123")),
    ("BR-FR-02", "a number with an accent", doc(number="F2026-é")),
    ("BR-FR-03", "another century", doc(issued_on=D("1999-12-31"))),
    ("BR-FR-03", "due in another century", doc(due_on=D("2100-01-01"))),
    ("BR-FR-04", "a kind not used in France", doc(kind="751")),
    ("BR-FR-05", "no text on the indemnity", silent("PMT")),
    ("BR-FR-05", "no text on penalties", silent("PMD")),
    ("BR-FR-05", "no text on discount", silent("AAB")),
    ("BR-FR-06", "penalties twice", noted(Note("encore", "PMD"))),
    ("BR-FR-06", "indemnity twice", noted(Note("encore", "PMT"))),
    ("BR-FR-08", "no frame", doc(frame="")),
    ("BR-FR-08", "an unknown frame", doc(frame="Z1")),
    ("BR-FR-09", "another's SIRET", seller(ids=(Identifier("80245719200017", "0009"),))),
    ("BR-FR-09", "a short SIRET", seller(ids=(Identifier("7328293200007", "0009"),))),
    ("BR-FR-10", "a seller without SIREN", seller(legal_id=None)),
    ("BR-FR-11", "a buyer without SIREN", buyer(legal_id=None)),
    ("BR-FR-12", "a buyer without address", buyer(electronic=None)),
    ("BR-FR-13", "a seller without address", seller(electronic=None)),
    ("BR-FR-15", "the tax of the Canary Islands", first(category="L")),
    ("BR-FR-16", "a rate of nowhere", first(rate=1234)),
    ("BR-FR-20", "an unknown treatment", both(silent("BAR"), noted(Note("B2X", "BAR")))),
    ("BR-FR-21", "another's address", buyer(electronic=Identifier("732829320", "0225"))),
    ("BR-FR-21", "an e-mail for an address", buyer(electronic=Identifier("a@b.fr", "EM"))),
    ("BR-FR-23", "an address with a space", buyer(electronic=Identifier("802457192 A", "0225"))),
    (
        "BR-FR-25",
        "a very long address",
        buyer(electronic=Identifier("802457192" + "0" * 120, "0225")),
    ),
    ("BR-FR-31", "two treatments", noted(Note("B2C", "BAR"))),
    ("BR-FR-32", "a SIREN of eight digits", seller(legal_id=Identifier("73282932", "0002"))),
    ("BR-FR-CO-07", "due before it is issued", doc(due_on=D("2026-11-20"))),
    ("BR-FR-CO-09", "paid, but not whole", doc(frame="S2")),
    ("BR-FR-CO-10", "two SIRET", lambda e: seller(ids=(*e.seller.ids, *e.seller.ids))(e)),
    ("BR-FR-CO-12", "a foreign currency", doc(currency="USD")),
    ("BR-FR-DEC-03", "a negative price", first(price=-1_000_000, quantity=-10_000, net=100)),
    ("BR-FR-DEC-04", "a rate of 100 %", first(rate=10_000)),
)

# Of one kind of document, or of one category of VAT.
OF_KIND = (
    ("BR-FR-CO-04", "384", "a correction of nothing", doc(preceding=())),
    (
        "BR-FR-CO-04",
        "384",
        "a correction of two",
        lambda e: replace(e, preceding=(*e.preceding, EARLIER)),
    ),
    ("BR-FR-CO-04", "384", "a correction of no day", doc(preceding=(Preceding("F2026-000045"),))),
    ("BR-FR-CO-05", "381", "a credit note of nothing", doc(preceding=())),
    ("BR-FR-CO-05", "381", "a credit note of no day", doc(preceding=(Preceding("F2026-000045"),))),
    ("BR-FR-CO-08", "386", "a deposit that is final", doc(frame="S4")),
)


def _rate(code: str) -> int | None:
    return {"S": 0, "O": 0}.get(code, 2000)


def _of_category(code: str) -> Iterator[tuple[str, str, Break]]:
    prefix = "IC" if code == "K" else code
    wrong = _rate(code)
    taxed = Vat("S", 2000, 0, 0) if code != "S" else Vat("E", 0, 0, 0, "Exonération")
    yield f"BR-{prefix}-01", "not in the breakdown", doc(vat=(taxed,))
    yield f"BR-{prefix}-05", "a rate that it has not", unsummed(rate=wrong)
    yield f"BR-{prefix}-06", "a discount at a rate it has not", _unsummed_deal(False, wrong)
    yield f"BR-{prefix}-07", "a charge at a rate it has not", _unsummed_deal(True, wrong)
    yield f"BR-{prefix}-08", "a base that is not its lines", lambda e: _base(e, 200)
    yield f"BR-{prefix}-09", "a tax that is not its rate", lambda e: _tax(e, 12_000)
    if code in ("S", "Z"):
        yield f"BR-{prefix}-10", "a reason it needs not", part(reason="Exonération")
    else:
        yield f"BR-{prefix}-10", "no reason", part(reason="", reason_code="")
    nobody = both(seller(vat_number="", tax_number=""), buyer(vat_number="", legal_id=None))
    if code == "O":
        nobody = seller(vat_number="FR44732829320")
    yield f"BR-{prefix}-02", "who is not known", nobody
    yield f"BR-{prefix}-03", "who is not known, with a discount", both(off(), nobody)
    yield f"BR-{prefix}-04", "who is not known, with a charge", both(on_top(), nobody)


def _unsummed_deal(is_charge: bool, rate: int | None) -> Break:
    def broken(e: EInvoice) -> EInvoice:
        good = _deal(is_charge, {})(e)
        return replace(good, allowances=(replace(good.allowances[0], rate=rate),))

    return broken


def _base(e: EInvoice, cents: int) -> EInvoice:
    """A base that is too high, and everything else as if it were right."""
    old = e.vat[0]
    base = old.base + cents
    return replace(e, vat=(replace(old, base=base), *e.vat[1:]))


def _tax(e: EInvoice, cents: int) -> EInvoice:
    """A tax that is too high, in the totals too."""
    taxed = replace(e, vat=(replace(e.vat[0], tax=e.vat[0].tax + cents), *e.vat[1:]))
    return sums(vat=cents, total=cents, payable=cents)(taxed)


_S_LINE = line(9, "S", 2000)
ALONE = (
    (
        "BR-IC-11",
        "K",
        "no day of delivery",
        both(doc(period=None), lambda e: replace(e, delivery=replace(e.delivery, on=None))),
    ),
    (
        "BR-IC-12",
        "K",
        "no country of delivery",
        lambda e: replace(e, delivery=replace(e.delivery, address=None)),
    ),
    (
        "BR-O-11",
        "O",
        "beside a taxed part",
        lambda e: replace(e, vat=(*e.vat, Vat("S", 2000, 0, 0))),
    ),
    (
        "BR-O-12",
        "O",
        "beside a taxed line",
        lambda e: summed(replace(e, lines=(*e.lines, _S_LINE))),
    ),
    ("BR-O-13", "O", "beside a taxed discount", off(category="S", rate=2000)),
    ("BR-O-14", "O", "beside a taxed charge", on_top(category="S", rate=2000)),
    ("BR-CO-17", "S", "a tax that is not rate x base", lambda e: _tax(e, 12_000)),
    ("BR-CO-17", "S", "a tax that is one cent off", lambda e: _tax(e, 1)),
    ("BR-S-09", "S", "a tax that is one cent short", lambda e: _tax(e, -1)),
    ("BR-E-08", "E", "a base that is one cent off", lambda e: _base(e, 1)),
)

Broken = tuple[str, str, EInvoice, bool]


def mutated(count: int = 200) -> list[Broken]:
    """(rule, what is wrong, the invoice, whether the French set applies), `count` of them: each
    way once, then chosen ways again on other documents."""
    chosen = random.Random(SEED)
    ways = list(_ways())
    made = [(rule, what, how(base), french) for rule, what, base, how, french in ways]
    again = [way for way in ways if way[4] and way[2].kind == "380" and _is_general(way[0])]
    while len(made) < count:
        rule, what, _, how, _ = chosen.choice(again)
        kind, category = chosen.choice(("381", "384", "386")), chosen.choice(("S", "E"))
        made.append(
            (rule, f"{what}, of {kind} {category}", how(einvoice("company", kind, category)), True)
        )
    return made[:count]


def _is_general(rule: str) -> bool:
    """Whether a rule is broken by the same fault on any kind of document, taxed or not."""
    return rule in {way[0] for way in (*ANY, *FRENCH)} - {
        *("BR-48", "BR-55", "BR-CL-01", "BR-04", "BR-FR-04", "BR-FR-16", "BR-FR-DEC-04"),
        *("BR-FR-15", "BR-CL-17", "BR-CL-18", "BR-CL-22", "BR-FR-CO-07", "BR-FR-01", "BR-CO-04"),
    }


def _ways() -> Iterator[tuple[str, str, EInvoice, Break, bool]]:
    for rule, what, how in ANY:
        yield rule, what, einvoice(), how, True
    for rule, what, how in FRENCH:
        yield rule, what, einvoice(), how, True
    for rule, kind, what, how in OF_KIND:
        yield rule, what, einvoice("company", kind), how, True
    buyers = {"K": "german", "G": "swiss"}
    for code in ("S", "E", "AE", "K", "G", "O", "Z"):
        who = buyers.get(code, "company")
        for rule, what, how in _of_category(code):
            yield rule, f"{code}: {what}", einvoice(who, category=code), how, False
    for rule, code, what, how in ALONE:
        yield rule, what, einvoice(buyers.get(code, "company"), category=code), how, False
