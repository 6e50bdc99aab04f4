"""A business and its bank, made by chance from a seed, with the truth about every line.

It knows nothing of the rules: what a line says is made the way payers and banks make it. Whether a
line can be decided at all is found by brute force over the truth, not by the rules.
"""

import itertools
import random
import string
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from app.bank.rules import StatementLine
from app.bank.rules.matching import Closed, Earlier, Habit, Item, Party, Received, World

_SURNAMES = """
Lefèvre Garnier Chevalier Bonnet Roussel Blanchard Marchand Colin Aubert Barbier Renaud
Guérin Perrot Joly Delattre Vasseur Lacroix Besson Moulin Carpentier Pichon Tessier Hamel
Lambert Poirier Bourgeois Gilbert Rivière Charpentier Langlois Prévost Maillard Coulon
Bertin Jacquet Navarro Da_Silva El_Amrani Nguyen Kowalski Benali Traoré Diallo Ferreira
Rossi Weber Schmitt Le_Goff Kervella Etcheverry Casanova Santoni Haddad Yilmaz Ozturk
Petrov
"""
_FIRST = """
Jean Marie Pierre Sophie Luc Hélène Karim Fatima Bruno Chloé Damien Élise François Gaëlle
Hugo Inès Jules Karine Léon Mathilde Noé Odette Paulin Quentin Rose Simon Thérèse Ulysse
Violette
"""
_TRADES = """
Boulangerie Garage Pharmacie Hôtel Restaurant Cabinet Clinique Menuiserie Transports
Imprimerie Fleurs Optique Librairie Fromagerie Cordonnerie Vétérinaire Crèche Studio
Brasserie Verrerie
"""
_THINGS = """
de_la_Gare du_Marché des_Lilas Saint-Michel Sainte-Anne des_Alpes du_Lac Bel_Air
de_l’Étoile des_Deux_Rives du_Vieux_Port Montplaisir de_la_Tour des_Vignes du_Pont
Mirabeau Carnot Gambetta des_Acacias du_Moulin de_la_Source Croix-Rousse Bellevue
des_Chartreux du_Parc Victor_Hugo
"""
SURNAMES, FIRST = _SURNAMES.split(), _FIRST.split()
TRADES, THINGS = _TRADES.split(), _THINGS.split()
FORMS = ("SARL", "SAS", "EURL", "SA", "SASU", "SCI", "")
TOWNS = ("Lyon", "Villeurbanne", "Bron", "Vienne", "Oullins", "Givors", "Écully", "Grenoble")
FORMATS = ("F{y}-{n:06}", "FA{y}/{n:04}", "{y}{n:05}", "FAC-{y}-{n}", "{y}-{n:04}", "VEN{n:07}")


@dataclass(frozen=True)
class Truth:
    """What a line is: cents by instalment, the fee, what is kept, or the receipt that it is. `sure`
    when a careful person could say so from the line and the open invoices alone."""

    kind: str
    sure: bool
    parts: tuple[tuple[int, int], ...] = ()
    fee: int = 0
    kept: int = 0
    receipt: int | None = None
    client_id: int | None = None


@dataclass
class Story:
    """The world as it is at the start, and lines with their truth in the order they come in."""

    seed: int
    world: World
    lines: list[StatementLine] = field(default_factory=list)
    truth: dict[int, Truth] = field(default_factory=dict)


def story(seed: int, lines: int = 2_000, clients: int = 500) -> Story:
    """One business; other seeds give other names, numbers, amounts, and other habits of payers."""
    return _Maker(seed, clients).made(lines)


