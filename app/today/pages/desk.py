"""The owner's first page: what to do now and why, how things stand, what comes by itself."""

from datetime import datetime
from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.alerts.queries import AlertView, standing
from app.alerts.rules import LABELS, ON_FIRST_PAGE
from app.clock import ZONE, now
from app.config import config
from app.core import formats
from app.core.errors import Finding
from app.core.i18n import current_language
from app.core.sentences import sentence
from app.receivables.rules import Age, label, whole_days
from app.reminders.pages.words import when_it_leaves
from app.today import queries, rules
from app.upkeep.queries import last_run, last_runs
from app.upkeep.queries.backups import missing_backup
from app.web.render import AnyRequest, page


@get("/")
async def today(request: AnyRequest) -> Response[Any]:
    """Today; a new business is shown where to start instead."""
    at = now()
    begun = await queries.begun()
    desk = await queries.desk(at)
    tasks = rules.tasks(await queries.waiting(desk, at.date(), request.user.is_owner))
    context: dict[str, Any] = {
        "title": _capital(formats.weekday(at.date(), current_language())),
        "begun": begun,
        "tasks": tasks,
        "alerts": await _alerts(),
        "labels": LABELS,
        "alarms": await _alarms(at, await _books() if begun.is_done else None),
    }
    if not begun.is_done:
        return await page(request, "today/start.html", **context)
    figures = await queries.figures(at.date())
    ages = [
        (
            sentence(label(age, figures.board.bounds)),
            cents,
            f"/receivables?sort={age.value}" if cents else None,
        )
        for age, cents in zip(Age, figures.board.total.ages, strict=True)
    ]
    return await page(
        request,
        "today/today.html",
        **context,
        figures=figures,
        ages=ages,
        dso=None if figures.dso is None else whole_days(figures.dso),
        trend=whole_days(figures.dso_change or 0),
        coming=await queries.coming(desk, at.date()),
        when=when_it_leaves(desk, at),
    )


async def _alerts() -> list[AlertView]:
    """Those that nobody has seen and that no task speaks of."""
    return [each for each in await standing() if each.kind in ON_FIRST_PAGE and not each.seen_by]


async def _alarms(at: datetime, books: rules.Books | None) -> list[Finding]:
    runs = await last_runs()
    ran = max((run.ran_at for run in runs if run.ran_at), default=None)
    failing = [run.name for run in runs if run.is_failing]
    since = ran.astimezone(ZONE) if ran else None
    backup = await missing_backup(config(), at)
    return rules.alarms(since, failing, queries.disk_is_full(), at, backup, books)


async def _books() -> rules.Books:
    run = await last_run()
    if run is None:
        return rules.Books()
    return rules.Books(run.at.astimezone(ZONE), run.findings, run.not_checked)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


ROUTES: list[ControllerRouterHandler] = [today]
