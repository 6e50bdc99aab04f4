"""Legal values in force on a day: texts that must be printed, rates, amounts, limits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.core.errors import N_, Message, Refused, refuse
from app.core.formats import percent
from app.law.rules.labels import (
    CORSICA,
    EXEMPTION,
    HALF_YEARLY,
    LABELS,
    LEGAL_INTEREST,
    LIMITATION,
    OVERSEAS,
    PENALTY,
    PENALTY_FLOOR,
    PENALTY_FORMULA,
    PENALTY_FORMULA_LEGAL,
    PENALTY_RATE,
    RATE_LABELS,
    VAT_RATE,
)

_PLACE = re.compile(r"%\(\w+\)s")
_IN_DAYS = ("terms.default_days", "terms.cap_days")


@dataclass(frozen=True)
class LegalValue:
    """One value between two days, both included. `number` is basis points, cents or days,
    as the key says; `is_verified` is False while its source has not been read, `read_on` the
    day it was."""

    id: int
    key: str
    number: int | None
    text_fr: str
    text_en: str
    valid_from: date
    valid_to: date | None
    source: str
    is_verified: bool
    read_on: date | None = None

    @property
    def label(self) -> str:
        """What it is, as an English message id."""
        if self.key.startswith(VAT_RATE):
            return RATE_LABELS.get(self.territory, N_("VAT rate"))
        if self.key.startswith(EXEMPTION):
            return N_("Mention: reason without VAT")
        return LABELS.get(self.key, self.key)

    @property
    def territory(self) -> str:
        """Where a VAT rate holds: "" on the mainland, else "overseas" or "corsica"."""
        parts = self.key.removeprefix(VAT_RATE).split(".")
        return parts[0] if len(parts) > 1 else ""

    @property
    def places(self) -> frozenset[str]:
        """The facts of the document that its text has places for."""
        return places(self.text_fr)

    @property
    def unit(self) -> str:
        """Of its number: "cents", "days", "years" or "rate" (basis points); "" for a text."""
        if self.number is None:
            return ""
        if self.key == "indemnity.amount" or self.key.startswith("franchise."):
            return "cents"
        if self.key.startswith(LIMITATION):
            return "years"
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

    def is_confirmed(self, key: str) -> bool:
        """Whether a value in force under this key has been read at its source."""
        return key in self.values and self.values[key].is_verified

    def missing_rates(self) -> list[str]:
        """The rates of the half-year that are not known, or not confirmed."""
        return [key for key in HALF_YEARLY if not self.is_confirmed(key)]

    def text(self, key: str, language: str) -> str:
        """The text to print, in "fr" or "en"; mention.penalty comes with its rate filled in.

        Other texts may hold places for facts of the document (%(number)s…), as their key says.
        Refused: no text in force (law.missing), or one that nobody has confirmed yet
        (law.unconfirmed).
        """
        if key == PENALTY:
            return self.penalty(language)
        value = self._confirmed(key)
        text = value.text_en if language == "en" else value.text_fr
        if not text:
            raise self._missing(key)
        return text

    def number(self, key: str) -> int:
        """The number in force, in the unit of its key. Refused as `text` is."""
        value = self._confirmed(key)
        if value.number is None:
            raise self._missing(key)
        return value.number

    def penalty(self, language: str, own_rate: int | None = None, basis: str = "law") -> str:
        """The mention of late penalties between professionals (C. com. L441-9 and L441-10).

        `own_rate` (basis points) is of the business's terms; else `basis`: the law's rate, or three
        times the legal interest ("legal"), as a number when known and confirmed, else the formula,
        a valid mention. Refused (law.penalty_floor): an own rate below three times the legal one.
        """
        rate, formula = own_rate, PENALTY_FORMULA
        if own_rate is not None:
            self._above_floor(own_rate)
        elif basis == "legal":
            rate, formula = self.penalty_floor(), PENALTY_FORMULA_LEGAL
        elif self.is_confirmed(PENALTY_RATE):
            rate = self.number(PENALTY_RATE)
        if rate is None:
            return self.text(formula, language)
        value = self._confirmed(PENALTY)
        text = value.text_en if language == "en" else value.text_fr
        return text % {"rate": percent(rate, language)}

    def penalty_floor(self) -> int | None:
        """The lowest rate that own terms may set, basis points; None: not known this half-year."""
        known = self.is_confirmed(LEGAL_INTEREST)
        return PENALTY_FLOOR * self.number(LEGAL_INTEREST) if known else None

    def vat_rates(self, *postcodes: str) -> tuple[int, ...]:
        """The rates of VAT in force in basis points, highest first: those of the mainland, and
        those of Corsica or overseas when a postcode (seller's, buyer's) lies there."""
        places = {"", *(territory(postcode) for postcode in postcodes)}
        rates = {
            value.number
            for key, value in self.values.items()
            if key.startswith(VAT_RATE) and value.is_verified and value.territory in places
        }
        return tuple(sorted((rate for rate in rates if rate is not None), reverse=True))

    def _above_floor(self, own_rate: int) -> None:
        floor = self.penalty_floor()
        if floor is not None and own_rate < floor:
            raise refuse(
                "law.penalty_floor",
                "Your late-penalty rate is below three times the legal interest of this "
                "half-year, the least the law allows: raise it under Settings, Payment.",
                "penalty_rate",
            )

    def _confirmed(self, key: str) -> LegalValue:
        value = self.values.get(key)
        if value is None:
            raise self._missing(key)
        if not value.is_verified:
            raise refuse(
                "law.unconfirmed",
                "“%(what)s” was written from memory: confirm or correct it once, under Settings, "
                "Law, before it is used.",
                what=Message(value.label),
            )
        return value

    def _missing(self, key: str) -> Refused:
        return refuse(
            "law.missing",
            "No legal value “%(key)s” is in force on %(on)s. Enter it under Settings, Law.",
            key=key,
            on=self.on,
        )


def places(text: str) -> frozenset[str]:
    """The places of a text that facts of the document fill: %(number)s, %(rate)s…"""
    return frozenset(_PLACE.findall(text))


def territory(postcode: str) -> str:
    """Where a French postcode lies, for VAT: Guadeloupe, Martinique and Réunion have rates of
    their own (CGI 296), and so has Corsica (CGI 297).

    >>> territory("97400"), territory("20090"), territory("69002")
    ('overseas', 'corsica', '')
    """
    if postcode.startswith(("971", "972", "974")):
        return OVERSEAS
    return CORSICA if postcode.startswith("20") and len(postcode) == 5 else ""


def half_year(day: date) -> tuple[date, date]:
    """First and last day of the half-year that a day falls in: legal rates live that long."""
    if day.month <= 6:
        return date(day.year, 1, 1), date(day.year, 6, 30)
    return date(day.year, 7, 1), date(day.year, 12, 31)
