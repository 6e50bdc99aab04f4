"""Documents as they are handed to the template: the usual one, and the awkward ones."""

from dataclasses import dataclass, field, replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from app.adapters import qr, templating

MENTIONS = (
    "TVA acquittée d’après les encaissements.",
    "Pas d’escompte pour paiement anticipé.",
    "En cas de retard : pénalités au taux de la BCE majoré de 10 points (12,15 % par an), dès le "
    "lendemain de l’échéance, et indemnité forfaitaire pour frais de recouvrement de 40 €.",
    "Prestation de services.",
)


@dataclass(frozen=True)
class Seller:
    name: str = "Atelier Vauban"
    legal_form: str = "SARL"
    capital: int | None = 800_000
    is_sole_trader: bool = False
    siren: str = "732829320"
    siret: str = "73282932000074"
    registry: str = "RCS Lyon"
    vat_number: str = "FR44732829320"
    street: str = "14 rue Vauban"
    postcode: str = "69006"
    town: str = "Lyon"
    country: str = "FR"
    email: str = "bonjour@atelier-vauban.fr"
    phone: str = "04 78 00 00 00"
    website: str = ""
    iban: str = "FR1420041010050500013M02606"
    bic: str = "PSSTFRPPPAR"
    colour: str = "#115c43"
    footer: str = ""
    prints_phone: bool = True
    prints_email: bool = True
    prints_website: bool = True
    prints_qr: bool = True


@dataclass(frozen=True)
class Buyer:
    kind: str = "company"
    name: str = "Régie Bellecour Immobilier"
    street: str = "Service comptabilité\n3 place Bellecour"
    postcode: str = "69002"
    town: str = "Lyon"
    country: str = "FR"
    siren: str = "552100554"
    vat_number: str = "FR27552100554"


@dataclass(frozen=True)
class Paper:
    kind: str = "invoice"
    number: str | None = "F2026-000418"
    issued_on: date | None = date(2026, 11, 21)
    due_on: date | None = date(2026, 12, 21)
    service_from: date | None = date(2026, 11, 12)
    service_to: date | None = date(2026, 12, 31)
    order_number: str = "RB-2211"
    note: str = ""
    charges_vat: bool = True
    net: int = 48_850
    vat: int = 9_770
    total: int = 58_620
    mentions: tuple[str, ...] = MENTIONS
    reference: str = "F2026-000418"
    purpose: str = "ordinary"
    allowances: int = 0
    charges: int = 0
    prepaid: int = 0
    prepaid_vat: int = 0
    rounding: int = 0
    operation: str = "services"
    detail: str = "lines"
    is_grouped: bool = False
    delivered_on: date | None = None
    delivery: Any = None
    early: tuple[int, date] | None = None
    credits: Any = None
    corrects: Any = None
    paid_on: date | None = None
    paid_by: str = ""
    seller: Seller = field(default_factory=Seller)
    buyer: Buyer = field(default_factory=Buyer)
    adjustments: tuple[Any, ...] = ()
    lines: tuple[Any, ...] = ()
    parts: tuple[Any, ...] = (SimpleNamespace(category="S", rate=2000, base=48_850, vat=9_770),)
    said_once: tuple[Any, ...] = ()
    deductions: tuple[Any, ...] = ()
    instalments: tuple[Any, ...] = ()
    debit: Any = None
    debited_from: str = ""

    @property
    def lines_net(self) -> int:
        return sum(line.net for line in self.lines)

    @property
    def payable(self) -> int:
        return self.total - self.prepaid + self.rounding


def line(label: str, net: int, **changes: Any) -> SimpleNamespace:
    values: dict[str, Any] = {
        "label": label,
        "detail": "",
        "quantity": 10_000,
        "unit": "",
        "unit_price": net * 10_000,
        "discount": 0,
        "discount_amount": 0,
        "vat_rate": 2000,
        "vat_category": "S",
        "net": net,
    }
    return SimpleNamespace(**(values | changes))


def usual(**changes: Any) -> Paper:
    """Four lines at 20 %: 186.00 + 64.50 + 2.5 h at 72.00 + 58.00 = 488.50, VAT 97.70."""
    period = "Période du 1ᵉʳ au 31 décembre 2026"
    lines = (
        line("Contrat d’entretien n° 2024-118, ascenseur bâtiment A", 18_600, detail=period),
        line("Contrat d’entretien n° 2024-118, porte de garage", 6_450, detail=period),
        line(
            "Dépannage du 12 novembre 2026, remplacement cellule",
            18_000,
            detail="Bon d’intervention BI-4471",
            quantity=25_000,
            unit="h",
            unit_price=72_000_000,
        ),
        line("Cellule photoélectrique", 5_800),
    )
    return replace(Paper(lines=lines), **changes)


