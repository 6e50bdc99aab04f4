"""What a late invoice costs its client: interest and the fixed indemnity, and what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.errors import N_, Finding, finding
from app.core.formats import percent
from app.lateness.rules.interest import (
    Basis,
    Debt,
    HalfYear,
    Period,
    Terms,
    late_days,
    periods,
    total,
)
from app.law.rules import half_year


class Decision(StrEnum):
    """What was decided of interest and indemnity: asked for by an invoice, or given up."""

    INVOICED = "invoiced"
    WAIVED = "waived"


@dataclass(frozen=True)
class Claim:
    """A decision in force on an invoice: cents of interest up to `until_on`, and of indemnity."""

    decision: Decision
    until_on: date
    interest: int
    indemnity: int

    @property
    def amount(self) -> int:
        """Both."""
        return self.interest + self.indemnity


@dataclass(frozen=True)
class Lateness:
    """How late an invoice is and what that costs, still to be decided.

    `interest` is cents, None while a rate is missing (`missing`: first days of half-years);
    `indemnity` cents, 0 where it is not due or was decided; `terms` is the rule that it goes by.
    """

    terms: Terms
    days: int
    periods: tuple[Period, ...]
    indemnity: int
    claims: tuple[Claim, ...] = ()

    @property
    def interest(self) -> int | None:
        """Cents; None: not to be had, a rate is missing."""
        return total(self.periods)

    @property
    def due(self) -> int | None:
        """Interest and indemnity in cents; None while the interest cannot be had."""
        return None if self.interest is None else self.interest + self.indemnity

    @property
    def missing(self) -> tuple[date, ...]:
        """The first days of the half-years whose rate is not known; it is not rates that a public
        body's interest waits for."""
        if self.terms.basis is Basis.PUBLIC:
            return ()
        found = {half_year(each.first)[0] for each in self.periods if each.rate is None}
        return tuple(sorted(found))


def lateness(
    debts: Sequence[Debt],
    terms: Terms,
    rates: Mapping[date, HalfYear],
    on: date,
    *,
    indemnity: int,
    claims: Sequence[Claim] = (),
) -> Lateness:
    """An invoice's interest and indemnity as of `on`, less what was invoiced or waived already.

    `indemnity` is the law's amount in cents: due once for each late invoice, of companies only
    (C. com. D441-5), however many instalments are late.
    """
    days = max((late_days(each, on) for each in debts), default=0)
    after = max((each.until_on for each in claims), default=None)
    found = [p for each in debts for p in periods(each, terms, rates, on, after)]
    is_due = days > 0 and terms.basis in (Basis.LAW, Basis.LEGAL, Basis.OWN)
    settled = any(each.indemnity or each.decision is Decision.WAIVED for each in claims)
    return Lateness(
        terms=terms,
        days=days,
        periods=tuple(sorted(found, key=lambda each: (each.first, each.last))),
        indemnity=indemnity if is_due and not settled else 0,
        claims=tuple(claims),
    )


def rule(terms: Terms, language: str) -> Finding:
    """The rule that interest goes by, as a sentence: what a notice states whatever is known."""
    if terms.basis is Basis.OWN and terms.own_rate is not None:
        return finding(
            "lateness.own",
            N_("At %(rate)s a year, the rate of our terms (C. com. L441-10)."),
            rate=percent(terms.own_rate, language),
        )
    return finding(f"lateness.{terms.basis.value}", _RULES[terms.basis])


_RULES = {
    Basis.LAW: N_(
        "At the European Central Bank’s refinancing rate plus 10 percentage points, half-year by "
        "half-year (C. com. L441-10)."
    ),
    Basis.LEGAL: N_(
        "At three times the legal interest rate, half-year by half-year (C. com. L441-10)."
    ),
    Basis.OWN: N_("At the rate of our terms (C. com. L441-10)."),
    Basis.CONSUMER: N_(
        "At the legal interest rate, from the formal notice on (article 1231-6 of the civil code)."
    ),
    Basis.PUBLIC: N_(
        "Public buyers have a text of their own, which is not confirmed here: no amount is worked "
        "out."
    ),
}
