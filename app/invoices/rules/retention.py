"""How long an issued document must be kept, and by which text."""

from dataclasses import dataclass
from datetime import date

from app.core.calendar import add_months, month_end
from app.core.fiscal_years import FiscalYears

ACCOUNTING_YEARS, ACCOUNTING_SOURCE = 10, "C. com. L123-22"
TAX_YEARS, TAX_SOURCE = 6, "LPF L102 B"


@dataclass(frozen=True)
class Retention:
    """The last days on which a document must still be there."""

    accounting: date
    tax: date

    accounting_source = ACCOUNTING_SOURCE
    tax_source = TAX_SOURCE


def retention(issued_on: date, years: FiscalYears) -> Retention:
    """Ten years from the close of the fiscal year, six from the document.

    >>> retention(date(2026, 11, 21), FiscalYears())
    Retention(accounting=datetime.date(2036, 12, 31), tax=datetime.date(2032, 11, 21))
    """
    close = years.of(issued_on).last
    return Retention(
        month_end(add_months(close, 12 * ACCOUNTING_YEARS)), add_months(issued_on, 12 * TAX_YEARS)
    )
