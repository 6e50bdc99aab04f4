"""One message: what it says, how it stands, its files, what happened."""

from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters import files
from app.auth.queries import names, timeline
from app.clock import now, today
from app.core.errors import N_, Refused, refuse
from app.messages import queries
from app.messages.pages.listing import words
from app.messages.queries import MessageView
from app.web.download import attachment
from app.web.forms import Form
from app.web.render import AnyRequest, page
from app.web.timeline import told

_CAUSES = {
    "contract": (N_("The contract"), "/contracts/{}"),
    "invoice": (N_("The invoice"), "/invoices/{}"),
    "quote": (N_("The quote"), "/quotes/{}"),
    "statement": (N_("The statement of account"), "/receivables/statements/{}"),
    "reminder": (N_("The reminder"), "/reminders/{}"),
    "reminder_copy": (N_("The reminder"), "/reminders/{}"),
    "answer": (N_("What the client said"), "/answers/{}"),
}


@get("/messages/{message_id:int}")
async def show(request: AnyRequest, message_id: FromPath[int]) -> Response[Any]:
    """The message as it goes."""
    return await shown(request, message_id, Form.blank(today()))


async def shown(
    request: AnyRequest, message_id: int, form: Form, status: int = 200
) -> Response[Any]:
    """The page of a message, with the faults of what was asked of it."""
    view = await found(message_id)
    here = f"/messages/{message_id}"
    return await page(
        request,
        "messages/show.html",
        status=status,
        form=form,
        message=view,
        cause=_cause(view),
        items=told(await timeline("message", message_id), now(), here=here, names=await names()),
        **await words([view]),
    )


@get("/messages/{message_id:int}/files/{file_id:int}")
async def file(
    request: AnyRequest, message_id: FromPath[int], file_id: FromPath[int]
) -> Response[bytes]:
    """A file of the message, as it goes or went."""
    view = await found(message_id)
    wanted = next((each for each in view.files if each.id == file_id), None)
    if wanted is None or wanted.sha256 is None:
        raise NotFoundException
    try:
        content = files.read(wanted.sha256)
    except files.FileFault as fault:
        raise refuse(
            f"messages.file_{fault.fault}",
            "The file %(name)s cannot be given back: it is missing or altered on the disk.",
            name=wanted.filename,
        ) from None
    return attachment(content, wanted.filename, wanted.media_type)


def _cause(view: MessageView) -> tuple[str, str] | None:
    """What it was made for: its name, and its page."""
    if view.cause_kind not in _CAUSES:
        return None
    name, path = _CAUSES[view.cause_kind]
    return name, path.format(view.cause_id)


async def found(message_id: int) -> MessageView:
    """The message, or 404."""
    try:
        return await queries.message(message_id)
    except Refused:
        raise NotFoundException from None


ROUTES: list[ControllerRouterHandler] = [show, file]
