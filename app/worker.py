"""The timetable: every job, when it runs, and how long it may take.

Hours are UTC, so that no tick is skipped or doubled when the clocks change: 00:10 is 01:10 in Paris
in winter, 02:10 in summer. Each job works by as-of date, so a missed tick costs nothing.
"""

import asyncio
import logging
import sys
from dataclasses import replace

from app.accounting.jobs import total_days
from app.adapters.database import close_engine, open_engine
from app.adapters.queue import Job, QueueLost, Slot, work
from app.alerts.jobs import tell_payments, watch
from app.auth.jobs import forget_sessions
from app.bank.jobs import match_lines, read_files, watch_folder
from app.books.jobs import send_files
from app.contracts.jobs import bill_due, extend_schedules, inform_renewals
from app.debits.jobs import announce_debits
from app.disputes.jobs import follow_promises
from app.doubtful.jobs import follow_paid
from app.einvoicing.jobs import hand_over, listen
from app.imports.jobs import run_imports
from app.invoices.jobs import judge_documents, render_documents
from app.mailbox.jobs import read_mailbox
from app.mandates.jobs import chase_mandates
from app.messages.jobs import send_messages
from app.payments.jobs import look_at_cards, look_back_at_cards
from app.quotes.jobs import remind_quotes, render_quotes
from app.receivables.jobs import render_statements, send_statements
from app.reminders.jobs import propose, send_approved
from app.risk.jobs import judge, rescore
from app.today.jobs import forecast
from app.upkeep.jobs import back_up, check_integrity, heartbeat, try_backup, watched

MINUTELY = set(range(60))
EVERY_TWO, EVERY_FIVE, EVERY_TEN = set(range(0, 60, 2)), set(range(0, 60, 5)), set(range(0, 60, 10))
NIGHT, DAY, WORKED = {0}, set(range(4, 20)), set(range(8, 16))

TIMETABLE = (
    Slot(Job.BILL_DUE, bill_due, EVERY_FIVE),
    Slot(Job.EXTEND_SCHEDULES, extend_schedules, {10}, NIGHT),
    Slot(Job.INFORM_RENEWALS, inform_renewals, {25}, DAY),
    Slot(Job.RENDER_DOCUMENTS, render_documents, EVERY_TWO, seconds=120),
    Slot(Job.JUDGE_DOCUMENTS, judge_documents, EVERY_TEN, seconds=120),
    Slot(Job.HAND_OVER, hand_over, EVERY_TWO, seconds=120),
    Slot(Job.LISTEN, listen, EVERY_FIVE, seconds=120),
    Slot(Job.RENDER_QUOTES, render_quotes, EVERY_TWO, seconds=120),
    Slot(Job.REMIND_QUOTES, remind_quotes, {25}, WORKED),
    Slot(Job.ANNOUNCE_DEBITS, announce_debits, EVERY_TEN, DAY),
    Slot(Job.CHASE_MANDATES, chase_mandates, {25}, WORKED),
    Slot(Job.LOOK_AT_CARDS, look_at_cards, EVERY_FIVE, seconds=150),
    Slot(Job.LOOK_BACK_AT_CARDS, look_back_at_cards, {35}, seconds=150),
    Slot(Job.SEND_STATEMENTS, send_statements, {35}, DAY, seconds=120),
    Slot(Job.RENDER_STATEMENTS, render_statements, EVERY_TWO, seconds=120),
    Slot(Job.SEND_MESSAGES, send_messages, MINUTELY, seconds=150),
    Slot(Job.RESCORE, rescore, EVERY_TEN, seconds=120),
    Slot(Job.JUDGE_SCORE, judge, {40}, NIGHT, seconds=900),
    Slot(Job.RUN_IMPORTS, run_imports, MINUTELY, seconds=150),
    Slot(Job.WATCH_BANK_FOLDER, watch_folder, MINUTELY, seconds=150),
    Slot(Job.READ_BANK_FILES, read_files, MINUTELY, seconds=150),
    Slot(Job.MATCH_LINES, match_lines, EVERY_TWO, seconds=150),
    Slot(Job.PROPOSE_REMINDERS, propose, {5}, DAY),
    Slot(Job.SEND_APPROVED_REMINDERS, send_approved, EVERY_TEN),
    Slot(Job.WATCH, watch, {12, 42}, DAY),
    Slot(Job.TELL_PAYMENTS, tell_payments, {13, 43}, DAY),
    Slot(Job.FORECAST, forecast, {15}, {2, 6, 10, 14}, seconds=120),
    Slot(Job.FOLLOW_DOUBTFUL, follow_paid, EVERY_TWO),
    Slot(Job.FOLLOW_PROMISES, follow_promises, EVERY_TWO),
    Slot(Job.READ_MAILBOX, read_mailbox, EVERY_FIVE, seconds=150),
    Slot(Job.SEND_ENTRIES, send_files, {45}, DAY, seconds=150),
    Slot(Job.TOTAL_DAYS, total_days, {30}, NIGHT, seconds=120),
    Slot(Job.FORGET_SESSIONS, forget_sessions, {40}, NIGHT),
    Slot(Job.BACK_UP, back_up, {20}, seconds=1200),
    Slot(Job.TRY_BACKUP, try_backup, {50}, {2}, seconds=1200),
    Slot(Job.CHECK_INTEGRITY, check_integrity, {50}, NIGHT, seconds=900),
    Slot(Job.HEARTBEAT, heartbeat, MINUTELY, seconds=20),
)


async def run() -> None:
    """Work until told to end."""
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    watched_slots = [replace(s, run=watched(s.job, s.run, s.seconds)) for s in TIMETABLE]
    await open_engine()
    try:
        await work(watched_slots)
    except QueueLost as reason:
        sys.exit(f"echeance: the worker lost Redis and ends: {reason}")
    finally:
        await close_engine()


def main() -> None:
    """The process of the worker."""
    asyncio.run(run())


if __name__ == "__main__":
    main()
