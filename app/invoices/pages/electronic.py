"""The electronic form of a document: its XML to keep, and what judges say of it."""

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters import files
from app.invoices import queries
from app.web.download import attachment

XML = "application/xml"


@get("/invoices/{invoice_id:int}/xml")
async def xml(invoice_id: FromPath[int]) -> Response[bytes]:
    """The kept XML, the same bytes that are in the PDF."""
    view, kept = await queries.maybe_invoice(invoice_id), await queries.electronic(invoice_id)
    if view is None or view.number is None or kept is None or kept.sha256 is None:
        raise NotFoundException
    return attachment(files.read(kept.sha256), f"{view.number.replace('/', '-')}.xml", XML)


ROUTES: list[ControllerRouterHandler] = [xml]
