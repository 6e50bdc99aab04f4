"""Eighteen months of the business, day after day, by the actions that people and the worker use."""

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

from app.clients import actions as clients
from app.contracts import actions as contracts
from app.contracts.rules import Billing, ContractValues, Frequency, Line, Mode
from app.core import console
from app.core.calendar import add_months, next_working_day
from app.core.money import QUANTITY_SCALE, share
from app.counter import rules as counter
from app.counter.actions import sell
from app.counter.rules import SaleLine, SaleValues
from app.demo.agreements import deeds
from app.demo.cast import COUNTER, OWNER_EMAIL, WORKS, Habit, Player, price
from app.demo.cheques import bank_the_cheques
from app.demo.scene import DAY, VAT, Play, moment
from app.demo.statement import waits_for_the_bank
from app.invoices import actions as invoices
from app.invoices.actions import DraftValues
from app.invoices.queries import OpenInstalment, open_instalments
from app.invoices.rules import Kind, LineDraft
from app.messages import actions as messages
from app.payments import actions as payments
from app.payments.rules import Method, ReceiptValues
from app.reminders import actions as reminders
from app.reminders.queries import open_reminders

SYSTEM = "echeance"
QUIET = 24 * DAY
MONDAY, SATURDAY = 0, 5
_FREQUENCIES = (
    (Frequency.MONTHLY, 1),
    (Frequency.MONTHLY, 1),
    (Frequency.QUARTERLY, 3),
    (Frequency.MONTHLY, 1),
    (Frequency.YEARLY, 12),
)


async def perform(play: Play, players: Sequence[Player], contracts: int, one_offs: int) -> None:
    """Play every day up to today: clients, contracts, billing, works, payments."""
    for player in players:
        at = moment(play.first_day)
        play.players[await clients.create(player.values, at=at, by=OWNER_EMAIL)] = player
    agreements = _agreements(play, contracts)
    works = _works(play, one_offs)
    others = deeds(play)
    days = list(play.days())
    for day in console.progress(days, len(days), "18 months"):
        await _sign(agreements.get(day, []), day)
        for deed in others.get(day, []):
            await deed()
        await _bill(day)
        await _do_works(works.get(day, []), day)
        await _note_issued(play, day)
        for receipt in play.payments.pop(day, []):
            if waits_for_the_bank(play, receipt):
                play.transfers.append(receipt)
            else:
                await payments.record(receipt, at=moment(day, 14), by=OWNER_EMAIL)
        await bank_the_cheques(play, day)
        if day.weekday() == MONDAY and day < play.today - QUIET:
            await _chase(day)
        if day.weekday() == SATURDAY and play.random.randint(1, 3) == 1:
            await _sell(play, day)


def _agreements(play: Play, count: int) -> dict[date, list[tuple[ContractValues, Line]]]:
    """What is signed on each day: most on the first ones, some since."""
    wanted: list[tuple[int, int]] = [
        (client_id, monthly)
        for client_id, player in play.players.items()
        for monthly in player.monthly
    ]
    while wanted and len(wanted) < count:
        client_id = play.random.choice(list(play.players))
        wanted.append((client_id, play.random.randint(60, 700) * 100))
    signed: dict[date, list[tuple[ContractValues, Line]]] = {}
    for n, (client_id, monthly) in enumerate(wanted[:count]):
        late_start = n % 4 == 3
        start = add_months(play.first_day, play.random.randint(1, 14) if late_start else 0)
        start += DAY * (play.random.randint(0, 27) if late_start else 0)
        values, line = _agreement(n, client_id, monthly, start)
        signed.setdefault(start, []).append((values, line))
    return signed


def _agreement(n: int, client_id: int, monthly: int, start: date) -> tuple[ContractValues, Line]:
    frequency, months = _FREQUENCIES[n % len(_FREQUENCIES)]
    what = ("Entretien de l’ascenseur", "Entretien du portail automatique", "Télésurveillance")
    label = what[n % len(what)]
    values = ContractValues(
        client_id=client_id,
        label=label,
        frequency=frequency,
        billing=Billing.ARREARS if n % 3 == 2 else Billing.ADVANCE,
        start_on=start,
        mode=Mode.ISSUE,
        reference=f"{start.year}-{n + 101:03}",
        anchor_day=1,
    )
    return values, Line(f"{label}, {{period}}", QUANTITY_SCALE, price(monthly * months), VAT)


