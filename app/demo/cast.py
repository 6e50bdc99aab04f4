"""Who is in the demonstration: a lift and gate workshop in Lyon, its clients, how each one pays."""

from dataclasses import dataclass
from random import Random
from typing import Any

from app.clients.rules import ClientValues, Kind
from app.core.money import PRICE_SCALE
from app.settings.rules import french_vat_number

OWNER_EMAIL = "odile@atelier-vauban.example"
OWNER_PASSWORD = "atelier-vauban-demo"
OWNER_NAME = "Odile Vauban"
TEAM = (
    ("amin@atelier-vauban.example", "Amin Cherif", "assistant"),
    ("claire@cabinet-compte.example", "Claire Compte", "accountant"),
)

BUSINESS: dict[str, Any] = {
    "name": "Atelier Vauban",
    "legal_form": "SARL",
    "capital": 800_000,
    "siren": "123456782",
    "registry": "RCS Lyon",
    "vat_number": french_vat_number("123456782"),
    "activity": "services",
    # Moves no money: the demonstration shows how a client pays by card.
    "card_provider": "trial",
    "street": "14 rue Vauban",
    "postcode": "69006",
    "town": "Lyon",
    "email": "bonjour@atelier-vauban.example",
    "phone": "04 78 24 00 00",
    "iban": "FR7630006000011234567890189",
    "bic": "AGRIFRPP",
    "mediator": "Médiation de la consommation, 1 place Bellecour, 69002 Lyon",
}


@dataclass(frozen=True)
class Habit:
    """How a client pays: the share of invoices late, the spread of days, and the share never."""

    late: int
    low: int
    high: int
    never: int = 0


PROMPT = Habit(late=6, low=1, high=6)
USUAL = Habit(late=38, low=2, high=20)
SLOW = Habit(late=72, low=8, high=48)
BAD = Habit(late=90, low=25, high=95, never=14)
HABITS = (PROMPT, PROMPT, USUAL, USUAL, SLOW, BAD)

# name, kind, town, habit, yearly contracts in euro cents per month (0: none)
_KNOWN: tuple[tuple[str, Kind, str, Habit, tuple[int, ...]], ...] = (
    ("Régie Bellecour Immobilier", Kind.COMPANY, "69002 Lyon", SLOW, (93_000, 64_500)),
    ("Hôtel Saint-Nizier", Kind.COMPANY, "69001 Lyon", BAD, (45_000,)),
    ("Mairie d’Oullins", Kind.PUBLIC, "69600 Oullins-Pierre-Bénite", USUAL, (112_000,)),
    ("Lycée technique Jean-Perrin", Kind.PUBLIC, "69008 Lyon", USUAL, (63_000,)),
    ("Boulangerie Aubrac", Kind.COMPANY, "69003 Lyon", SLOW, (15_000,)),
    ("Copropriété Les Terrasses de Fourvière – bâtiment C", Kind.COMPANY, "69005 Lyon", USUAL,
     (36_000,)),
    ("Clinique du Parc", Kind.COMPANY, "69006 Lyon", PROMPT, (178_300,)),
    ("SCI Marchand & Filles", Kind.COMPANY, "69100 Villeurbanne", PROMPT, (31_000,)),
    ("Garage Lacassagne", Kind.COMPANY, "69003 Lyon", PROMPT, (20_000,)),
    ("Mme Perrin", Kind.CONSUMER, "69004 Lyon", PROMPT, (8_900,)),
    ("M. et Mme Delorme", Kind.CONSUMER, "69110 Sainte-Foy-lès-Lyon", USUAL, (7_500,)),
    ("Transports Guérin", Kind.COMPANY, "69800 Saint-Priest", SLOW, (54_000,)),
    ("Pharmacie de la Croix-Rousse", Kind.COMPANY, "69004 Lyon", PROMPT, (18_500,)),
    ("Résidence Le Clos Jouve", Kind.COMPANY, "69001 Lyon", USUAL, (42_000, 12_000)),
    ("Crèche Les Coccinelles", Kind.COMPANY, "69007 Lyon", PROMPT, (9_800,)),
    ("Atelier de céramique Noémie Baudry", Kind.COMPANY, "69001 Lyon", USUAL, ()),
    ("Brasserie du Pont de la Guillotière", Kind.COMPANY, "69007 Lyon", BAD, (22_000,)),
    ("Théâtre des Marronniers", Kind.COMPANY, "69002 Lyon", USUAL, ()),
    ("Northbridge Property Ltd", Kind.COMPANY, "69002 Lyon", PROMPT, (88_000,)),
    ("Fédération départementale des associations de parents d’élèves", Kind.COMPANY,
     "69003 Lyon", USUAL, (11_000,)),
    ("M. Benoît Chazal", Kind.CONSUMER, "69160 Tassin-la-Demi-Lune", SLOW, ()),
    ("Cabinet dentaire Roux et associés", Kind.COMPANY, "69006 Lyon", PROMPT, (16_400,)),
    ("Imprimerie des Brotteaux", Kind.COMPANY, "69006 Lyon", SLOW, ()),
    ("Communauté de communes des Vallons", Kind.PUBLIC, "69670 Vaugneray", USUAL, (74_000,)),
)  # fmt: skip
_KINDS_OF_PLACE = ("Copropriété", "Résidence", "SCI", "Hôtel", "Garage", "Cabinet", "Ateliers")
_NAMES = (
    "des Lilas", "Beaumont", "du Rhône", "Sainte-Anne", "Vallier", "de la Part-Dieu",
    "Montchat", "des Tanneurs", "Ferrandière", "du Vieux-Moulin", "Moncey", "Jacquard",
)  # fmt: skip
_STREETS = ("rue de la République", "cours Lafayette", "avenue Jean-Jaurès", "quai Saint-Vincent",
            "rue Garibaldi", "montée de la Grande-Côte", "boulevard des Belges")  # fmt: skip

