"""Electronic invoices made by hand for the judges: every kind, category, buyer and regime.

The figures are worked out here, from the lines, by whole-number arithmetic of their own.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from app.invoices.rules.einvoice.model import (
    Address,
    Allowance,
    Delivery,
    EInvoice,
    Identifier,
    Line,
    Note,
    Payment,
    Period,
    Preceding,
    Sums,
    Trader,
    Vat,
)

D = date.fromisoformat

SELLER = Trader(
    name="Atelier Vauban",
    address=Address("FR", "12 rue des Tables-Claudiennes", "", "Lyon", "69001"),
    legal_id=Identifier("732829320", "0002"),
    ids=(Identifier("73282932000074", "0009"),),
    vat_number="FR44732829320",
    legal_facts="SARL au capital de 10 000 €, RCS Lyon",
    electronic=Identifier("732829320", "0225"),
    phone="04 78 00 00 00",
    email="bonjour@atelier-vauban.test",
)
COMPANY = Trader(
    name="Régie Bellecour",
    address=Address("FR", "5 place Bellecour", "", "Lyon", "69002"),
    legal_id=Identifier("802457192", "0002"),
    vat_number="FR77802457192",
    electronic=Identifier("802457192", "0225"),
)
PUBLIC = Trader(
    name="Mairie d’Oullins",
    address=Address("FR", "Place Roger-Salengro", "", "Oullins", "69600"),
    legal_id=Identifier("216901496", "0002"),
    ids=(Identifier("21690149600010", "0009"),),
    electronic=Identifier("216901496_21690149600010", "0225"),
)
CONSUMER = Trader(
    name="Mme Perrin",
    address=Address("FR", "3 montée de la Grande-Côte", "", "Lyon", "69001"),
)
PASSER_BY = Trader(name="Client de passage", address=Address("FR"))
GERMAN = Trader(
    name="Kessel & Söhne GmbH",
    address=Address("DE", "Hafenstraße 7", "", "Hamburg", "20457"),
    vat_number="DE136695976",
)
SWISS = Trader(name="Atelier Léman SA", address=Address("CH", "Rue du Lac 4", "", "Genève", "1207"))
BUYERS = {
    "company": COMPANY,
    "public": PUBLIC,
    "consumer": CONSUMER,
    "passer-by": PASSER_BY,
    "german": GERMAN,
    "swiss": SWISS,
}
REASONS = {
    "E": ("TVA non applicable, art. L. 223-3 du CIBS", "VATEX-FR-FRANCHISE"),
    "AE": ("Autoliquidation", "VATEX-EU-AE"),
    "K": ("Livraison intracommunautaire", "VATEX-EU-IC"),
    "G": ("Exportation", "VATEX-EU-G"),
    "O": ("Hors du champ de la TVA", "VATEX-EU-O"),
}
NOTES = (
    Note("Indemnité forfaitaire pour frais de recouvrement : 40 €", "PMT"),
    Note("Pénalités de retard : taux de la BCE majoré de 10 points", "PMD"),
    Note("Pas d’escompte pour paiement anticipé", "AAB"),
)


def line(
    n: int = 1,
    category: str = "S",
    rate: int | None = 2000,
    quantity: int = 15_000,
    price: int = 80_000_000,
    discount: int = 0,
) -> Line:
    """1.5 of something at 80 €, less a discount in basis points."""
    whole = _half_up(quantity * price * 100, 10_000 * 1_000_000)
    off = _half_up(whole * discount, 10_000)
    allowances = (Allowance(off, "Remise", "95", base=whole, percent=discount),) if off else ()
    return Line(
        id=str(n),
        name=f"Entretien n° {n}",
        quantity=quantity,
        unit="HUR",
        price=price,
        net=whole - off,
        category=category,
        rate=rate,
        allowances=allowances,
    )


def _half_up(numerator: int, denominator: int) -> int:
    sign = -1 if numerator < 0 else 1
    return sign * ((abs(numerator) * 2 + denominator) // (2 * denominator))


def summed(e: EInvoice, paid: int = 0, rounding: int = 0) -> EInvoice:
    """The same with the VAT and the sums that its lines and discounts come to."""
    bases: dict[tuple[str, int | None], int] = {}
    for each in e.lines:
        key = (each.category, each.rate)
        bases[key] = bases.get(key, 0) + each.net
    for deal in e.allowances:
        key = (deal.category, deal.rate)
        bases[key] = bases.get(key, 0) + (deal.amount if deal.is_charge else -deal.amount)
    vat = tuple(
        Vat(code, rate, base, _half_up(base * (rate or 0), 10_000), *REASONS.get(code, ("", "")))
        for (code, rate), base in bases.items()
    )
    lines = sum(each.net for each in e.lines)
    off = sum(each.amount for each in e.allowances if not each.is_charge)
    on_top = sum(each.amount for each in e.allowances if each.is_charge)
    net, tax = lines - off + on_top, sum(part.tax for part in vat)
    payable = net + tax - paid + rounding
    sums = Sums(lines, net, tax, net + tax, payable, off, on_top, paid, rounding)
    return replace(e, vat=vat, sums=sums)


def einvoice(buyer: str = "company", kind: str = "380", category: str = "S") -> EInvoice:
    """The usual one: 1.5 h at 80 €, due in thirty days, by transfer."""
    rate = {"S": 2000, "O": None}.get(category, 0)
    french = buyer in ("company", "public")
    made = EInvoice(
        number="F2026-000123",
        issued_on=D("2026-11-21"),
        kind=kind,
        seller=SELLER,
        buyer=BUYERS[buyer],
        lines=(line(1, category, rate), line(2, category, rate, 20_000, 19_990_000, 1_250)),
        vat=(),
        sums=Sums(0, 0, 0, 0, 0),
        frame="S1",
        due_on=D("2026-12-21"),
        terms="30 jours",
        notes=(*NOTES, Note("B2B", "BAR")) if french else (),
        payment=Payment("58", "Virement", "F2026-000123", "FR1420041010050500013M02606", "Vauban"),
        order="BC-4417",
        period=Period(D("2026-11-01"), D("2026-11-30")),
    )
    if kind in ("381", "384"):
        made = replace(made, preceding=(Preceding("F2026-000045", D("2026-06-30")),))
    if category == "K":
        made = replace(made, delivery=Delivery(on=D("2026-11-20"), address=made.buyer.address))
    if category == "O":
        made = replace(
            made,
            seller=replace(made.seller, vat_number=""),
            buyer=replace(made.buyer, vat_number=""),
        )
    return summed(made)


def variants(e: EInvoice) -> dict[str, EInvoice]:
    """The usual one made richer: each has something that the others have not."""
    category, rate = e.lines[0].category, e.lines[0].rate
    off = Allowance(1_000, "Remise de fin d’année", "95", category=category, rate=rate)
    port = Allowance(450, "Port", "FC", is_charge=True, category=category, rate=rate)
    before = (Preceding("F2026-000099", D("2026-10-01")),)
    debit = Payment(
        "59",
        "Prélèvement",
        "",
        "",
        "",
        "",
        "RUM-17",
        "FR12ZZZ123456",
        "FR7630006000011234567890189",
    )
    return {
        "plain": e,
        "discount and charge": summed(replace(e, allowances=(off, port))),
        "after a deposit": summed(
            replace(e, frame="S4", preceding=before + e.preceding), paid=5_000
        ),
        "paid": summed(replace(e, frame="B2", due_on=e.issued_on), paid=e.sums.total),
        "rounded": summed(e, rounding=-1),
        "instalments": replace(e, terms="50,00 € au 21/12/2026, le reste au 21/01/2027"),
        "by debit": replace(e, payment=debit),
        "by card": replace(e, payment=Payment("48", "Carte bancaire")),
        "delivered elsewhere": replace(
            e,
            delivery=Delivery(
                "Chantier", D("2026-11-19"), Address("FR", "1 quai", "", "Oullins", "69600")
            ),
        ),
        "vat on receipts": replace(e, vat_point_code="72"),
        "vat at issue": replace(e, vat_point=D("2026-11-21")),
    }


def regimes(e: EInvoice) -> dict[str, EInvoice]:
    """The same of a business under the franchise without a VAT number, and with several rates."""
    ten = line(3, "S", 1000, 10_000, 33_330_000)
    return {
        "two rates": summed(replace(e, lines=(*e.lines, ten, line(4, "S", 550)))),
        "with an exempt line": summed(replace(e, lines=(*e.lines, line(3, "E", 0)))),
    }


WHO = {
    "S": ("company", "public", "consumer", "passer-by"),
    "E": ("company", "public", "consumer"),
    "AE": ("company", "german"),
    "K": ("german",),
    "G": ("swiss",),
    "O": ("company", "swiss"),
    "Z": ("company",),
}
KINDS = ("380", "381", "384", "386")


def is_french(buyer: str) -> bool:
    """Whether the rules between businesses in France apply."""
    return buyer in ("company", "public")


def matrix() -> Iterator[tuple[str, EInvoice, bool]]:
    """(name, invoice, whether the French set applies) of every kind x category x buyer, and richer
    ones."""
    for kind in KINDS:
        for category, buyers in WHO.items():
            for buyer in buyers:
                e = einvoice(buyer, kind, category)
                yield f"{kind} {category} {buyer}", e, is_french(buyer)
    for buyer in ("company", "consumer"):
        e = einvoice(buyer)
        for name, each in {**variants(e), **regimes(e)}.items():
            yield f"380 {buyer}, {name}", each, is_french(buyer)
    franchise = replace(SELLER, vat_number="", tax_number="732829320")
    for buyer in ("company", "consumer"):
        e = replace(einvoice(buyer, category="E"), seller=franchise)
        yield f"380 E {buyer}, franchise without VAT number", e, is_french(buyer)