def _works(play: Play, count: int) -> dict[date, list[tuple[int, LineDraft]]]:
    """What is repaired on each day."""
    days = [day for day in play.days() if day < play.today]
    works: dict[date, list[tuple[int, LineDraft]]] = {}
    ids = list(play.players)
    for _ in range(count if ids else 0):
        label, cents = play.random.choice(WORKS)
        hours = play.random.randint(1, 4) * QUANTITY_SCALE
        line = LineDraft(label, hours if cents < 50_000 else QUANTITY_SCALE, price(cents), VAT)
        day = next_working_day(play.random.choice(days))
        works.setdefault(min(day, play.today), []).append((play.random.choice(ids), line))
    return works


async def _sign(agreements: Sequence[tuple[ContractValues, Line]], day: date) -> None:
    for values, line in agreements:
        await contracts.create(values, [line], on=day, at=moment(day, 7), by=OWNER_EMAIL)


async def _bill(day: date) -> None:
    await contracts.bill(on=day, at=moment(day), by=SYSTEM)


async def _do_works(works: Sequence[tuple[int, LineDraft]], day: date) -> None:
    made = [
        await invoices.create_draft(
            DraftValues(client_id=client_id, lines=(line,), service_from=day, service_to=day),
            at=moment(day, 11),
            by=OWNER_EMAIL,
        )
        for client_id, line in works
    ]
    if made:
        await invoices.issue_many(made, on=day, at=moment(day, 11), by=OWNER_EMAIL)


async def _chase(day: date) -> None:
    """Mondays: everything proposed is approved and handed over, as with a mail server."""
    at = moment(day, 10)
    await reminders.propose(on=day, at=at)
    waiting = [reminder.id for reminder in await open_reminders()]
    await reminders.approve_all(waiting, at=at, by=OWNER_EMAIL)
    for message_id in await reminders.send_approved(at=at):
        await messages.mark_sent(message_id, at=at, by=SYSTEM)


async def _sell(play: Play, day: date) -> None:
    """Saturdays: somebody comes by for a remote control."""
    label, cents = play.random.choice(COUNTER)
    values = SaleValues(
        key=f"demo:{day}",
        lines=(SaleLine(label, cents, VAT),),
        method=play.random.choice((counter.Method.CARD, counter.Method.CASH)),
    )
    await sell(values, on=day, at=moment(day, 16), by=OWNER_EMAIL)


async def _note_issued(play: Play, day: date) -> None:
    """Decide, for each invoice of the day, when and how it will be paid; credit a rare one."""
    fresh = [one for one in await open_instalments() if one.invoice_id > play.last_invoice_id]
    for issued in sorted(fresh, key=lambda one: one.invoice_id):
        play.last_invoice_id = issued.invoice_id
        player = play.players.get(issued.client_id)
        if player is None or issued.kind is not Kind.INVOICE:
            continue
        if play.random.randint(1, 70) == 1:
            await invoices.credit_whole(
                issued.invoice_id, on=day, at=moment(day, 12), by=OWNER_EMAIL
            )
            continue
        for receipt in _receipts(play.random, player.habit, issued, play.today):
            play.payments.setdefault(receipt.received_on, []).append(receipt)


def _receipts(
    random: Random, habit: Habit, issued: OpenInstalment, today: date
) -> Iterator[ReceiptValues]:
    """Nothing, one payment, or two for a client who pays in parts; none on a day to come."""
    if random.randint(1, 100) <= habit.never:
        return
    late = random.randint(1, 100) <= habit.late
    delay = random.randint(habit.low, habit.high) if late else -random.randint(0, 9)
    day = max(issued.issued_on + DAY, issued.due_on + delay * DAY)
    half = share(issued.open, 1, 2) if random.randint(1, 25) == 1 else 0
    method = Method.CHEQUE if random.randint(1, 8) == 1 else Method.TRANSFER
    for part, cents in enumerate((half, issued.open - half)):
        on = next_working_day(day + part * 21 * DAY if half else day)
        if cents and on <= today:
            yield ReceiptValues(
                client_id=issued.client_id,
                method=method,
                amount=cents,
                received_on=on,
                key=f"demo:{issued.invoice_id}:{part}",
                allocations=((issued.instalment_id, cents),),
                reference=issued.number,
            )
