"""One mandate: how it stands, its signature with the evidence, what can be done."""

from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters import files
from app.auth.queries import names, timeline
from app.clients.queries import address_for
from app.clock import now, today
from app.core.i18n import gettext
from app.links.queries import token_for
from app.mandates import queries, rules
from app.mandates.queries import MandateView
from app.mandates.rules import Ending, Standing
from app.messages import queries as messages
from app.messages.pages.words import STATES, TONES
from app.web.download import attachment
from app.web.forms import Form
from app.web.render import AnyRequest, page
from app.web.timeline import told

_ENDINGS = (Ending.REVOKED, Ending.CLOSED, Ending.WRONG)
_SUFFIXES = {"application/json": "json", "application/pdf": "pdf", "image/png": "png"}


@get("/debits/mandates/{mandate_id:int}")
async def show(request: AnyRequest, mandate_id: FromPath[int]) -> Response[Any]:
    """The mandate."""
    return await shown(request, mandate_id, Form.blank(today()))


@get("/debits/mandates/{mandate_id:int}/evidence")
async def evidence(request: AnyRequest, mandate_id: FromPath[int]) -> Response[Any]:
    """The evidence of its signature, as it was kept."""
    view = await found(mandate_id)
    if not view.sha256:
        raise NotFoundException
    suffix = _SUFFIXES.get(view.media_type or "", "jpg")
    name = f"mandat-{view.id}-preuve.{suffix}"
    return attachment(files.read(view.sha256), name, view.media_type or "")


async def shown(
    request: AnyRequest, mandate_id: int, form: Form, status: int = 200
) -> Response[Any]:
    """The page of a mandate, with the faults of what was asked of it."""
    view, on = await found(mandate_id), today()
    token = await token_for("mandate", mandate_id)
    here = f"/debits/mandates/{mandate_id}"
    return await page(
        request,
        "mandates/show.html",
        status=status,
        form=form,
        mandate=view,
        standing=view.standing(on),
        standings=Standing,
        said=rules.STANDINGS,
        tones=rules.TONES,
        schemes=rules.SCHEMES,
        recurrences=rules.RECURRENCES,
        ending_words=rules.ENDINGS,
        endings=[(each.value, gettext(rules.ENDINGS[each])) for each in _ENDINGS],
        soon=view.lapses_soon(on),
        email=await address_for(view.client_id),
        sendings=await messages.of_cause("mandate", mandate_id),
        sending_states=STATES,
        sending_tones=TONES,
        link=f"/m/{token}" if token else None,
        items=told(await timeline("mandate", mandate_id), now(), here=here, names=await names()),
    )


async def found(mandate_id: int) -> MandateView:
    """The mandate of an address, or 404."""
    view = await queries.maybe_mandate(mandate_id)
    if view is None:
        raise NotFoundException
    return view


ROUTES: list[ControllerRouterHandler] = [show, evidence]
