"""How a bank's table is laid out, as it is kept with its account: which column is what, which sign
stands before the cents, in which order days are written."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from hashlib import sha256

from app.core.errors import N_, Finding, Refused, finding
from app.core.text import searchable


class Days(StrEnum):
    """The order in which a day is written; a year that comes first is read anyway."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


FIELDS = (
    "booked_on",
    "value_on",
    "label",
    "label_2",
    "label_3",
    "amount",
    "debit",
    "credit",
    "payer_name",
    "payer_iban",
    "bank_reference",
    "transaction_code",
    "currency",
    "balance",
    "account",
)
FIELD_NAMES = {
    "booked_on": N_("Day of the movement"),
    "value_on": N_("Value date"),
    "label": N_("Label"),
    "label_2": N_("Label, continued"),
    "label_3": N_("Label, continued further"),
    "amount": N_("Amount with its sign"),
    "debit": N_("Debit"),
    "credit": N_("Credit"),
    "payer_name": N_("Name of the other side"),
    "payer_iban": N_("IBAN of the other side"),
    "bank_reference": N_("The bank’s own number"),
    "transaction_code": N_("Kind of movement"),
    "currency": N_("Currency"),
    "balance": N_("Balance after the movement"),
    "account": N_("Our account"),
}
DAY_NAMES = {Days.DAY_FIRST: N_("31/12/2026"), Days.MONTH_FIRST: N_("12/31/2026")}
DECIMAL_NAMES = {",": N_("1 234,56"), ".": N_("1,234.56")}


@dataclass(frozen=True)
class Layout:
    """`titles` is which of the first lines has the titles, None when none has; `places` are the
    columns by field. `decimal` is "," or ".", "" as long as nobody has said it."""

    sheet: str = ""
    titles: int | None = 0
    places: Mapping[str, int] = field(default_factory=dict)
    decimal: str = ""
    days: str = Days.DAY_FIRST
    header: Sequence[str] = ()

    def kept(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self) | {"places": dict(self.places)}, ensure_ascii=False)

    @property
    def mark(self) -> str:
        """What tells one layout from another: the page confirms the one that it showed."""
        return sha256(self.kept().encode()).hexdigest()[:16]


def layout(text: str) -> Layout:
    """The layout that was kept."""
    return Layout(**json.loads(text)) if text else Layout()


def titles_mark(header: Sequence[str]) -> str:
    """What a bank's tables have in common each month: their titles."""
    return sha256("\x1f".join(searchable(title) for title in header).encode()).hexdigest()


def check_layout(chosen: Layout, width: int) -> None:
    """Refused, each beside its field: no day, no amount or two kinds of it, one column twice, no
    sign before the cents."""
    found: list[Finding] = []
    places = chosen.places
    if "booked_on" not in places:
        found.append(_choose("booked_on"))
    if "amount" not in places and not {"debit", "credit"} <= places.keys():
        found.append(
            finding(
                "bank.choose_amount",
                "Choose the column of the amount, or those of debit and credit.",
                "column-amount",
            )
        )
    if "amount" in places and ("debit" in places or "credit" in places):
        found.append(
            finding(
                "bank.two_amounts",
                "Choose either one column with signs, or those of debit and credit.",
                "column-amount",
            )
        )
    if chosen.decimal not in (",", "."):
        found.append(
            finding(
                "bank.choose_decimal",
                "Nothing in this file tells which sign stands before the cents: choose it.",
                "decimal",
            )
        )
    found += _double(places, width)
    if found:
        raise Refused(found)


def with_place(chosen: Layout, name: str, place: int | None) -> Layout:
    """The layout with a field in another column, or in none."""
    places = {field: at for field, at in chosen.places.items() if field != name}
    return replace(chosen, places=places if place is None else places | {name: place})


def _choose(name: str) -> Finding:
    return finding("bank.choose", "Choose the column that holds this.", f"column-{name}")


def _double(places: Mapping[str, int], width: int) -> list[Finding]:
    taken: dict[int, str] = {}
    found = []
    for name, place in places.items():
        if place in taken or not 0 <= place < width:
            found.append(
                finding(
                    "bank.same_column",
                    "This column is chosen for another field already, or is not there.",
                    f"column-{name}",
                )
            )
        taken[place] = name
    return found
