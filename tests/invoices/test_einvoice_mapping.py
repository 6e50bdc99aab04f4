"""What is printed, in the terms of the norm: nothing lost, nothing invented, the same cents."""

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.invoices import rules
from app.invoices.rules import (
    Adjustment,
    Credited,
    Deduction,
    Delivery,
    DocumentView,
    InstalmentPrinted,
    Kind,
    LineDraft,
    LineView,
    Party,
    Purpose,
    Seller,
    VatPart,
)
from app.invoices.rules.einvoice import EInvoice, Note, einvoice_of, judge, to_xml
from tests.invoices.einvoices import NOTES

D = date.fromisoformat

SELLER = Seller(
    name="Atelier Vauban",
    kind="company",
    street="12 rue des Tables-Claudiennes\nBâtiment B\nPorte 4",
    postcode="69001",
    town="Lyon",
    siren="732829320",
    siret="73282932000074",
    vat_number="FR44732829320",
    legal_form="SARL",
    capital=1_000_000,
    registry="RCS Lyon",
    iban="FR1420041010050500013M02606",
    bic="PSSTFRPPPAR",
)
REGIE = Party(
    name="Régie Bellecour",
    kind="company",
    street="5 place Bellecour",
    postcode="69002",
    town="Lyon",
    siren="802457192",
    vat_number="FR77802457192",
)
KESSEL = Party(
    name="Kessel GmbH",
    kind="company",
    street="Hafenstraße 7",
    town="Hamburg",
    country="DE",
    vat_number="DE136695976",
)


def viewed(
    *lines: LineDraft, adjustments: tuple[Adjustment, ...] = (), **more: object
) -> DocumentView:
    """A document of some lines, with the totals that the rules give."""
    totals = rules.totals(lines, adjustments)
    views = tuple(
        LineView(**vars(line), net=net) for line, net in zip(lines, totals.nets, strict=True)
    )
    plain: dict[str, object] = {
        "kind": Kind.INVOICE,
        "purpose": Purpose.ORDINARY,
        "number": "F2026-000001",
        "language": "fr",
        "issued_on": D("2026-11-21"),
        "due_on": D("2026-12-21"),
        "service_from": None,
        "service_to": None,
        "order_number": "",
        "note": "",
        "net": totals.net,
        "vat": totals.vat,
        "total": totals.total,
        "payable": totals.total,
        "allowances": totals.allowances,
        "charges": totals.charges,
        "prepaid": 0,
        "rounding": 0,
        "operation": "services",
        "detail": "lines",
        "is_grouped": False,
        "delivered_on": None,
        "delivery": None,
        "early": None,
        "mentions": (),
        "seller": SELLER,
        "buyer": REGIE,
        "lines": views,
        "parts": totals.parts,
        "adjustments": adjustments,
        "deductions": (),
        "instalments": (InstalmentPrinted(D("2026-12-21"), totals.total),),
        "credits": None,
        "corrects": None,
        "paid_on": None,
    }
    return DocumentView(**(plain | more))  # type: ignore[arg-type]


def mapped(view: DocumentView) -> EInvoice:
    return einvoice_of(view, (*NOTES, Note("B2B", "BAR")), view.number or "")


HOUR = LineDraft("Entretien", 15_000, 80_000_000, 2000, unit="h", detail="Ascenseur B")


def test_the_parties_are_those_of_the_document():
    e = mapped(viewed(HOUR))
    assert (e.seller.legal_id.value, e.seller.legal_id.scheme) == ("732829320", "0002")
    assert (e.seller.ids[0].value, e.seller.ids[0].scheme) == ("73282932000074", "0009")
    assert (e.seller.address.line, e.seller.address.line_2) == (
        "12 rue des Tables-Claudiennes",
        "Bâtiment B, Porte 4",
    )
    assert e.seller.legal_facts.replace("\u202f", " ").replace("\u00a0", " ") == (
        "SARL au capital de 10 000 €, RCS Lyon"
    )
    assert (e.buyer.electronic.value, e.buyer.electronic.scheme) == ("802457192", "0225")
    assert (e.payment.means, e.payment.iban, e.payment.reference) == (
        "58",
        "FR1420041010050500013M02606",
        "F2026-000001",
    )


