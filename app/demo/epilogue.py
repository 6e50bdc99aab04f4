"""What the last days of the demonstration leave to do, so that every page has something to say."""

from datetime import timedelta

from app.core.money import QUANTITY_SCALE
from app.demo.cast import OWNER_EMAIL, WORKS, price
from app.demo.debiting import debit_somebody
from app.demo.offers import make_offers
from app.demo.scene import VAT, Play, moment
from app.demo.shelf import fill_the_shelf
from app.demo.statement import read_the_statement
from app.invoices import actions as invoices
from app.invoices.actions import DraftValues
from app.invoices.rules import LineDraft
from app.reminders import actions as reminders
from app.risk import actions as risk


async def leave_things_to_do(play: Play) -> None:
    """A statement, a shelf, quotes, debits, drafts to issue, a pause, scores, reminders."""
    at = moment(play.today)
    await read_the_statement(play)
    await fill_the_shelf(play)
    await make_offers(play)
    await debit_somebody(play)
    for client_id in list(play.players)[5:8]:
        label, cents = play.random.choice(WORKS)
        line = LineDraft(label, QUANTITY_SCALE, price(cents), VAT)
        await invoices.create_draft(
            DraftValues(client_id=client_id, lines=(line,), service_from=play.today),
            at=at,
            by=OWNER_EMAIL,
        )
    await _set_aside(play)
    for weeks in range(24, -1, -4):
        day = play.today - timedelta(weeks=weeks)
        await risk.rescore(on=day, at=moment(day))
    await risk.judge(on=play.today, at=at)
    await reminders.propose(on=play.today, at=at)


async def _set_aside(play: Play) -> None:
    """One late client is left in peace for two weeks, as owners do."""
    client_id = list(play.players)[min(4, len(play.players) - 1)]
    await reminders.pause(
        client_id,
        reason="Un accord a été trouvé au téléphone",
        until_on=play.today + timedelta(days=14),
        on=play.today,
        at=moment(play.today),
        by=OWNER_EMAIL,
    )
