"""How the service is: `/health` for whoever watches over it, and a page for the owner."""

from dataclasses import asdict
from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, ping, queue_depth
from app.auth.guards import OWNER_ONLY
from app.clock import now
from app.config import config
from app.core.errors import N_
from app.upkeep.queries import doctor, health, last_runs
from app.web.render import AnyRequest, page

LABELS = {
    "versions": N_("Versions"),
    "database": N_("Database"),
    "migrations": N_("Tables"),
    "redis": N_("Queue"),
    "scheduler": N_("Scheduler"),
    "jobs": N_("Jobs"),
    "mail": N_("Mail"),
    "iban": N_("IBAN"),
    "disk": N_("Disk"),
    "backup": N_("Backups"),
    "law": N_("Law"),
    "integrity": N_("Integrity"),
}
JOBS: dict[str, str] = {
    Job.BILL_DUE: N_("Billing what is due"),
    Job.EXTEND_SCHEDULES: N_("Laying out schedules"),
    Job.INFORM_RENEWALS: N_("Telling clients of renewals"),
    Job.RENDER_DOCUMENTS: N_("Making PDFs"),
    Job.JUDGE_DOCUMENTS: N_("Judging electronic invoices again"),
    Job.HAND_OVER: N_("Handing invoices to the platform"),
    Job.LISTEN: N_("Reading the platform’s messages"),
    Job.RENDER_QUOTES: N_("Making PDFs of quotes"),
    Job.REMIND_QUOTES: N_("Reminding of quotes"),
    Job.ANNOUNCE_DEBITS: N_("Announcing direct debits"),
    Job.CHASE_MANDATES: N_("Reminding of mandates to be signed"),
    Job.LOOK_AT_CARDS: N_("Asking what became of card payments"),
    Job.LOOK_BACK_AT_CARDS: N_("Asking for card payments taken back"),
    Job.RENDER_STATEMENTS: N_("Making PDFs of statements"),
    Job.SEND_STATEMENTS: N_("Sending statements of account"),
    Job.SEND_MESSAGES: N_("Sending messages"),
    Job.RESCORE: N_("Scoring clients"),
    Job.JUDGE_SCORE: N_("Judging the score on the past"),
    Job.PROPOSE_REMINDERS: N_("Proposing reminders"),
    Job.SEND_APPROVED_REMINDERS: N_("Sending reminders"),
    Job.RUN_IMPORTS: N_("Reading spreadsheets in"),
    Job.WATCH_BANK_FOLDER: N_("Emptying the folder of statements"),
    Job.READ_BANK_FILES: N_("Reading bank statements"),
    Job.MATCH_LINES: N_("Matching bank lines"),
    Job.WATCH: N_("Watching for alerts"),
    Job.TELL_PAYMENTS: N_("Telling of payments by e-mail"),
    Job.FORECAST: N_("Forecasting cash"),
    Job.FOLLOW_DOUBTFUL: N_("Following doubtful debts"),
    Job.READ_MAILBOX: N_("Reading the mailbox"),
    Job.FOLLOW_PROMISES: N_("Following promises"),
    Job.SEND_ENTRIES: N_("Sending entries to the accountant"),
    Job.TOTAL_DAYS: N_("Adding up the accounts by day"),
    Job.FORGET_SESSIONS: N_("Forgetting old sessions"),
    Job.BACK_UP: N_("Making backups"),
    Job.TRY_BACKUP: N_("Trying a backup"),
    Job.CHECK_INTEGRITY: N_("Checking the books"),
    Job.HEARTBEAT: N_("Sign of life"),
}
PLACES = {
    "mail": "/settings/mail",
    "iban": "/settings/bank",
    "backup": "/settings/backups",
    "law": "/settings/law",
    "integrity": "/integrity",
}


@get("/health", opt={"public": True}, include_in_schema=False)
async def show_health() -> Response[dict[str, Any]]:
    """200 when the database and the queue answer and the scheduler ran lately, else 503."""
    state = await health(await ping(), now())
    return Response(asdict(state), status_code=200 if state.is_well else 503)


@get("/settings/health", opt=OWNER_ONLY)
async def show_readings(request: AnyRequest) -> Response[Any]:
    """What the doctor reads, each failing part with its remedy; every job and its last end."""
    readings = await doctor(config(), await queue_depth(), now())
    return await page(
        request,
        "upkeep/health.html",
        readings=[(LABELS.get(reading.name, reading.name), reading) for reading in readings],
        runs=[(JOBS.get(run.name, run.name), run) for run in await last_runs()],
        homes=PLACES,
    )


ROUTES: list[ControllerRouterHandler] = [show_health, show_readings]
