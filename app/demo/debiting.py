"""Direct debits of the demonstration: a creditor, two mandates of which one unsigned, a file."""

from datetime import datetime

from app.debits import actions as debits
from app.debits import queries
from app.demo.cast import OWNER_EMAIL
from app.demo.scene import DAY, Play, moment
from app.invoices.queries import open_instalments
from app.mandates import actions as mandates
from app.mandates.actions.signing import Signer
from app.mandates.rules import Creditor, MandateValues
from app.messages.actions import mark_sent
from app.messages.queries import of_cause

ICS = "FR72ZZZ123456"
# A made-up account, with the right key.
IBAN = "FR7630006000011234567890189"
_TOLD, _SIGNED, _SOON = 18, 60, 10


async def debit_somebody(play: Play) -> None:
    """A client whose invoice is due about now has signed a mandate, was told, and is in the file of
    today; another one has been asked to sign."""
    told = moment(play.today - _TOLD * DAY)
    signed = moment(play.today - _SIGNED * DAY)
    terms = Creditor(ics=ICS, asked_on=signed.date(), contract_on=signed.date())
    await mandates.save_creditor(terms, at=signed, by=OWNER_EMAIL)
    found = [
        each
        for each in await open_instalments()
        if each.open > 0
        and each.client_id in play.players
        and each.issued_on <= told.date()
        and each.due_on <= play.today + _SOON * DAY
    ]
    if not found:
        return
    owed = found[-1]
    await _sign(play, owed.client_id, signed)
    await debits.choose(
        "invoice", owed.invoice_id, True, client_id=owed.client_id, at=told, by=OWNER_EMAIL
    )
    await debits.announce(told)
    await _hand_over(play, told)
    await _ask(play, owed.client_id)


async def _sign(play: Play, client_id: int, at: datetime) -> None:
    name = play.players[client_id].values.name
    values = MandateValues(client_id, name, IBAN)
    mandate_id = await mandates.create(values, on=at.date(), at=at, by=OWNER_EMAIL, send=False)
    await mandates.sign_on_paper(
        mandate_id,
        Signer(name, IBAN, "Lyon"),
        signed_on=at.date(),
        scan=None,
        on=at.date(),
        at=at,
        by=OWNER_EMAIL,
    )


async def _hand_over(play: Play, told: datetime) -> None:
    """The notice has gone, and the file of today is made."""
    at = moment(play.today)
    for each in await queries.announced(play.today):
        for message in await of_cause("debit", each.id):
            await mark_sent(message.id, at=told, by=OWNER_EMAIL)
    for file in (await queries.preview(at)).files:
        if not file.is_early:
            await debits.make_batch(
                file.scheme.value, file.collect_on, file.ids, at=at, by=OWNER_EMAIL
            )


async def _ask(play: Play, but: int) -> None:
    """Somebody else with an address is asked to sign."""
    for client_id, player in play.players.items():
        if client_id != but and player.values.email:
            values = MandateValues(client_id, player.values.name)
            at = moment(play.today - 8 * DAY)
            await mandates.create(values, on=at.date(), at=at, by=OWNER_EMAIL, send=True)
            return
