"""The backups, the owner's alone: what is there and what is known of it, one more, downloads."""

from datetime import timedelta
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import File
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.auth.guards import OWNER_ONLY
from app.clock import ZONE, now, today
from app.config import config
from app.core.errors import Refused
from app.upkeep import actions
from app.upkeep.queries import backups as queries
from app.upkeep.rules import backups as rules
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect

BACKUPS = "/settings/backups"
# Long enough for the largest; then its process was killed, and the next hour makes it.
_STALLED_AFTER = timedelta(minutes=25)


@get(BACKUPS, opt=OWNER_ONLY)
async def backups(request: AnyRequest) -> Response[Any]:
    """Every backup, the last drill, how to restore."""
    return await _show(request, Form.blank(today()))


@get(BACKUPS + "/list", opt=OWNER_ONLY)
async def backup_list(request: AnyRequest) -> Response[Any]:
    """The list alone, asked for again while one is being made."""
    return await fragment(request, "upkeep/_backups.html", **await _there())


@post(BACKUPS, opt=OWNER_ONLY)
async def back_up_now(request: AnyRequest) -> Response[Any]:
    """Ask for one more; the worker makes it."""
    await actions.ask_backup(at=now(), by=request.user.email)
    await nudge(Job.BACK_UP)
    return await redirect(request, BACKUPS)


@post(BACKUPS + "/second-folder", opt=OWNER_ONLY)
async def change_second_folder(request: AnyRequest) -> Response[Any]:
    """Say where a second copy goes."""
    form = await Form.read(request, today())
    try:
        folder = form.text("copy_to", max=400)
        form.check()
        await actions.set_second_folder(folder, config(), at=now(), by=request.user.email)
    except Refused as refused:
        return await _show(request, form.refused(refused), status=422)
    return await redirect(request, BACKUPS, "Saved. The next backup is copied there.")


@get(BACKUPS + "/{name:str}/file", opt=OWNER_ONLY)
async def download_backup(request: AnyRequest, name: FromPath[str]) -> Response[Any]:
    """The file itself, with everything in it; who took it is noted."""
    path = config().backups_dir / name
    if rules.moment_of(name) is None or not path.is_file():
        raise NotFoundException
    await actions.note_download(name, at=now(), by=request.user.email)
    return File(path, filename=name, media_type="application/x-tar")


async def _show(request: AnyRequest, form: Form, status: int = 200) -> Response[Any]:
    at = now()
    there = await _there()
    copies = [one.copy for one in there["backups"]]
    return await page(
        request,
        "upkeep/backups.html",
        status,
        form=form,
        drill=await queries.last_drill(),
        missing=rules.missing(copies, await queries.first_asked(), at),
        folder=config().backups_dir,
        second=await queries.second_folder(),
        newest=rules.newest_good(copies, at),
        **there,
    )


async def _there() -> dict[str, Any]:
    at = now()
    owed, last = await queries.owed(), await queries.last_attempt()
    return {
        "backups": await queries.listed(config().backups_dir),
        "owed": owed,
        "stalled": owed is not None and at - (owed.started_at or owed.asked_at) > _STALLED_AFTER,
        "failure": last if last and last.error else None,
        "labels": rules.PROOF_LABELS,
        "size_said": rules.size_said,
        "zone": ZONE,
        "at": at,
    }


ROUTES: list[ControllerRouterHandler] = [
    backups,
    backup_list,
    back_up_now,
    change_second_folder,
    download_backup,
]
