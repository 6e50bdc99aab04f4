"""What the acts of the play share: its random numbers, its day, who is there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from app.clock import ZONE
from app.core.calendar import add_months
from app.demo.cast import Player
from app.payments.queries import DepositView
from app.payments.rules import ReceiptValues

MONTHS = 18
VAT = 2_000
DAY = timedelta(days=1)


@dataclass
class Play:
    """The state of the play between two days; `transfers` and `slips` of cheques are those
    that the bank will tell."""

    random: Random
    today: date
    players: dict[int, Player] = field(default_factory=dict)
    payments: dict[date, list[ReceiptValues]] = field(default_factory=dict)
    transfers: list[ReceiptValues] = field(default_factory=list)
    slips: list[DepositView] = field(default_factory=list)
    last_invoice_id: int = 0

    @property
    def first_day(self) -> date:
        return add_months(self.today.replace(day=1), -MONTHS)

    def days(self) -> Iterator[date]:
        day = self.first_day
        while day <= self.today:
            yield day
            day += DAY

    def known_as(self, name: str) -> int | None:
        """The client of that name, when it is in the play."""
        named = (key for key, player in self.players.items() if player.values.name == name)
        return next(named, None)


def moment(day: date, hour: int = 8) -> datetime:
    """A moment of a day in the business's zone."""
    return datetime.combine(day, time(hour), ZONE)
