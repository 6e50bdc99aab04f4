"""Why a match is proposed, and why it is not made by itself: codes with facts, and their words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.core.errors import N_
from app.core.money import Euros

WORDS: dict[str, str] = {
    # Who paid.
    "name_equal": N_("The payer’s name is the client’s: %(payer)s."),
    "name_close": N_("The payer’s name is very close to the client’s: %(payer)s."),
    "name_part": N_(
        "The payer’s name is a part of the client’s, or the other way round: %(payer)s."
    ),
    "name_weak": N_("The payer’s name has one word in common with the client’s: %(payer)s."),
    "name_label": N_("The label names the client."),
    "iban_card": N_("The payer’s IBAN is on the client’s card."),
    "iban_habit": N_("This IBAN has paid for this client before (times: %(times)s)."),
    "iban_shared": N_("This IBAN has paid for this client and for others before."),
    "name_habit": N_("Somebody of this name has paid for this client before (times: %(times)s)."),
    "name_shared": N_("Somebody of this name has paid for this client and for others before."),
    "group": N_("The payer belongs to the client’s group."),
    # What was meant.
    "cites": N_("The label cites %(numbers)s."),
    "cites_tail": N_("The label cites %(numbers)s by the last digits."),
    "cites_bare": N_("A number in the label could be %(numbers)s."),
    "cites_near": N_("The number in the label is %(numbers)s but for one slip."),
    "hint": N_("The label cites the order, quote or contract of %(numbers)s."),
    "debit": N_("It was asked for by direct debit under this very reference."),
    # How much.
    "exact": N_("The amount is exactly what is open."),
    "sum": N_("The invoices cited come exactly to this amount."),
    "whole": N_("It is exactly all that the client owes."),
    "oldest": N_("The oldest open invoices come exactly to this amount."),
    "only_sum": N_("No other invoices of the client come to this amount together."),
    "one_sum": N_("These invoices come to this amount together."),
    "with_others": N_("With others of the client, what is cited comes exactly to this amount."),
    "less_credit": N_("The client has taken the credit note %(numbers)s off."),
    "part": N_("It is a part of what is open: %(open)s will remain."),
    "too_much": N_("It is %(kept)s more than what is open: kept as the client’s credit."),
    "fee_told": N_("The bank has kept %(fee)s, as the label says."),
    "fee_guess": N_("%(fee)s are missing: the bank’s fee, perhaps."),
    "discount": N_("It is less by the discount for paying early, %(amount)s, within its days."),
    "account": N_("Nothing open comes to this amount: it would go on the oldest."),
    "recorded": N_("A payment of this amount was recorded by hand on %(day)s."),
    "recorded_ref": N_("Its reference stands in the label."),
    "deposit": N_("Deposit slip no. %(number)s of %(day)s comes to this amount."),
    "returned": N_("It gives back the payment of %(day)s."),
    "returned_id": N_("Its reference is that of the payment that is given back."),
    "refund": N_("The client has %(open)s of credit that could be paid back."),
    # Why a person is asked.
    "rival": N_("Something else is as likely: %(numbers)s."),
    "other_payer": N_("The payer is another client: %(client)s."),
    "unknown_payer": N_("Nobody knows this payer."),
    "cites_other": N_("The label cites another number: %(numbers)s."),
    "cites_closed": N_("The label cites %(numbers)s, on which nothing is open any more."),
    "cites_unknown": N_("The label cites a number of yours that does not exist: %(numbers)s."),
    "too_early": N_("The money came before the invoice was issued."),
    "not_unique": N_("There are too many open invoices to be sure that no others come to it."),
    "chance": N_("So many sums are possible that this one may be chance."),
    "short": N_("Only a little is missing: a fee, a discount or a slip."),
    "over_others": N_("The client owes more than what is cited: the rest could be for that."),
    "fee_person": N_("Only a person should say that it is the bank’s fee."),
    "discount_person": N_("Granting the discount makes a credit note: a person does that."),
    "recorded_rival": N_("A payment of this amount was recorded by hand and has no line yet."),
    "competing": N_("Another line that waits could be for the same."),
    "gives_back": N_("The label speaks of money that is given back, and the payer is unknown."),
    "two_clients": N_("It would be for several clients that the label does not name by a number."),
    "part_several": N_("It does not say which of the invoices cited it is a part of."),
    "nothing_fits": N_("Nothing open comes to this amount."),
    "no_cheques": N_("The bank does not call it cheques."),
    "no_return": N_("The bank does not call it a return."),
    "return_fee": N_("The bank has taken %(fee)s more than the payment."),
    "money_out": N_("Money that goes out is always confirmed by a person."),
}

_MONEY = frozenset({"open", "kept", "fee", "amount"})


@dataclass(frozen=True)
class Reason:
    """A code of `WORDS` with its facts; facts named open, kept, fee, amount are cents."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def told(self) -> dict[str, object]:
        """The facts as a sentence shows them."""
        return {name: _told(name, fact) for name, fact in self.facts.items()}


def _told(name: str, fact: object) -> object:
    if name in _MONEY:
        return Euros(int(str(fact)))
    return date.fromisoformat(str(fact)) if name == "day" else fact


def because(code: str, **facts: object) -> Reason:
    """A reason."""
    return Reason(code, facts)
