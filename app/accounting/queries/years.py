"""The fiscal years of the business, and that each closed year is one of them."""

from dataclasses import dataclass

from app.accounting.queries.closures import closed_years, fiscal_years
from app.accounting.tables import EnteredYear
from app.core.errors import N_, Finding, finding
from app.core.fiscal_years import FiscalYear


@dataclass(frozen=True)
class YearEntered:
    """A fiscal year entered by hand; `is_closed`: it, or one after it, takes no entry any more."""

    id: int
    year: FiscalYear
    is_closed: bool


async def years_entered() -> list[YearEntered]:
    """Those entered by hand, the newest first."""
    rows = await EnteredYear.select().order_by(EnteredYear.ends_on, ascending=False)
    closed = max((each.period.last for each in await closed_years()), default=None)
    return [
        YearEntered(
            row["id"],
            FiscalYear(row["first_day"], row["ends_on"]),
            closed is not None and row["first_day"] <= closed,
        )
        for row in rows
    ]


async def check_years() -> list[Finding]:
    """Closed years that are not the fiscal years of the business."""
    years = await fiscal_years()
    message = N_("closure %(closure)s up to %(day)s: the fiscal year ends on %(end)s")
    return [
        finding("check", message, closure=each.id, day=each.period.last, end=right.last)
        for each in await closed_years()
        if (right := years.of(each.period.last)) != FiscalYear(each.period.first, each.period.last)
    ]