def test_a_line_keeps_its_words_its_unit_and_its_discount():
    e = mapped(viewed(HOUR, replace(HOUR, unit="bidon", discount=1_000, discount_amount=500)))
    first, second = e.lines
    assert (first.name, first.description, first.unit) == ("Entretien", "Ascenseur B", "HUR")
    # 1.5 x 80 = 120.00, less 10 % = 108.00, less 5.00 = 103.00
    assert (second.unit, second.net) == ("C62", 10_300)
    assert [(a.amount, a.base, a.percent) for a in second.allowances] == [
        (1_200, 12_000, 1_000),
        (500, None, None),
    ]
    assert judge(e, french=True).is_valid


def test_each_kind_of_document_has_its_code_and_its_frame():
    deposit = viewed(HOUR, purpose=Purpose.DEPOSIT)
    before = Credited(7, "F2026-000007", D("2026-10-01"))
    corrected = viewed(HOUR, purpose=Purpose.CORRECTED, corrects=before)
    credit = viewed(HOUR, kind=Kind.CREDIT_NOTE, credits=before)
    taken = Deduction(7, "F2026-000007", D("2026-10-01"), 1_000, 6_000)
    final = viewed(HOUR, prepaid=6_000, payable=8_400, deductions=(taken,))
    for view, kind, frame in (
        (viewed(HOUR), "380", "S1"),
        (viewed(HOUR, operation="goods"), "380", "B1"),
        (viewed(HOUR, operation="mixed"), "380", "M1"),
        (deposit, "386", "S1"),
        (corrected, "384", "S1"),
        (credit, "381", "S1"),
        (final, "380", "S4"),
    ):
        e = mapped(view)
        assert (e.kind, e.frame) == (kind, frame)
        assert judge(e, french=True).rules == ()
    assert (mapped(final).sums.paid, mapped(final).sums.payable) == (6_000, 8_400)
    assert [p.number for p in mapped(final).preceding] == ["F2026-000007"]
    assert mapped(credit).payment is None


def test_paid_at_the_counter_with_a_rounding_there_is_nothing_left_to_pay():
    # 9.99 paid at 20 %: 8.33 + 1.67 = 10.00, rounding -0.01.
    ticket = viewed(
        LineDraft("Ampoule", 10_000, 8_330_000, 2000),
        paid_on=D("2026-11-21"),
        rounding=-1,
        payable=999,
        operation="goods",
        paid_by="card",
    )
    e = mapped(ticket)
    assert (e.sums.total, e.sums.paid, e.sums.rounding, e.sums.payable) == (1_000, 999, -1, 0)
    assert (e.frame, e.payment.means) == ("B1", "48")
    assert judge(e, french=True).is_valid
    exact = viewed(HOUR, paid_on=D("2026-11-21"))
    assert mapped(exact).frame == "S2"
    assert judge(mapped(exact), french=True).is_valid


def test_when_vat_is_due_is_said_where_there_is_one_answer():
    debits = replace(SELLER, vat_on_debits=True)
    free = replace(HOUR, vat_rate=0, vat_category="E")
    for view, code in (
        (viewed(HOUR), "72"),
        (viewed(HOUR, operation="goods"), "29"),
        (viewed(HOUR, operation="mixed"), ""),
        (viewed(HOUR, seller=debits), "5"),
        (viewed(HOUR, operation="mixed", seller=debits), "5"),
        (viewed(HOUR, operation="goods", purpose=Purpose.DEPOSIT), "72"),
        (viewed(free), ""),
    ):
        assert mapped(view).vat_point_code == code


