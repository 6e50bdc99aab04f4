"""A business in which something of each kind happens by itself, and what then happened in it."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from app import clock
from app.adapters.queue import Job
from app.alerts import actions as alerts
from app.alerts.rules import Scope
from app.auth.tables import User
from app.clock import ZONE
from app.coming.rules import Happening, Kind
from app.contracts import actions as contracts
from app.contracts.rules import Billing, Frequency, Mode, Renewal, Trial, TrialUnit
from app.contracts.tables import ScheduleEntry
from app.debits import actions as debits
from app.debits.tables import Debit
from app.invoices.tables import Invoice
from app.messages.tables import Message
from app.quotes.tables import Quote
from app.receivables import actions as receivables
from app.receivables.tables import AccountStatement
from app.reminders import actions as reminders
from app.reminders.rules import Because
from app.reminders.tables import PlanStep, Reminder
from app.worker import TIMETABLE
from tests import cast
from tests.contracts.stories import lift
from tests.mandates.paper import identified, made, signed
from tests.payments.books import paid, sold
from tests.quotes.story import sent as quote_sent

FIRST = date(2027, 1, 4)  # a Monday
Seen = tuple[str, date, str]
# They send nothing and bill nothing, and take long.
_ASIDE = {Job.BACK_UP, Job.TRY_BACKUP, Job.CHECK_INTEGRITY, Job.JUDGE_SCORE, Job.FORECAST}


def day(text: str) -> date:
    return date.fromisoformat(text)


async def business(smtp_url: str) -> None:
    """Atelier Vauban on a Monday morning before anybody is up: contracts, debts, mandates, quotes,
    people left in peace."""
    await cast.open_shop(smtp_url=smtp_url, mail_from="bonjour@atelier-vauban.test")
    await PlanStep.update({PlanStep.is_automatic: True}).where(PlanStep.days <= 10)
    await _of_contracts()
    await _of_debts()
    await _of_debits()
    await quote_sent(await cast.hotel(name="Hôtel du Parc"), on="2026-12-20", remind_days=5)
    await _of_news()
    await receivables.plan(0, 15, on=day("2026-12-01"), at=cast.at("2026-12-01"), by=cast.ODILE)


async def _of_contracts() -> None:
    sends = {"mode": Mode.SEND, "on": "2027-01-03"}
    regie, hotel = await cast.regie(), await cast.hotel()
    perrin = await cast.mme_perrin()
    await lift(regie, start_on="2027-01-04", anchor_day=1, **sends)
    # Due at once: what is issued in the span is chased in it.
    await lift(
        hotel, start_on="2027-01-04", frequency=Frequency.WEEKLY, billing=Billing.ARREARS,
        terms_days=0, **sends,
    )  # fmt: skip
    # Its last day to refuse is 12 February; the client is told until 12 January.
    year = Renewal(12, 12, 1)
    await lift(perrin, start_on="2026-03-13", bill_from="2027-01-13", renewal=year, **sends)
    await lift(perrin, start_on="2027-01-10", trial=Trial(14, TrialUnit.DAYS), **sends)
    # Nobody to send it to, an amount that is not known, a draft, and one that was stopped.
    await lift(await cast.regie(name="Sans adresse", email=""), start_on="2027-01-05", **sends)
    await lift(regie, start_on="2027-01-06", is_variable=True, **sends)
    await lift(regie, start_on="2027-01-07", mode=Mode.DRAFT, on="2027-01-03")
    held = await lift(regie, start_on="2027-01-08", **sends)
    row = await ScheduleEntry.select().where(ScheduleEntry.contract == held).first()
    assert row
    await contracts.pause_entry(row["id"], at=cast.at("2027-01-03"), by=cast.ODILE)


async def _of_debts() -> None:
    """One who is due a step that goes by itself, one whose step waits, and three left alone."""
    for name, issued, due in (
        ("Long", "2026-11-01", "2026-11-20"),
        ("Doux", "2026-11-10", "2026-12-28"),
        ("Paie", "2026-11-25", "2027-01-20"),
    ):
        client_id = await cast.regie(name=name, email=f"{name.lower()}@client.test")
        await sold(client_id, 300, issued, due)
    rested = await cast.regie(name="Repos", email="repos@client.test")
    await sold(rested, 400, "2026-11-30", "2026-12-30")
    promised = await cast.regie(name="Promet", email="promet@client.test")
    await sold(promised, 500, "2026-11-30", "2026-12-30")
    credited = await cast.regie(name="Avance", email="avance@client.test")
    await sold(credited, 500, "2026-11-30", "2026-12-30")
    await paid(credited, 20, "2026-12-20", parts=[])
    on, at = day("2027-01-03"), cast.at("2027-01-03")
    who: dict[str, Any] = {"on": on, "at": at, "by": cast.ODILE}
    await reminders.pause(rested, reason="", until_on=day("2027-01-14"), **who)
    promise = {"because": Because.PROMISE, "until_on": day("2027-01-19")}
    await reminders.pause(promised, reason="", **promise, **who)  # type: ignore[arg-type]


async def _of_news() -> None:
    """Claire is told of payments: of one that came on the Sunday, and of no other."""
    claire = await User.select(User.id).where(User.email == cast.CLAIRE).first()
    assert claire
    when = cast.at("2027-01-01")
    await alerts.choose_payments(claire["id"], Scope.ALL, at=when, by=cast.ODILE)
    client_id = await cast.regie(name="Réglé", email="regle@client.test")
    await paid(client_id, 700, "2027-01-03", parts=[])


async def _of_debits() -> None:
    """One told at once, one once its contract has billed, and two mandates to be signed."""
    await identified()
    mairie = await cast.regie(name="Piscine", email="piscine@client.test")
    await signed(mairie, name="Piscine")
    invoice_id = await sold(mairie, 90, "2027-01-03", "2027-01-25")
    at = cast.at("2027-01-03")
    await debits.choose("invoice", invoice_id, True, client_id=mairie, at=at, by=cast.ODILE)
    contract = await lift(mairie, start_on="2027-01-12", mode=Mode.SEND, on="2027-01-03")
    await debits.choose("contract", contract, True, client_id=mairie, at=at, by=cast.ODILE)
    for name, asked in (("Tard", "2026-12-16"), ("Neuf", "2027-01-03")):
        client_id = await cast.regie(name=name, email=f"{name.lower()}@client.test")
        await made(client_id, send=True, on=day(asked), name=name)


async def live(first: date, last: date, at: Callable[[str], None]) -> None:
    """The worker works through these days; nobody signs in, nobody pays."""
    while first <= last:
        for hour in ("06:10", "10:35"):
            at(f"{first}T{hour}")
            for slot in TIMETABLE:
                if slot.job not in _ASIDE:
                    await slot.run({})
        first += timedelta(days=1)


async def waiting() -> Counter[Seen]:
    """The proposals that wait to be approved now, as they are announced for today."""
    rows = await Reminder.select().where(Reminder.state == "proposed")
    today = clock.today()
    return Counter(("approval", today, f"client:{row['client']}:{row['step']}") for row in rows)


def announced(happenings: list[Happening], last: date) -> Counter[Seen]:
    """What was said to happen by itself until a day, and what was said to wait to be approved."""
    said = [each for each in happenings if each.is_sure or each.kind is Kind.APPROVAL]
    quiet = (Kind.TURN, Kind.DEBIT)
    return Counter(
        (each.kind.value, each.day, _told(each))
        for each in said
        if each.day <= last and each.kind not in quiet
    )


def _told(each: Happening) -> str:
    if each.kind is Kind.NOTICE:
        return f"client:{each.client_id}:{each.cents}"
    return each.subject


async def happened(first: date, last: date) -> Counter[Seen]:
    """What the rows say that happened: invoices, drafts, every message, every proposal."""
    found: Counter[Seen] = Counter()
    for row in await Message.select().order_by(Message.id):
        on = _day(row["created_at"])
        # What an invoice's own message carries is told by the invoice.
        if first <= on <= last and row["cause_kind"] != "invoice":
            found[await _of_message(row, on)] += 1
    for row in await Invoice.raw(
        "SELECT i.state, i.issued_on, i.created_at, e.id AS entry FROM invoice i"
        " JOIN schedule_entry e ON e.invoice_id = i.id"
    ):
        is_issued = row["state"] == "issued"
        on = row["issued_on"] if is_issued else _day(row["created_at"])
        if first <= on <= last:
            found["invoice" if is_issued else "draft", on, f"entry:{row['entry']}"] += 1
    asked: dict[tuple[int, int], date] = {}
    for row in await Reminder.select().where(Reminder.state != "sent").order_by(Reminder.id):
        asked.setdefault((row["client"], row["step"]), _day(row["created_at"]))
    automatic = {row["id"] for row in await PlanStep.select().where(PlanStep.is_automatic.eq(True))}
    for (client_id, step), on in asked.items():
        if step not in automatic and first <= on <= last:
            found["approval", on, f"client:{client_id}:{step}"] += 1
    return found


async def _of_message(row: dict[str, Any], on: date) -> Seen:
    kind, cause, key = row["cause_kind"], row["cause_id"], row["subject_key"].split(":")
    if kind == "reminder":
        of = await Reminder.select().where(Reminder.id == cause).first()
        assert of
        return "reminder", on, f"client:{of['client']}:{of['step']}"
    if kind == "debit":
        debit = await Debit.select().where(Debit.id == cause).first()
        assert debit
        return "notice", on, f"client:{debit['client']}:{debit['amount']}"
    if kind == "statement":
        sent = await AccountStatement.select().where(AccountStatement.id == cause).first()
        assert sent
        return "statement", on, f"client:{sent['client']}"
    if kind == "mandate":
        return "mandate", on, f"mandate:{cause}:{key[-1]}"
    if kind == "quote":
        assert await Quote.exists().where(Quote.id == cause)
        return "quote", on, f"quote:{cause}"
    if kind == "contract":
        return key[0], on, ":".join(key)
    return kind, on, ":".join(key)


def _day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()