WORKS = (
    ("Dépannage, remplacement d’une cellule photoélectrique", 13_000),
    ("Remplacement du câble de traction", 128_000),
    ("Télécommande 4 canaux", 5_800),
    ("Mise en conformité de l’éclairage de cabine", 46_000),
    ("Révision du moteur de portail", 32_500),
    ("Intervention du dimanche, déblocage de cabine", 24_000),
    ("Remplacement de la carte électronique", 71_400),
)

COUNTER = (
    ("Télécommande 4 canaux", 6_960),
    ("Badge Vigik", 2_160),
    ("Pile pour télécommande", 590),
    ("Clé de déblocage", 1_450),
)


@dataclass(frozen=True)
class Player:
    """A client of the demonstration, how it pays, and what its contracts bring in a month."""

    values: ClientValues
    habit: Habit
    monthly: tuple[int, ...]


def players(random: Random, count: int) -> list[Player]:
    """The first `count` clients: those with a name of their own, then invented ones."""
    known = [_player(random, n, *row) for n, row in enumerate(_KNOWN[:count])]
    return known + [_invented(random, n) for n in range(len(known), count)]


def _invented(random: Random, n: int) -> Player:
    name = f"{random.choice(_KINDS_OF_PLACE)} {random.choice(_NAMES)} {n}"
    town = f"6900{random.randint(1, 9)} Lyon"
    monthly = (random.randint(80, 900) * 100,)
    return _player(random, n, name, Kind.COMPANY, town, random.choice(HABITS), monthly)


def _player(
    random: Random,
    n: int,
    name: str,
    kind: Kind,
    town: str,
    habit: Habit,
    monthly: tuple[int, ...],
) -> Player:
    postcode, _, place = town.partition(" ")
    values = ClientValues(
        name=name,
        kind=kind,
        siren="" if kind is Kind.CONSUMER else siren(2_000_000 + n),
        email=f"client{n + 1}@demo.example",
        phone=f"04 78 {random.randint(10, 99)} {random.randint(10, 99)} {random.randint(10, 99)}",
        street=f"{random.randint(1, 120)} {random.choice(_STREETS)}",
        postcode=postcode,
        town=place,
        language="en" if name.endswith("Ltd") else "fr",
        terms_days=random.choice((None, None, 45)) if kind is Kind.COMPANY else None,
        group_name="Copropriétés" if name.startswith(("Copropriété", "Résidence")) else "",
    )
    return Player(values, habit, monthly)


def siren(n: int) -> str:
    """A SIREN with a right key (Luhn), from numbers kept for the state: nobody's by design."""
    digits = f"1{n:07}"
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(digits)]
    total = sum(d if d < 10 else d - 9 for d in doubled)
    return digits + str(-total % 10)


def price(cents: int) -> int:
    """Cents as a unit price."""
    return cents * PRICE_SCALE // 100