def test_without_a_vat_number_the_siren_is_the_tax_number():
    free = replace(HOUR, vat_rate=0, vat_category="E")
    seller = replace(SELLER, vat_number="", charges_vat=False)
    reason = (VatPart("E", 0, 12_000, 0, "VATEX-FR-FRANCHISE", "TVA non applicable"),)
    e = mapped(viewed(free, seller=seller, parts=reason))
    assert (e.seller.vat_number, e.seller.tax_number) == ("", "732829320")
    assert judge(e, french=True).is_valid


def test_outside_the_scope_of_vat_no_number_of_vat_is_shown_and_no_rate():
    outside = replace(HOUR, vat_rate=0, vat_category="O")
    reason = (VatPart("O", 0, 12_000, 0, "VATEX-EU-O", "Hors champ"),)
    e = mapped(viewed(outside, buyer=KESSEL, parts=reason))
    assert (e.seller.vat_number, e.buyer.vat_number, e.lines[0].rate) == ("", "", None)
    assert judge(e, french=False).is_valid


def test_a_supply_within_the_union_says_where_it_goes():
    goods = replace(HOUR, vat_rate=0, vat_category="K")
    reason = (VatPart("K", 0, 12_000, 0, "VATEX-EU-IC", "Livraison intracommunautaire"),)
    view = viewed(goods, buyer=KESSEL, parts=reason, delivered_on=D("2026-11-20"))
    e = mapped(view)
    assert (e.delivery.address.country, e.delivery.on) == ("DE", D("2026-11-20"))
    assert judge(e, french=False).is_valid
    there = Delivery("Lager", "Kai 3", "20457", "Hamburg", "DE")
    assert mapped(replace(view, delivery=there)).delivery.name == "Lager"
    assert judge(mapped(replace(view, delivered_on=None)), french=False).rules == ("BR-IC-11",)


def test_instalments_are_said_in_words_and_the_last_is_the_due_day():
    parts = (InstalmentPrinted(D("2026-12-21"), 10_000), InstalmentPrinted(D("2027-01-21"), 4_400))
    e = mapped(viewed(HOUR, instalments=parts, due_on=D("2027-01-21")))
    said = e.terms.replace("\u202f", " ").replace("\u00a0", " ").splitlines()
    assert [line.rpartition(" : ")[2] for line in said] == ["100,00 €", "44,00 €"]
    assert e.due_on == D("2027-01-21")
    assert judge(e, french=True).is_valid


AMOUNTS = st.builds(
    LineDraft,
    label=st.just("x"),
    quantity=st.integers(-(10**7), 10**7),
    unit_price=st.integers(0, 10**9),
    vat_rate=st.sampled_from([2000, 1000, 550, 210]),
    discount=st.integers(0, 10_000),
    discount_amount=st.integers(0, 10**5),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(AMOUNTS, min_size=1, max_size=8), st.integers(0, 10**5), st.integers(0, 10**4))
def test_the_xml_has_the_cents_of_the_document_whatever_they_are(lines, off, port):
    rate = lines[0].vat_rate
    deals = (
        Adjustment("allowance", "Geste", "95", None, 0, off, rate, "S"),
        Adjustment("charge", "Port", "FC", None, 0, port, rate, "S"),
    )
    view = viewed(*lines, adjustments=deals)
    e = mapped(view)
    assert judge(e, french=True).rules == ()
    root = ET.fromstring(to_xml(e))

    def cents(tag: str, within: ET.Element = root) -> list[int]:
        found = within.iterfind(f".//{{*}}{tag}")
        return [int((each.text or "").replace(".", "")) for each in found]

    sums = root.find(".//{*}SpecifiedTradeSettlementHeaderMonetarySummation")
    assert sums is not None
    assert cents("GrandTotalAmount", sums) == [view.total]
    assert cents("TaxTotalAmount", sums) == [view.vat]
    assert cents("TaxBasisTotalAmount", sums) == [view.net]
    assert cents("LineTotalAmount", sums) == [view.net + off - port]
    settlement = root.find(".//{*}ApplicableHeaderTradeSettlement")
    assert settlement is not None
    assert sum(cents("CalculatedAmount", settlement)) == view.vat
