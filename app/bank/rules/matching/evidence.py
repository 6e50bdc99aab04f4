"""What a line says of who paid: its name, its IBAN, what was learnt, the numbers it cites."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from app.bank.rules.lines import StatementLine
from app.bank.rules.matching import scoring
from app.bank.rules.matching.index import Index
from app.bank.rules.matching.names import Likeness, name_of
from app.bank.rules.matching.reasons import Reason, because
from app.bank.rules.matching.spellings import Cited, Strength
from app.bank.rules.matching.world import Item, Received
from app.core.text import searchable

_NAME_REASONS = {
    Likeness.EQUAL: "name_equal",
    Likeness.STRONG: "name_close",
    Likeness.SHORT: "name_part",
    Likeness.SURNAME: "name_part",
    Likeness.WEAK: "name_weak",
}
_GIVEN_BACK = re.compile(
    r"\b(?:remb|rembours\w*|rembt|avoir|indemnit\w*|sinistre|restitution|trop (?:verse|percu)"
    r"|refund)\b"
)
_RETURNED = re.compile(r"\b(?:rejet|rejete|impaye|impayee|retour|return|returned|rej|reversal)\b")
_CHEQUES = re.compile(r"\b(?:cheque|cheques|chq|chqs|remise|rem chq|cheq)\b")
_CARDS = re.compile(r"\b(?:cb|carte|cartes|tpe|visa|mastercard|telecollecte)\b")
_TOLD = re.compile(r"(?<![\d,.])(\d{1,3}(?:[ .]\d{3})+|\d+)[,.](\d{2})(?!\d)")


@dataclass(frozen=True)
class Signs:
    """Points for a client having paid, and the reasons."""

    points: int = 0
    reasons: tuple[Reason, ...] = ()


@dataclass
class Evidence:
    """One line beside what is known."""

    line: StatementLine
    index: Index
    _identity: dict[int, Signs] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        return f"{self.line.label} {self.line.reference}"

    @cached_property
    def cited(self) -> tuple[Cited, ...]:
        """Numbers of ours in the label, the reference and the end-to-end id."""
        line = self.line
        return self.index.numbers.cited(line.label, line.reference, line.end_to_end_id)

    @cached_property
    def citations(self) -> list[tuple[Cited, int]]:
        """The same, each with its points: fewer when more than one document is meant that is
        open, or none."""
        return [
            (one, (scoring.CITED if self._is_one(one) else scoring.AMBIGUOUS)[one.strength])
            for one in self.cited
        ]

    def _is_one(self, cited: Cited) -> bool:
        return len({each for each in cited.documents if each in self.index.of_invoice}) == 1

    @cached_property
    def names(self) -> dict[int, Likeness]:
        return self.index.names.alike(self.line.payer_name)

    @cached_property
    def labelled(self) -> dict[int, Likeness]:
        """Clients named in the label, when no name is given apart."""
        if self.line.payer_name:
            return {}
        return self.index.names.named_in(name_of(self.line.label).words)

    @cached_property
    def hinted(self) -> list[Item]:
        """Items whose order, quote or contract the label cites."""
        return self.index.hinted(self.text)

    @cached_property
    def says_cheques(self) -> bool:
        """Whether the bank calls it cheques."""
        said = searchable(f"{self.line.label} {self.line.transaction_code}")
        return bool(_CHEQUES.search(said)) or "/rchq" in said

    @cached_property
    def by_hand(self) -> list[Received]:
        """Receipts recorded by hand, of just this amount, a few days apart, paid in this way."""
        found = self.index.recorded(self.line.amount_cents, self.line.booked_on)
        return [each for each in found if each.way in self._ways]

    @cached_property
    def _ways(self) -> frozenset[str]:
        """How the money can have been paid: by cheque or card only when the label says so, or when
        the bank names nobody."""
        said = searchable(f"{self.line.label} {self.line.transaction_code}")
        nobody = not self.line.payer_iban and not self.line.payer_name
        cards = bool(_CARDS.search(said))
        ways = (
            {"cheque"}
            if self.says_cheques
            else {"card"}
            if cards
            else {"transfer", "debit", "opening"}
        )
        return frozenset(ways | {"cheque", "card"} if nobody and not self.says_cheques else ways)

    @cached_property
    def beside(self) -> list[StatementLine]:
        """Other lines that wait, of the same amount and payer."""
        return self.index.beside(self.line)

    @cached_property
    def gives_back(self) -> bool:
        return bool(_GIVEN_BACK.search(searchable(self.line.label)))

    @cached_property
    def is_return(self) -> bool:
        """Called a return by the bank, by its code or in the label."""
        return bool(self.line.return_reason or _RETURNED.search(searchable(self.line.label)))

    @cached_property
    def told(self) -> frozenset[int]:
        """Amounts in cents that the label tells."""
        found = _TOLD.findall(self.line.label)
        return frozenset(int(re.sub(r"\D", "", whole)) * 100 + int(cents) for whole, cents in found)

    def identity(self, client_id: int) -> Signs:
        """How surely this client paid, or somebody for it."""
        if client_id not in self._identity:
            self._identity[client_id] = self._signs(client_id)
        return self._identity[client_id]

    def _signs(self, client_id: int) -> Signs:
        learnt = self._by_habit(client_id)
        signs = [*self._by_name(client_id), *self._by_card(client_id)]
        # An IBAN and a name that were learnt together are one sign.
        signs = sorted((*signs, *learnt[:1]), key=lambda each: -each.points)
        if not signs and self.line.payer_name:
            return Signs(scoring.UNKNOWN_PAYER, (because("unknown_payer"),))
        if not signs:
            return Signs()
        more = scoring.TWO_SIGNS if len(signs) > 1 else 0
        reasons = (each.reasons[0] for each in (*signs, *learnt[1:]))
        return Signs(signs[0].points + more, tuple(reasons))

    def _by_name(self, client_id: int) -> list[Signs]:
        likeness = self.names.get(client_id)
        if likeness is not None:
            reason = because(_NAME_REASONS[likeness], payer=self.line.payer_name)
            return [Signs(scoring.NAME[likeness], (reason,))]
        if client_id in self.labelled:
            return [Signs(scoring.NAMED_IN_LABEL, (because("name_label"),))]
        return []

    def _by_card(self, client_id: int) -> list[Signs]:
        iban = self.line.payer_iban
        if not iban or client_id not in self.index.on_card.get(iban, ()):
            return []
        alone = len(self.index.on_card[iban]) == 1
        points = scoring.ON_CARD if alone else scoring.SHARED
        return [Signs(points, (because("iban_card"),))]

    def _by_habit(self, client_id: int) -> list[Signs]:
        """Whom this IBAN, or this name, has paid for before, the surer first."""
        iban, key = self.line.payer_iban, name_of(self.line.payer_name).key
        by_iban = self.index.habits_iban.get(iban, {}) if iban else {}
        by_name = self.index.habits_name.get(key, {}) if client_id not in self.names else {}
        found = [*_learnt(by_iban, client_id, "iban"), *_learnt(by_name, client_id, "name")]
        return sorted(found, key=lambda each: -each.points)

    @cached_property
    def known_payers(self) -> frozenset[int]:
        """The clients who, by name or IBAN, are surely the payer."""
        sure = {c for c, like in self.names.items() if like >= Likeness.STRONG}
        sure |= (
            self.index.on_card.get(self.line.payer_iban, set()) if self.line.payer_iban else set()
        )
        return frozenset(sure | set(self.habitual))

    @cached_property
    def habitual(self) -> frozenset[int]:
        """The clients that this payer has paid for before."""
        iban = self.index.habits_iban.get(self.line.payer_iban, {}) if self.line.payer_iban else {}
        key = name_of(self.line.payer_name).key
        return frozenset({*iban, *(self.index.habits_name.get(key, {}) if key else {})})

    def may_pay_for(self, client_id: int) -> bool:
        """Whether nothing says that the payer is somebody else among the clients."""
        if not self.known_payers or client_id in self.known_payers:
            return True
        if self.names.get(client_id) is Likeness.SHORT:
            return True
        group = self.index.parties[client_id].group
        return bool(group) and any(
            self.index.parties[each].group == group for each in self.known_payers
        )

    def cited_by(self, documents: set[int]) -> dict[Strength, set[int]]:
        """Those of the documents that are cited, by how surely."""
        found: dict[Strength, set[int]] = {}
        for one in self.cited:
            for each in documents.intersection(one.documents):
                found.setdefault(one.strength, set()).add(each)
        return found


def _learnt(known: dict[int, int], client_id: int, what: str) -> list[Signs]:
    times = known.get(client_id, 0)
    if not times:
        return []
    if len(known) > 1:
        return [Signs(scoring.SHARED, (because(f"{what}_shared"),))]
    points = scoring.HABIT if times > 1 else scoring.ONCE
    return [Signs(points, (because(f"{what}_habit", times=times),))]
