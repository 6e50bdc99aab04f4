"""Integrity of the forecasts: those kept to be judged are whole, and their bands in order."""

from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located
from app.today.rules import WEEKS
from app.today.tables import ForecastWeek


async def forecasts_whole() -> list[Finding]:
    """Each forecast kept has 26 weeks, low, middle and high in order."""
    rows = await ForecastWeek.raw(
        "SELECT made_on, COUNT(*) AS weeks, SUM(CASE WHEN low <= mid AND mid <= high THEN 0"
        " ELSE 1 END) AS wrong FROM forecast_week GROUP BY made_on"
        f" HAVING COUNT(*) <> {WEEKS} OR SUM(CASE WHEN low <= mid AND mid <= high THEN 0"
        " ELSE 1 END) > 0 ORDER BY made_on"
    )
    message = N_("forecast of %(made_on)s: %(weeks)s weeks kept, %(wrong)s out of order")
    return located(message, rows)


CHECKS: list[IntegrityCheck] = [("forecasts kept whole", forecasts_whole)]