def html_of(paper: Paper, language: str = "fr", logo: str | None = None) -> str:
    """The page that is made into a PDF."""
    payee = paper.seller
    code = (
        qr.transfer(payee.name, payee.iban, payee.bic, paper.total, paper.reference)
        if paper.number
        else None
    )
    return templating.render("documents/invoice.html", language, document=paper, logo=logo, qr=code)


def awkward() -> dict[str, tuple[Paper, str]]:
    """Every variant worth looking at, by name, with its language."""
    several = (
        SimpleNamespace(category="S", rate=2000, base=100_000_000, vat=20_000_000),
        SimpleNamespace(category="S", rate=550, base=23_456_789, vat=1_290_123),
        SimpleNamespace(category="AE", rate=0, base=1_000_000, vat=0),
    )
    long_name = "Syndicat des copropriétaires de la résidence Les Œillets d’Été"
    consumer = Buyer("consumer", "Mme Perrin", "8 rue du Bœuf", "69005", "Lyon", "FR", "", "")
    many = tuple(
        line(
            f"Visite d’entretien n° {n}, appareil {n:03}",
            12_345,
            detail="Bon signé" if n % 3 == 0 else "",
        )
        for n in range(1, 76)
    )
    seller = Seller()
    return {
        "usual": (usual(), "fr"),
        "english": (usual(buyer=replace(Buyer(), name="Bell & Sons Ltd", country="GB")), "en"),
        "draft": (usual(number=None, issued_on=None, reference=""), "fr"),
        "credit": (
            usual(
                kind="credit_note",
                number="A2026-000012",
                credits=SimpleNamespace(
                    number="F2026-000418", issued_on=date(2026, 11, 21), total=58_620
                ),
                reference="A2026-000012",
            ),
            "fr",
        ),
        "consumer": (usual(buyer=consumer, order_number="", mentions=MENTIONS[:2]), "fr"),
        "debited": (
            usual(
                debit=SimpleNamespace(
                    on=date(2026, 12, 21), reference="MDT-000012", ics="FR72ZZZ123456"
                ),
                debited_from="FR76 … 0189",
            ),
            "fr",
        ),
        "paid": (usual(paid_on=date(2026, 11, 21), paid_by="card", buyer=consumer), "fr"),
        "large": (
            usual(
                net=124_456_789,
                vat=21_290_123,
                total=145_746_912,
                parts=several,
                seller=replace(
                    seller, name="Compagnie lyonnaise des ascenseurs et monte-charges réunis"
                ),
                buyer=replace(Buyer(), name=long_name),
                lines=(
                    line("Modernisation", 100_000_000, discount=1500, unit="forfait"),
                    line("Rénovation", 23_456_789, vat_rate=550, unit_price=1_234_567),
                    line("Sous-traitance", 1_000_000, vat_rate=0, vat_category="AE"),
                ),
                instalments=(
                    SimpleNamespace(due_on=date(2026, 12, 21), amount=72_873_456),
                    SimpleNamespace(due_on=date(2027, 1, 20), amount=72_873_456),
                ),
                note="Chantier : 12 quai Saint-Antoine.\nMerci de rappeler le numéro de commande.",
            ),
            "fr",
        ),
        "unbreakable": (
            usual(
                buyer=replace(Buyer(), name="Œ" * 90, street="Z" * 120),
                seller=replace(seller, name="W" * 60, town="L" * 80),
                order_number="C" * 80,
                note="N" * 200,
                lines=(
                    line("Anticonstitutionnellement" * 8, 48_850, detail="x" * 200),
                    line("Cellule", 0),
                ),
            ),
            "fr",
        ),
        "pictographs": (
            usual(
                buyer=replace(Buyer(), name="🛗 Ascenseurs 🚀 Déménagements"),
                lines=(line("Nettoyage 🧽 des cabines ✅", 48_850), line("Famille 👨‍👩‍👧 ☎️", 0)),
            ),
            "fr",
        ),
        "many": (usual(lines=many, net=925_875, vat=185_175, total=1_111_050), "fr"),
        "franchise": (
            usual(
                charges_vat=False,
                net=48_850,
                vat=0,
                total=48_850,
                parts=(),
                seller=replace(
                    seller,
                    name="Zoë Šimák",
                    legal_form="",
                    capital=None,
                    is_sole_trader=True,
                    vat_number="",
                    registry="RNE",
                    colour="#ffd400",
                    iban="",
                ),
                mentions=("TVA non applicable, article 293 B du CGI.", *MENTIONS[1:3]),
            ),
            "fr",
        ),
    }