class _Maker:
    def __init__(self, seed: int, clients: int) -> None:
        self.chance = random.Random(seed)
        self.seed = seed
        self.format = self.chance.choice(FORMATS)
        self.first_number = self.chance.randint(1, 4_000)
        self.day = date(2026, 11, 2)
        self.parties = self._parties(clients)
        self.items: dict[int, Item] = {}
        self.free: list[int] = []
        self.closed: list[Closed] = []
        self.received: list[Received] = []
        self.earlier: list[Earlier] = []
        self.habits: list[Habit] = []
        self.ibans = {party.id: self._iban() for party in self.parties}
        self.story: Story | None = None

    # --- who there is

    def _parties(self, count: int) -> list[Party]:
        pick = self.chance.choice
        made: list[Party] = []
        names: set[str] = set()
        while len(made) < count:
            kind = self.chance.random()
            surname, thing = pick(SURNAMES).replace("_", " "), pick(THINGS).replace("_", " ")
            if kind < 0.3:
                name = f"{pick(('M.', 'Mme'))} {pick(FIRST)} {surname}"
            elif kind < 0.65:
                name = f"{pick(TRADES)} {thing}"
            elif kind < 0.8:
                name = f"{surname} {pick(('& Fils', 'Frères', 'et Associés', 'Conseil'))}"
            elif kind < 0.9:
                name = f"Copropriété {self.chance.randint(1, 120)} rue {pick(SURNAMES)}"
            else:
                name = f"{pick(TRADES)} {surname}"
            name = f"{pick(FORMS)} {name}".strip() if 0.3 < kind < 0.8 else name
            if name.casefold() not in names:
                names.add(name.casefold())
                made.append(Party(len(made) + 1, name.replace("_", " "), pick(TOWNS)))
        return made

    def _iban(self) -> str:
        return "FR76" + "".join(self.chance.choices(string.digits, k=23))

    # --- what is owed

    def _amount(self) -> int:
        if self.chance.random() < 0.5:
            return self.chance.randrange(20, 400) * 600
        return self.chance.randint(1_500, 900_000)

    def _owe(self, client_id: int, cents: int | None = None) -> Item:
        n = self.first_number + len(self.items) + len(self.closed)
        due = self.day - timedelta(days=self.chance.randint(-20, 60))
        item = Item(
            id=10_000 + n,
            invoice_id=n,
            number=self.format.format(y=2026, n=n),
            client_id=client_id,
            issued_on=due - timedelta(days=30),
            due_on=due,
            open=cents or self._amount(),
        )
        self.items[item.id] = item
        return item

    def _client(self) -> Party:
        """A client that nothing was made for yet: what is owed is made for the line."""
        return self.parties[self.free.pop()]

    # --- how payers write

    def _reference(self, item: Item) -> str:
        number, chance = item.number, self.chance
        tail = str(item.invoice_id)
        return chance.choice(
            (
                lambda: number,
                lambda: number,
                lambda: number.replace("-", " ").replace("/", " "),
                lambda: number.replace("-", "").replace("/", ""),
                lambda: number.lower(),
                lambda: f"Facture {number}",
                lambda: f"{number} du {item.issued_on:%d/%m/%Y}",
                lambda: f"Client {chance.randint(100, 999)} {number}",
                lambda: number.replace("0", "O"),
                lambda: f"fact. n° {tail}",
                lambda: f"FACTURE {tail}",
                lambda: number[1:] if number[0].isalpha() else number,
                lambda: (
                    f"{item.issued_on.year if '2026' not in number else 2026}-{tail}"
                    if "2026" in number
                    else number
                ),
            )
        )()

    def _payer(self, party: Party) -> str:
        name = _plain(party.name).upper()
        words = name.replace("-", " ").replace("’", " ").replace(".", "").split()
        forms = {form for form in FORMS if form} | {"M", "MME"}
        bare = [word for word in words if word not in forms]
        chance = self.chance
        made = chance.choice(
            (
                lambda: name,
                lambda: " ".join(words),
                lambda: " ".join(words),
                lambda: " ".join(bare),
                lambda: " ".join(bare),
                lambda: " ".join(reversed(bare)),
                lambda: f"{chance.choice(('SARL', 'SAS', 'ETS'))} {' '.join(bare)}",
                lambda: " ".join(bare).replace("SAINTE ", "STE ").replace("SAINT ", "ST "),
                lambda: f"{' '.join(bare)} {_plain(party.town).upper()}",
                lambda: f"M OU MME {' '.join(bare)}" if words[0] in ("M", "MME") else name,
                lambda: " ".join(words).replace("COPROPRIETE", "SDC"),
            )
        )()
        return made[: chance.choice((27, 32, 35, 70, 70))].strip()

    def _line(self, cents: int, truth: Truth, label: str, payer: str = "", **more: str) -> None:
        assert self.story is not None
        n = len(self.story.lines) + 1
        day = self.day + timedelta(days=len(self.story.lines) // 90)
        line = StatementLine(
            n, 1, 1, n, day, day, cents, label[:140], payer_name=payer, fingerprint=str(n), **more
        )  # type: ignore[arg-type]
        self.story.lines.append(line)
        self.story.truth[n] = truth

    def _who(self, party: Party) -> dict[str, str]:
        """The name, sometimes only in the label; the IBAN when the bank gives it."""
        found = {"payer": self._payer(party)}
        if self.chance.random() < 0.4:
            found["payer_iban"] = self.ibans[party.id]
        return found

    # --- the lines

    def made(self, count: int) -> Story:
        self.story = Story(self.seed, World())
        self._background()
        while len(self.story.lines) < count:
            kinds: tuple[tuple[Callable[[], None], int], ...] = (
                (self.cited, 45),
                (self.named, 18),
                (self.several_cited, 5),
                (self.several_named, 4),
                (self.part_cited, 2),
                (self.over_cited, 1),
                (self.fee, 2),
                (self.third_party, 2),
                (self.twins, 3),
                (self.stranger, 9),
                (self.returned, 2),
                (self.by_hand, 2),
                (self.paid_twice, 1),
                (self.instalments, 2),
                (self.on_account, 2),
            )
            acts, weights = zip(*kinds, strict=True)
            self.chance.choices(acts, weights)[0]()
        self.story.world = World(
            parties=tuple(self.parties),
            items=tuple(self.items.values()),
            closed=tuple(self.closed),
            received=tuple(self.received),
            earlier=tuple(self.earlier),
            habits=tuple(self.habits),
        )
        self._judge_sums()
        return self.story

    def _background(self) -> None:
        """Every client may owe something that no line pays."""
        for party in self.parties:
            if self.chance.random() < 0.4:
                self._owe(party.id)
        order = list(range(len(self.parties))) * 6
        self.chance.shuffle(order)
        self.free = order

    def _paid(self, items: list[Item], kind: str, sure: bool = True, **more: int) -> Truth:
        parts = tuple((item.id, item.open) for item in items)
        return Truth(kind, sure, parts, client_id=items[0].client_id, **more)

    def cited(self) -> None:
        party = self._client()
        item = self._owe(party.id)
        how = self.chance.choice(("VIR SEPA", "VIREMENT", "", "REGLEMENT"))
        label = f"{how} {self._reference(item)}"
        self._line(item.open, self._paid([item], "cited"), label.strip(), **self._who(party))

    def named(self) -> None:
        party = self._client()
        item = self._owe(party.id)
        label = self.chance.choice(("VIREMENT", "VIR INST", "Merci", "REGLEMENT", "VIR SEPA RECU"))
        self._line(item.open, self._paid([item], "named"), label, **self._who(party))

    def several_cited(self) -> None:
        party = self._client()
        items = [self._owe(party.id) for _ in range(self.chance.randint(2, 4))]
        tails = [str(item.invoice_id) for item in items]
        label = self.chance.choice(
            (
                " ".join(item.number for item in items),
                " + ".join(item.number for item in items),
                "Factures " + ", ".join(tails[:-1]) + " et " + tails[-1],
                items[0].number + "".join(f"/{tail}" for tail in tails[1:]),
            )
        )
        total = sum(item.open for item in items)
        self._line(total, self._paid(items, "several cited"), label, **self._who(party))

    def several_named(self) -> None:
        party = self._client()
        items = [self._owe(party.id) for _ in range(self.chance.randint(2, 4))]
        total = sum(item.open for item in items)
        self._line(total, self._paid(items, "several named"), "VIREMENT", **self._who(party))

    def part_cited(self) -> None:
        party = self._client()
        item = self._owe(party.id)
        cents = item.open * self.chance.choice((30, 40, 50, 60)) // 100
        truth = Truth("part", True, ((item.id, cents),), client_id=party.id)
        self._line(cents, truth, f"ACOMPTE {item.number}", **self._who(party))

    def over_cited(self) -> None:
        party = self._client()
        item = self._owe(party.id)
        more = self.chance.choice((100, 1_000, 4_321))
        truth = Truth("over", False, ((item.id, item.open),), kept=more, client_id=party.id)
        self._line(item.open + more, truth, item.number, **self._who(party))

    def fee(self) -> None:
        party = self._client()
        item = self._owe(party.id, self.chance.randint(50_000, 900_000))
        fee = self.chance.choice((850, 1_200, 1_500, 2_200))
        told = self.chance.random() < 0.5
        more = f" /OCMT/EUR{item.open // 100},{item.open % 100:02}/" if told else ""
        truth = Truth("fee", told, ((item.id, item.open),), fee=-fee, client_id=party.id)
        self._line(item.open - fee, truth, f"{item.number}{more}", **self._who(party))

    def third_party(self) -> None:
        party = self._client()
        item = self._owe(party.id)
        payer = (
            f"{self.chance.choice(('NOTAIRE', 'ASSUR', 'SCM', 'HOLDING'))} {_letters(self.chance)}"
        )
        self._line(item.open, self._paid([item], "third party"), item.number, payer)

    def twins(self) -> None:
        party = self._client()
        cents = self._amount()
        items = [self._owe(party.id, cents) for _ in range(2)]
        paid = self.chance.choice(items)
        cited = self.chance.random() < 0.4
        label = paid.number if cited else "VIREMENT"
        self._line(cents, self._paid([paid], "twins", cited), label, **self._who(party))

    def stranger(self) -> None:
        """Money that is nobody's here, made to look like somebody's."""
        chance = self.chance
        like = chance.choice(list(self.items.values()))
        party = self.parties[like.client_id - 1]
        word = chance.choice(_plain(party.name).upper().split())
        payer = chance.choice(
            (
                f"{_letters(chance)} {_letters(chance)}",
                f"{word} {_letters(chance)}",
                f"{_plain(chance.choice(SURNAMES)).upper()} {_plain(chance.choice(FIRST)).upper()}",
                "URSSAF RHONE ALPES",
                "DGFIP FINANCES PUBLIQUES",
                "ASSURANCES DU CENTRE",
                "",
            )
        )
        label = chance.choice(
            ("VIREMENT", f"REMB DOSSIER {like.invoice_id}", f"LOYER {chance.randint(1, 12)}/2026")
        )
        if any(set(_plain(p.name).upper().split()) >= set(payer.split()) for p in self.parties):
            payer = ""
        cents = like.open if chance.random() < 0.6 else self._amount()
        self._line(cents, Truth("stranger", False), label, payer)

    def returned(self) -> None:
        party = self._client()
        n = self.first_number + len(self.items) + len(self.closed)
        number = self.format.format(y=2026, n=n)
        self.closed.append(Closed(n, number, party.id))
        cents, key = self._amount(), f"DD{self.chance.randint(10**9, 10**10)}"
        receipt = 100_000 + n
        day = self.day - timedelta(days=self.chance.randint(2, 40))
        self.earlier.append(Earlier(receipt, party.id, cents, day, (number,), key))
        truth = Truth("returned", True, receipt=receipt, client_id=party.id)
        by_id = self.chance.random() < 0.7
        label = f"REJET PRLV {'' if by_id else number + ' ' + _plain(party.name).upper()}"
        more = {"end_to_end_id": key} if by_id else {}
        self._line(-cents, truth, label.strip(), return_reason="AM04", **more)

    def by_hand(self) -> None:
        """Recorded before the statement came; sometimes beside an open invoice of that amount."""
        party = self._client()
        cents = self._amount()
        receipt = 200_000 + len(self.received)
        self.received.append(Received(receipt, party.id, cents, self.day))
        if self.chance.random() < 0.5:
            self._owe(party.id, cents)
        n = len(self.story.lines) if self.story else 0
        if n // 90 > 9:
            self.received.pop()
            return
        truth = Truth("by hand", True, receipt=receipt, client_id=party.id)
        self._line(cents, truth, "VIREMENT", **self._who(party))

    def paid_twice(self) -> None:
        """Cites what is settled; the client owes another invoice of the same amount."""
        party = self._client()
        n = self.first_number + len(self.items) + len(self.closed)
        number = self.format.format(y=2026, n=n)
        self.closed.append(Closed(n, number, party.id))
        cents = self._amount()
        self._owe(party.id, cents)
        truth = Truth("paid twice", False, client_id=party.id, kept=cents)
        self._line(cents, truth, number, **self._who(party))

    def instalments(self) -> None:
        party = self._client()
        first = self._owe(party.id)
        later = replace(first, id=first.id + 500_000, due_on=first.due_on + timedelta(days=30))
        self.items[later.id] = later
        self._line(first.open, self._paid([first], "instalment"), first.number, **self._who(party))

    def on_account(self) -> None:
        party = self._client()
        self._owe(party.id)
        cents = self.chance.randrange(10, 90) * 1_000
        truth = Truth("on account", False, client_id=party.id, kept=cents)
        self._line(cents, truth, "ACOMPTE", **self._who(party))

    # --- what can be known

    def _judge_sums(self) -> None:
        """Without a number, a line can be decided only when no other set of open invoices of any
        client whose name could be meant comes to its amount."""
        assert self.story is not None
        of: dict[int, list[Item]] = {}
        for item in self.items.values():
            of.setdefault(item.client_id, []).append(item)
        for line in self.story.lines:
            truth = self.story.truth[line.id]
            if truth.kind not in ("named", "several named"):
                continue
            words = set(line.payer_name.split())
            near = [
                party
                for party in self.parties
                if party.id == truth.client_id
                or len(words & set(_plain(party.name).upper().replace("-", " ").split())) > 1
            ]
            ways = sum(_ways(line.amount_cents, of.get(party.id, [])) for party in near)
            lone = len(_plain(line.payer_name).split()) > 1
            if ways != 1 or not lone:
                self.story.truth[line.id] = replace(truth, sure=False)


def _ways(cents: int, items: list[Item]) -> int:
    if len(items) > 14:
        return 2
    return sum(
        sum(item.open for item in chosen) == cents
        for size in range(1, len(items) + 1)
        for chosen in itertools.combinations(items, size)
    )


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.replace("œ", "oe"))
    return "".join(char for char in folded if not unicodedata.combining(char)).replace("_", " ")


def _letters(chance: random.Random) -> str:
    return "".join(chance.choices(string.ascii_uppercase, k=chance.randint(4, 9)))
