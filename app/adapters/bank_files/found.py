"""What is found in a bank file: a statement begins, has entries, ends.

Text that the file does not give is empty. Amounts are cents, above zero for money that came.
"""

from dataclasses import dataclass
from datetime import date

from app.core.errors import Refused, refuse
from app.core.identifiers import iban as checked_iban

MAX_BYTES = 100_000_000
MAX_TEXT = 4_000
EURO = "EUR"

# The letters of a French account number as digits (RIB): A and J are 1, S is 2…
_LETTERS = {
    letter: str(1 + place % 9 if letter < "S" else place - 16)
    for place, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
}


@dataclass(frozen=True, slots=True)
class Account:
    """An account as a file names it: by its IBAN, or by what it has instead."""

    iban: str = ""
    bank: str = ""
    branch: str = ""
    number: str = ""

    @property
    def key(self) -> str:
        """What the account is known by: the IBAN, else all the rest."""
        return self.iban or " ".join(part for part in (self.bank, self.branch, self.number) if part)


@dataclass(frozen=True, slots=True)
class Begin:
    """A statement of one account, `place` is its line in the file; `kind` is "camt053", "camt054",
    "ofx" or "cfonb120"."""

    account: Account
    kind: str
    place: int
    number: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement."""

    place: int
    booked_on: date
    value_on: date | None
    amount_cents: int
    label: str = ""
    reference: str = ""
    end_to_end_id: str = ""
    payer_name: str = ""
    payer_iban: str = ""
    transaction_code: str = ""
    return_reason: str = ""
    bank_reference: str = ""
    batch_id: str = ""
    mandate_id: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """The end of a statement; balances that the bank did not give are None. `pending` counts what
    it announces without having booked it: left out."""

    opening_cents: int | None = None
    opening_on: date | None = None
    closing_cents: int | None = None
    closing_on: date | None = None
    pending: int = 0


@dataclass(frozen=True, slots=True)
class Beside:
    """A movement of an account that is none at a bank (a card, securities): left out, counted."""


Event = Begin | Entry | End | Beside


def joined(*parts: str) -> str:
    """Texts as one: spaces made single, a part that is there already left out, cut at its limit."""
    kept: list[str] = []
    for part in parts:
        text = " ".join(part.split())
        if text and text not in kept:
            kept.append(text)
    return " ".join(kept)[:MAX_TEXT]


def account_of(iban: str = "", bank: str = "", branch: str = "", number: str = "") -> Account:
    """An account with the IBAN that follows from its French numbers, where they are complete."""
    bare = "".join(iban.split()).upper()
    if bare:
        return Account(iban=bare) if _is_iban(bare) else Account(number=bare)
    if _is_iban(number):
        return Account(iban=number)
    if len(bank) == len(branch) == 5 and len(number) == 11:
        made = _french_iban(bank, branch, number)
        if made:
            return Account(made, bank, branch, number)
    return Account("", bank, branch, number)


def at_place(code: str, message: str, place: int, **facts: object) -> Refused:
    """A refusal that names its line."""
    return refuse(code, message, None, line=place, **facts)


def foreign(place: int, currency: str) -> Refused:
    """The refusal of an account or an amount that is not in euros."""
    return at_place(
        "bank.currency",
        "Line %(line)s: this is in %(currency)s. Only accounts in euros are read.",
        place,
        currency=currency[:12],
    )


def _is_iban(text: str) -> bool:
    try:
        return bool(text) and checked_iban(text) == text
    except Refused:
        return False


def _french_iban(bank: str, branch: str, number: str) -> str:
    """With the key of the RIB and that of the IBAN; "" when a part is no letter or digit."""
    digits = ["".join(_LETTERS.get(char, char) for char in part) for part in (bank, branch, number)]
    if not all(part.isascii() and part.isdecimal() for part in digits):
        return ""
    first, second, third = map(int, digits)
    key = 97 - (89 * first + 15 * second + 3 * third) % 97
    basic = f"{bank}{branch}{number}{key:02}"
    whole = "".join(str(int(char, 36)) for char in f"{basic}FR00")
    made = f"FR{98 - int(whole) % 97:02}{basic}"
    return made if _is_iban(made) else ""
