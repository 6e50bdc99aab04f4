"""A business of which everything is known, and lines of its bank with the verdict of a careful
assistant. Written before the rules were tuned; a verdict changes only when the assistant was wrong.

`pays(...)`: she would point it without asking: cents by number, "fee" is the bank's, "kept" the
client's credit. `asks(...)`: she would ask, and show these. `stranger()`: nobody's she knows.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from app.bank.rules import StatementLine
from app.bank.rules.matching.world import (
    Closed,
    Credit,
    Earlier,
    Habit,
    Item,
    Party,
    Received,
    World,
)

RHONE, LEBRUN_IBAN = "FR7630006000011234567890189", "FR7612739000304567891011145"
REGIE_IBAN, ONEILL_IBAN = "FR7610096000405647483911182", "FR7614508000709876543210156"

PARTIES = {
    "regie": Party(1, "Régie Bellecour", "Lyon", "Régies"),
    "hotel": Party(2, "Hôtel Saint-Nizier", "Lyon"),
    "perrin": Party(3, "Mme Perrin", "Lyon"),
    "mairie": Party(4, "Mairie d’Oullins", "Oullins"),
    "tilleuls": Party(5, "Copropriété Les Tilleuls", "Lyon"),
    "tilleuls2": Party(6, "Copropriété Les Tilleuls II", "Lyon"),
    "garage": Party(7, "Garage Martin", "Villeurbanne"),
    "paul": Party(8, "M. Martin Paul", "Lyon"),
    "pauline": Party(9, "Mme Martin Pauline", "Lyon"),
    "boulangerie": Party(10, "SARL Boulangerie du Parc", "Lyon"),
    "dupont": Party(11, "Établissements Dupont & Fils", "Bron"),
    "levage": Party(12, "Générale de Levage SAS", "Vénissieux"),
    "lebrun": Party(13, "Cabinet Lebrun", "Lyon"),
    "muller": Party(14, "Müller GmbH", "Freiburg"),
    "clinique": Party(15, "Clinique des Trois Fontaines", "Lyon"),
    "garibaldi": Party(16, "Syndicat des copropriétaires 12 rue Garibaldi", "Lyon"),
    "pharmacie": Party(17, "Pharmacie Centrale", "Lyon"),
    "oneill": Party(18, "O’Neill & Cie", "Lyon"),
    "abc": Party(19, "A.B.C. Maintenance", "Lyon"),
    "transports": Party(
        20, "Transports Rhône-Alpes Express International Logistique", "Saint-Fons"
    ),
}


def _open(n: int, who: str, cents: int, due: str, issued: str, **more: object) -> Item:
    return Item(
        id=n * 10,
        invoice_id=n,
        number=f"F2026-{n:06}",
        client_id=PARTIES[who].id,
        issued_on=date.fromisoformat(issued),
        due_on=date.fromisoformat(due),
        open=cents,
        **more,  # type: ignore[arg-type]
    )


def _thirds(n: int, who: str, cents: int, dues: tuple[str, ...], issued: str) -> list[Item]:
    first = _open(n, who, cents, dues[0], issued)
    return [
        replace(first, id=n * 10 + i, due_on=date.fromisoformat(due)) for i, due in enumerate(dues)
    ]


_SEPT, _OCT, _NOV = (
    ("2026-09-30", "2026-09-01"),
    ("2026-10-31", "2026-10-01"),
    (
        "2026-11-30",
        "2026-11-01",
    ),
)
ITEMS = (
    _open(101, "regie", 120_000, *_SEPT),
    _open(112, "regie", 48_000, *_OCT),
    _open(125, "regie", 120_000, *_NOV),
    _open(102, "hotel", 235_040, *_OCT, hints=("BC-7741",)),
    _open(103, "perrin", 8_950, *_OCT),
    _open(104, "mairie", 360_000, *_SEPT),
    _open(118, "mairie", 360_000, *_OCT),
    _open(105, "tilleuls", 54_000, *_OCT),
    _open(106, "tilleuls2", 54_000, *_OCT),
    _open(107, "garage", 31_200, *_OCT),
    _open(108, "paul", 15_000, *_OCT),
    _open(109, "pauline", 15_000, *_OCT),
    _open(110, "boulangerie", 9_600, *_SEPT),
    _open(119, "boulangerie", 9_600, *_OCT),
    _open(130, "boulangerie", 14_400, *_NOV),
    _open(111, "dupont", 100_000, *_OCT),
    *_thirds(113, "dupont", 40_000, ("2026-10-15", "2026-11-15", "2026-12-15"), "2026-10-01"),
    _open(114, "levage", 500_000, *_OCT),
    replace(_open(107, "levage", -25_000, *_OCT), id=7, invoice_id=7, number="A2026-000007"),
    _open(115, "muller", 185_000, *_OCT),
    _open(116, "clinique", 76_000, *_SEPT),
    _open(117, "clinique", 21_530, *_OCT),
    _open(120, "clinique", 102_470, *_NOV),
    _open(121, "garibaldi", 66_000, *_OCT),
    _open(
        122,
        "pharmacie",
        7_490,
        "2026-12-10",
        "2026-11-10",
        discount=150,
        discount_until=date(2026, 11, 20),
    ),
    _open(123, "oneill", 33_000, *_OCT),
    _open(124, "abc", 42_000, *_OCT),
    _open(126, "transports", 199_900, *_OCT),
    _open(127, "lebrun", 30_000, *_OCT),
)

WORLD = World(
    parties=tuple(PARTIES.values()),
    items=ITEMS,
    closed=(
        Closed(100, "F2026-000100", PARTIES["regie"].id),
        Closed(99, "F2026-000099", PARTIES["dupont"].id),
        Closed(98, "F2026-000098", PARTIES["mairie"].id),
        Closed(60, "F2025-000123", PARTIES["hotel"].id),
    ),
    received=(
        Received(501, PARTIES["mairie"].id, 240_000, date(2026, 11, 18), "", ("F2026-000098",)),
        Received(502, PARTIES["perrin"].id, 6_000, date(2026, 11, 17), "0001234", (), 45, "cheque"),
    ),
    earlier=(
        Earlier(
            401,
            PARTIES["dupont"].id,
            25_000,
            date(2026, 11, 2),
            ("F2026-000099",),
            "ECH-F2026-000099",
        ),
        Earlier(402, PARTIES["regie"].id, 7_500, date(2026, 11, 3), ("F2026-000100",)),
        Earlier(403, PARTIES["hotel"].id, 7_500, date(2026, 11, 4), ("F2025-000123",)),
    ),
    habits=(
        Habit(PARTIES["regie"].id, REGIE_IBAN, "REGIE BELLECOUR", 3),
        Habit(PARTIES["tilleuls"].id, LEBRUN_IBAN, "CABINET LEBRUN", 2),
        Habit(PARTIES["tilleuls2"].id, LEBRUN_IBAN, "CABINET LEBRUN", 2),
        Habit(PARTIES["oneill"].id, ONEILL_IBAN, "ONEILL", 1),
        Habit(PARTIES["abc"].id, "", "HOLDING JMB", 2),
    ),
    credits=(Credit(PARTIES["perrin"].id, 8_950, receipt_id=503),),
)


@dataclass(frozen=True)
class Verdict:
    """What the careful assistant would say."""

    sure: bool
    parts: dict[str, int] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    receipt: int | None = None


def pays(fee: int = 0, kept: int = 0, **cents: int) -> Verdict:
    """Numbers as f102=…, a7=…; cents put on each."""
    parts = {_number(name): each for name, each in cents.items()}
    return Verdict(True, parts | {k: v for k, v in {"fee": fee, "kept": kept}.items() if v})


def asks(*numbers: int) -> Verdict:
    return Verdict(False, shown=tuple(f"F2026-{n:06}" for n in numbers))


def is_receipt(receipt_id: int, sure: bool = True) -> Verdict:
    """The line is money recorded already, or gives it back."""
    return Verdict(sure, receipt=receipt_id)


def stranger() -> Verdict:
    return Verdict(False)


def _number(name: str) -> str:
    return f"{name[0].upper()}2026-{int(name[1:]):06}"


@dataclass(frozen=True)
class Case:
    """One line and what she would say of it; `beside` are lines that wait at the same time."""

    line: StatementLine
    verdict: Verdict
    beside: tuple[StatementLine, ...] = ()


_cases: list[Case] = []


def _line(label: str, payer: str, euros: str, **more: str) -> StatementLine:
    whole, cents = euros.split(",")
    amount = int(whole.replace(" ", "") + cents)
    n = len(_cases) + 1
    day = date.fromisoformat(more.pop("on", "2026-11-19"))
    return StatementLine(n, 1, 1, n, day, day, amount, label, payer_name=payer, **more)  # type: ignore[arg-type]


def _case(label: str, payer: str, euros: str, verdict: Verdict, **more: str) -> None:
    _cases.append(Case(_line(label, payer, euros, **more), verdict))


# The number of the invoice, in the ways that people write it.
_case("VIR SEPA F2026-000102", "HOTEL SAINT NIZIER", "2350,40", pays(f102=235_040))
_case("F 2026 000102", "HOTEL SAINT NIZIER", "2350,40", pays(f102=235_040))
_case("FACT 2026-102", "SARL HOTEL ST NIZIER", "2350,40", pays(f102=235_040))
_case("REGLEMENT FACTURE N°102", "HOTEL ST NIZIER", "2350,40", pays(f102=235_040))
_case("F2O26-OOO1O2", "HOTEL ST-NIZIER", "2350,40", pays(f102=235_040))
_case("", "HOTEL SAINT NIZIER", "2350,40", pays(f102=235_040), reference="RF71F2026000102")
_case("RF31 2026 0001 02", "HOTEL SAINT NIZIER", "2350,40", pays(f102=235_040))
_case("VIRT", "HOTEL ST NIZIER", "2350,40", pays(f102=235_040), end_to_end_id="F2026000102")
_case("VOTRE FACTURE F2026-0001 02", "HOTEL SAINT NIZIER", "2350,40", pays(f102=235_040))
_case("NOTRE BC-7741", "HOTEL SAINT NIZIER", "2350,40", pays(f102=235_040))
# The name alone, and who it is not.
_case("VIREMENT RECU", "NIZIER SAINT HOTEL", "2350,40", pays(f102=235_040))
_case("VIREMENT RECU", "STE HOTELIERE DE LA PRESQU ILE", "2350,40", asks(102))
_case("F2026-000102", "STE HOTELIERE DE LA PRESQU ILE", "2350,40", pays(f102=235_040))
_case("ACOMPTE F2026-000102", "HOTEL SAINT NIZIER", "1000,00", pays(f102=100_000))
_case("F2026-000102", "REGIE BELLECOUR", "1200,00", asks(101, 125))
_case("F2026-000102", "INCONNU SARL", "1200,00", asks(102))
# Twins, sums, balances.
_case("VIREMENT", "REGIE BELLECOUR", "1200,00", asks(101, 125))
_case("F2026-000125", "REGIE BELLECOUR", "1200,00", pays(f125=120_000))
_case("FACT 101 ET 112", "REGIE BELLECOUR", "1680,00", pays(f101=120_000, f112=48_000))
_case("VIREMENT", "REGIE BELLECOUR", "1680,00", asks(101, 112, 125))
_case("SOLDE", "REGIE BELLECOUR", "2880,00", pays(f101=120_000, f112=48_000, f125=120_000))
_case(
    "F2026-000101/112/125",
    "REGIE BELLECOUR",
    "2880,00",
    pays(f101=120_000, f112=48_000, f125=120_000),
)
_case("VIREMENT", "REGIE BELLECOUR", "480,00", pays(f112=48_000))
_case("VIR RECU", "", "480,00", pays(f112=48_000), payer_iban=REGIE_IBAN)
_case("VIR RECU REGIE BELLECOUR", "", "480,00", pays(f112=48_000))
# Private people.
_case("VIREMENT", "MME PERRIN JEANNE", "89,50", asks(103))
_case("FACTURE 103", "PERRIN J", "89,50", pays(f103=8_950))
_case("F2026-000103", "PERRIN", "89,50", pays(f103=8_950))
_case("LOYER NOVEMBRE", "PERRIN MARC", "650,00", stranger())
# The Treasury pays for a town.
_case("MANDAT 4512 F2026-000118", "TRESORERIE OULLINS", "3600,00", pays(f118=360_000))
_case("MANDAT 4513", "SGC OULLINS", "3600,00", asks(104, 118))
_case("MANDATS", "MAIRIE D OULLINS", "7200,00", pays(f104=360_000, f118=360_000))
# Two buildings of nearly one name, and their manager who pays for both.
_case("APPEL DE FONDS", "COPROPRIETE LES TILLEULS", "540,00", asks(105, 106))
_case("APPEL DE FONDS", "COPROPRIETE LES TILLEULS 2", "540,00", pays(f106=54_000))
_case("VIR", "CABINET LEBRUN", "540,00", asks(105, 106), payer_iban=LEBRUN_IBAN)
_case("F2026-000106", "CABINET LEBRUN", "540,00", pays(f106=54_000), payer_iban=LEBRUN_IBAN)
_case("TILLEULS", "CABINET LEBRUN", "1080,00", asks(105, 106), payer_iban=LEBRUN_IBAN)
_case(
    "F2026-000105 F2026-000106",
    "CABINET LEBRUN",
    "1080,00",
    pays(f105=54_000, f106=54_000),
    payer_iban=LEBRUN_IBAN,
)
_case("VIR", "SYNDICAT COPROPRIETE LES TIL", "540,00", asks(105, 106))
# Martin, Martin and Martin.
_case("VIREMENT", "GARAGE MARTIN", "312,00", pays(f107=31_200))
_case("VIREMENT", "MARTIN", "150,00", asks(108, 109))
_case("VIREMENT", "M MARTIN PAUL", "150,00", pays(f108=15_000))
_case("VIREMENT", "MARTIN P", "150,00", asks(108, 109))
_case("VIREMENT", "GARAGE MARTIN", "150,00", asks(107))
# Two equal invoices and a third.
_case("VIREMENT", "BOULANGERIE DU PARC", "96,00", asks(110, 119))
_case("VIREMENT", "BOULANGERIE DU PARC", "192,00", pays(f110=9_600, f119=9_600))
_case("VIREMENT", "BOULANGERIE DU PARC", "240,00", asks(110, 119, 130))
_case("FACT N 119", "BOUL DU PARC", "96,00", pays(f119=9_600))
_case(
    "SOLDE DE TOUT COMPTE",
    "SARL BOULANGERIE DU PARC LYON 6",
    "336,00",
    pays(f110=9_600, f119=9_600, f130=14_400),
)
# Three instalments of one invoice.
_case("VIREMENT", "ETS DUPONT ET FILS", "400,00", pays(f113=40_000))
_case("F2026-000113", "ETS DUPONT ET FILS", "800,00", pays(f113=80_000))
_case("VIREMENT", "DUPONT FILS", "1000,00", pays(f111=100_000))
_case("VIREMENT", "DUPONT MARIE", "1000,00", asks())
# A credit note taken off by the client.
_case(
    "F2026-000114 MOINS AVOIR A2026-000007",
    "GENERALE DE LEVAGE",
    "4750,00",
    pays(f114=500_000, a7=-25_000),
)
_case("VIREMENT", "SAS GENERALE DE LEVAGE", "4750,00", pays(f114=500_000, a7=-25_000))
_case("VIREMENT", "SAS GENERALE DE LEVAGE", "5000,00", pays(f114=500_000))
_case("VIREMENT SOCIETE GENERALE", "SOCIETE GENERALE", "5000,00", asks())
# The bank's fee, told or not.
_case(
    "F2026-000115 /OCMT/EUR1850,00//CHGS/EUR15,00/",
    "MUELLER GMBH",
    "1835,00",
    pays(f115=185_000, fee=-1_500),
)
_case("RE F2026-000115", "MULLER GMBH", "1835,00", asks(115))
_case("RE 2026-000115", "MUELLER GMBH", "1850,00", pays(f115=185_000))
# Irregular amounts, a whole balance, money on account.
_case("VIREMENT", "CLINIQUE DES TROIS FONTAINES", "975,30", pays(f116=76_000, f117=21_530))
_case(
    "VIREMENT",
    "CLINIQUE DES TROIS FONTAINES",
    "2000,00",
    pays(f116=76_000, f117=21_530, f120=102_470),
)
_case("ACOMPTE", "CLINIQUE DES TROIS FONTAINES", "500,00", asks(116))
_case("VIREMENT", "CLINIQUE 3 FONTAINES", "760,00", pays(f116=76_000))
# Addresses that are names.
_case("CHARGES", "SDC 12 RUE GARIBALDI", "660,00", pays(f121=66_000))
_case("CHARGES", "SYND COPRO 12 R GARIBALDI LYON", "660,00", pays(f121=66_000))
_case("CHARGES", "SDC 21 RUE GARIBALDI", "660,00", asks(121))
# Paid early, less the discount.
_case("F2026-000122", "PHARMACIE CENTRALE", "73,40", asks(122), on="2026-11-15")
_case("VIREMENT", "PHIE CENTRALE", "74,90", pays(f122=7_490))
# Swapped digits, and another client's number.
_case("VIREMENT", "O NEILL ET CIE", "330,00", pays(f123=33_000))
_case("F2026-000132", "O NEILL ET CIE", "330,00", pays(f123=33_000))
_case("F2026-000124", "O NEILL ET CIE", "330,00", asks(123, 124))
_case("VIREMENT", "A.B.C. MAINTENANCE", "420,00", pays(f124=42_000))
_case("VIREMENT", "HOLDING JMB", "420,00", pays(f124=42_000))
_case("VIREMENT", "ABC SERVICES", "420,00", asks(124))
# Names cut off by the bank.
_case("VIREMENT", "TRANSPORTS RHONE ALPES EXPRESS INTE", "1999,00", pays(f126=199_900))
_case("VIREMENT", "TRANSPORTS RHONE-ALPES EXPR", "1999,00", pays(f126=199_900))
# Paid twice, and a number that was somebody's once.
_case("F2026-000100", "REGIE BELLECOUR", "1200,00", asks(101, 125))
_case("FACTURE 123", "HOTEL SAINT NIZIER", "2350,40", asks(102))
# Recorded by hand before the statement came.
_case("MANDAT 4488", "MAIRIE D OULLINS", "2400,00", is_receipt(501))
_case("REMISE CHEQUE 0001234", "", "60,00", is_receipt(502))
_case("VIREMENT", "MME PERRIN", "60,00", asks(103), payer_iban=RHONE)
# Money that goes back.
_case(
    "REJET PRLV DUPONT",
    "",
    "-250,00",
    is_receipt(401),
    end_to_end_id="ECH-F2026-000099",
    return_reason="AM04",
)
_case("REJET PRLV", "", "-75,00", asks(), return_reason="RVSL")
_case("REMBOURSEMENT TROP PERCU", "MME PERRIN", "-89,50", asks())
# Money of nobody that looks like somebody's.
_case("REMBOURSEMENT SINISTRE 102", "GENERALI IARD", "2350,40", asks(102))
_case("LOYER 11/2026 123", "SCI DES ACACIAS", "330,00", asks(123))
_case("REMB TROP VERSE", "URSSAF RHONE ALPES", "3600,00", asks())
_case("PAYOUT", "STRIPE PAYMENTS EUROPE", "420,00", asks())
_case("VIREMENT", "REGIE BELLECOUR", "480,00", asks(112), on="2026-08-01")
_case("FRAIS TENUE DE COMPTE", "", "-12,50", stranger())
# Too much.
_case("F2026-000107", "GARAGE MARTIN", "320,00", pays(f107=31_200, kept=800))
_case("VIREMENT", "GARAGE MARTIN", "320,00", asks(107))
_case("'; DROP TABLE F2026-000112", "<script>", "480,00", pays(f112=48_000))
# Two lines that want the same invoice.
_cases.append(
    Case(
        _line("VIREMENT", "GARAGE MARTIN", "312,00"),
        asks(107),
        beside=(replace(_line("VIREMENT", "GARAGE MARTIN", "312,00", on="2026-11-20"), id=999),),
    )
)

CASES: tuple[Case, ...] = tuple(_cases)
