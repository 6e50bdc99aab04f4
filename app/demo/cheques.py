"""Cheques taken to the bank once a month, as a workshop does; the last ones still wait."""

from datetime import date

from app.demo.cast import OWNER_EMAIL
from app.demo.scene import DAY, Play, moment
from app.payments import actions as payments
from app.payments import queries
from app.payments.queries import DepositView

MONDAY, FIRST_WEEK = 0, 7
# So many days after, the bank says that it has them.
CREDITED = 2 * DAY


async def bank_the_cheques(play: Play, day: date) -> None:
    """On the first Monday of a month all that wait go on one slip, unless the bank could not have
    credited it by today."""
    is_the_day = day.weekday() == MONDAY and day.day <= FIRST_WEEK
    waiting = await queries.cheques_waiting() if is_the_day else []
    if not waiting or day + CREDITED >= play.today:
        return
    made = await payments.make_deposit(
        [each.receipt_id for each in waiting],
        key=f"demo:slip:{day}",
        on=day,
        at=moment(day, 17),
        by=OWNER_EMAIL,
    )
    play.slips.append(await queries.deposit(made))


def said_by_the_bank(slip: DepositView) -> str:
    """The label of its line."""
    return f"REMISE CHEQUES NB {slip.pieces} BORDEREAU {slip.number}"
