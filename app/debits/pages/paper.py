"""A mandate to print, to be signed by hand."""

from litestar import Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.debits import actions
from app.mandates.pages.one import found
from app.web.download import inline_pdf
from app.web.render import AnyRequest


@get("/debits/mandates/{mandate_id:int}/form.pdf")
async def mandate_form(request: AnyRequest, mandate_id: FromPath[int]) -> Response[bytes]:
    """The form as a PDF, with what is known filled in."""
    view = await found(mandate_id)
    return inline_pdf(await actions.mandate_pdf(view.id), f"mandat-{view.reference}.pdf")


ROUTES: list[ControllerRouterHandler] = [mandate_form]
