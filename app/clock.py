"""The only reader of the time; `ECHEANCE_NOW=2027-01-04T10:00` overrides it."""

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Paris")


def now() -> datetime:
    """The moment, aware, in the business's zone."""
    override = os.environ.get("ECHEANCE_NOW")
    if override:
        moment = datetime.fromisoformat(override)
        return moment.astimezone(ZONE) if moment.tzinfo else moment.replace(tzinfo=ZONE)
    return datetime.now(ZONE)


def today() -> date:
    """The civil day in the business's zone."""
    return now().date()
