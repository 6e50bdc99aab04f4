"""Legal values in force on a day: texts that must be printed, rates, amounts, limits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.core.errors import N_, Refused, refuse
from app.core.formats import percent

PENALTY_MARGIN = 1000
PENALTY = "mention.penalty"
PENALTY_FORMULA = "mention.penalty_formula"
PENALTY_RATE = "penalty.rate"
VAT_RATE = "vat.rate."
LEGAL_INTEREST = "legal_interest.professional"

LABELS = {
    PENALTY_RATE: N_("Late penalties between professionals, a year"),
    "indemnity.amount": N_("Fixed indemnity for late payment"),
    LEGAL_INTEREST: N_("Legal interest, professional creditor"),
    "terms.default_days": N_("Payment terms when nothing is agreed"),
    "terms.cap_days": N_("Longest payment terms"),
    "franchise.goods": N_("VAT franchise: threshold for goods"),
    "franchise.services": N_("VAT franchise: threshold for services"),
    PENALTY: N_("Mention: late penalties, with their rate"),
    PENALTY_FORMULA: N_("Mention: late penalties, when the rate is not known"),
    "mention.indemnity": N_("Mention: fixed indemnity"),
    "mention.no_discount": N_("Mention: no discount"),
    "mention.franchise": N_("Mention: VAT franchise"),
    "mention.vat_on_debits": N_("Mention: VAT on debits"),
    "mention.vat_on_receipts": N_("Mention: VAT on receipts"),
    "mention.reverse_charge": N_("Mention: reverse charge"),
    "mention.sole_trader": N_("Mention: sole trader"),
    "mention.consumer_mediator": N_("Mention: consumer mediator"),
    "mention.credit_note": N_("Mention: credit note"),
}
_IN_CENTS = ("indemnity.amount", "franchise.goods", "franchise.services")
_PLACE = re.compile(r"%\(\w+\)s")
_IN_DAYS = ("terms.default_days", "terms.cap_days")


@dataclass(frozen=True)
class LegalValue:
    """One value between two days, both included. `number` is basis points, cents or days,
    as the key says; `is_verified` is False while its source has not been read."""

    id: int
    key: str
    number: int | None
    text_fr: str
    text_en: str
    valid_from: date
    valid_to: date | None
    source: str
    is_verified: bool

    @property
    def label(self) -> str:
        """What it is, as an English message id."""
        return N_("VAT rate") if self.key.startswith(VAT_RATE) else LABELS.get(self.key, self.key)

    @property
    def unit(self) -> str:
        """Of its number: "cents", "days" or "rate" (basis points); "" for a text."""
        if self.number is None:
            return ""
        if self.key in _IN_CENTS:
            return "cents"
        return "days" if self.key in _IN_DAYS else "rate"

    def shown(self, language: str) -> str:
        """Its text for a reader: an ellipsis stands where a fact of the document goes."""
        return _PLACE.sub("…", self.text_en if language == "en" else self.text_fr)


@dataclass(frozen=True)
class Law:
    """Every legal value in force on one day."""

    on: date
    values: Mapping[str, LegalValue]

    def has(self, key: str) -> bool:
        """Whether a value is in force under this key."""
        return key in self.values

    def text(self, key: str, language: str) -> str:
        """The text to print, in "fr" or "en"; mention.penalty comes with its rate filled in.

        Other texts may hold places for facts of the document (%(number)s…), as their key says.
        Refused (law.missing): no text in force.
        """
        if key == PENALTY:
            return self.penalty(language)
        value = self.values.get(key)
        text = value and (value.text_en if language == "en" else value.text_fr)
        if not text:
            raise self._missing(key)
        return text

    def number(self, key: str) -> int:
        """The number in force, in the unit of its key. Refused (law.missing): there is none."""
        value = self.values.get(key)
        if value is None or value.number is None:
            raise self._missing(key)
        return value.number

    def penalty(self, language: str, own_rate: int | None = None) -> str:
        """The mention of late penalties between professionals (C. com. L441-9 and L441-10).

        `own_rate`, basis points a year, is the one of the business's own terms. Without it, the
        legal rate of the half-year when it is known and verified, else the formula of the law,
        which is a valid mention by itself.
        """
        rate = own_rate if own_rate is not None else self._verified_rate()
        if rate is None:
            return self.text(PENALTY_FORMULA, language)
        value = self.values.get(PENALTY)
        if value is None:
            raise self._missing(PENALTY)
        text = value.text_en if language == "en" else value.text_fr
        return text % {"rate": percent(rate, language)}

    def vat_rates(self) -> tuple[int, ...]:
        """The rates of VAT in force in basis points, highest first."""
        rates = (
            value.number
            for key, value in self.values.items()
            if key.startswith(VAT_RATE) and value.number is not None
        )
        return tuple(sorted(rates, reverse=True))

    def _verified_rate(self) -> int | None:
        value = self.values.get(PENALTY_RATE)
        return value.number if value and value.is_verified else None

    def _missing(self, key: str) -> Refused:
        return refuse(
            "law.missing",
            "No legal value “%(key)s” is in force on %(on)s. Enter it under Settings, Law.",
            key=key,
            on=self.on,
        )


def half_year(day: date) -> tuple[date, date]:
    """First and last day of the half-year that a day falls in: legal rates live that long."""
    if day.month <= 6:
        return date(day.year, 1, 1), date(day.year, 6, 30)
    return date(day.year, 7, 1), date(day.year, 12, 31)
