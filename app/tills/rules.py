"""A day of an outside till: what it sold by rate, what it took by means, its entry. Pure.

The till itself answers for its tickets (CGI 286, I, 3° bis); here are its totals alone, as its Z
says them, so that the books and the VAT return are whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.accounting.rules import (
    CARD,
    CHEQUES,
    GOODS,
    SERVICES,
    TO_IDENTIFY,
    VAT_DUE,
    Line,
    credit,
    debit,
)
from app.core.errors import N_, Finding, Refused, finding
from app.core.money import Euros, net_of_gross

# Its drawer is not that of our counter, whose account 530 is counted every evening.
DRAWER = "531"
# A Z adds the VAT of tickets, each rounded: it may differ so much from that of the day's total.
VAT_MARGIN = 100
RATES = (2000, 1000, 550, 210, 0)


class SalesAccount(StrEnum):
    """Where what it sold goes."""

    GOODS = GOODS
    SERVICES = SERVICES


SALES_LABELS = {SalesAccount.GOODS: N_("Goods"), SalesAccount.SERVICES: N_("Services")}


class Means(StrEnum):
    """How clients paid."""

    CASH = "cash"
    CARD = "card"
    CHEQUE = "cheque"
    OTHER = "other"


MEANS_LABELS = {
    Means.CASH: N_("Cash"),
    Means.CARD: N_("Bank card"),
    Means.CHEQUE: N_("Cheque"),
    Means.OTHER: N_("Vouchers and others"),
}
_ACCOUNTS = {
    Means.CASH: DRAWER,
    Means.CARD: CARD,
    Means.CHEQUE: CHEQUES,
    Means.OTHER: TO_IDENTIFY,
}


@dataclass(frozen=True)
class Sales:
    """What was sold at a rate (basis points), in cents: VAT included, and the VAT within it."""

    rate: int
    gross: int
    vat: int

    @property
    def base(self) -> int:
        """Without VAT."""
        return self.gross - self.vat


@dataclass(frozen=True)
class TillValues:
    """A day as its Z says it; `money` in cents by means, `account` 706 or 707."""

    till: str
    day: date
    z_number: str
    account: str
    sales: tuple[Sales, ...]
    money: tuple[tuple[Means, int], ...]

    @property
    def total(self) -> int:
        """What was sold, VAT included, in cents."""
        return sum(each.gross for each in self.sales)


def usual_vat(gross: int, rate: int) -> int:
    """The VAT within an amount that includes it, in cents.

    >>> usual_vat(12_000, 2000)
    2000
    """
    return gross - net_of_gross(gross, rate)


def check(values: TillValues, charges_vat: bool, today: date) -> None:
    """Refused: a day to come, nothing sold, VAT that is not that of its rate (by more than what the
    rounding of tickets explains) or where none is charged, money that is not what was sold."""
    found: list[Finding] = []
    if values.day > today:
        found.append(finding("tills.to_come", "This day is still to come.", "day"))
    if not any(each.gross for each in values.sales):
        found.append(finding("tills.nothing", "Nothing was sold: there is no Z to enter.", None))
    for each in values.sales:
        found += _of_vat(each, charges_vat)
    taken = sum(cents for _, cents in values.money)
    if taken != values.total:
        found.append(
            finding(
                "tills.money",
                "%(sold)s was sold and %(taken)s was taken: both must be the same.",
                "cash",
                sold=Euros(values.total),
                taken=Euros(taken),
            )
        )
    if found:
        raise Refused(found)


def _of_vat(each: Sales, charges_vat: bool) -> list[Finding]:
    if not charges_vat and (each.rate or each.vat):
        message = "This business charges no VAT: all of it goes without."
        return [finding("tills.no_vat", message, f"gross-{each.rate}")]
    usual = usual_vat(each.gross, each.rate)
    if abs(each.vat - usual) > VAT_MARGIN:
        message = "The VAT within %(gross)s is %(usual)s, not %(vat)s."
        return [
            finding(
                "tills.vat",
                message,
                f"vat-{each.rate}",
                gross=Euros(each.gross),
                usual=Euros(usual),
                vat=Euros(each.vat),
            )
        ]
    return []


def lines(values: TillValues, back: bool = False) -> tuple[Line, ...]:
    """D531, D5115, D5112, D471 / C706 or C707, C44571; the other way round when it is undone."""
    sign = -1 if back else 1
    sides: list[Line] = []
    for means, cents in values.money:
        sides += debit(_ACCOUNTS[means], sign * cents)
    sides += credit(values.account, sign * sum(each.base for each in values.sales))
    sides += credit(VAT_DUE, sign * sum(each.vat for each in values.sales))
    return tuple(sides)


def piece(values: TillValues) -> str:
    """What the entry and the file for the accountant name it by."""
    return f"Z {values.z_number}" if values.z_number else f"Z {values.day:%Y%m%d}"


def usual_account(activity: str) -> str:
    """Where sales go by the business's activity ("services", "goods", "mixed")."""
    return SERVICES if activity == "services" else GOODS


def merged(sales: Sequence[Sales]) -> tuple[Sales, ...]:
    """Only what was sold."""
    return tuple(each for each in sales if each.gross or each.vat)
