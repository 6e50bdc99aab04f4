"""What goes to the bank next, what does not and why, the files made, what came back."""

from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.clock import now, today
from app.debits import queries, rules
from app.debits.queries import Handed
from app.mandates.queries import creditor, list_mandates
from app.web.forms import Form
from app.web.render import AnyRequest, page


@get("/debits")
async def debits(request: AnyRequest) -> Response[Any]:
    """The next files with what is in them, and what is out."""
    return await shown(request, Form.blank(today()))


async def shown(request: AnyRequest, form: Form, status: int = 200) -> Response[Any]:
    """The page, with the faults of what was asked of it."""
    terms = await creditor()
    return await page(
        request,
        "debits/overview.html",
        status=status,
        form=form,
        preview=await queries.preview(now()),
        batches=await queries.batches(),
        returned=[await _return(each) for each in await queries.returns_to_do()],
        nexts=rules.NEXT,
        why=rules.WHY,
        creditor=terms,
        has_mandates=bool(await list_mandates(1)),
    )


async def _return(each: Handed) -> tuple[Handed, str, rules.Next, bool]:
    """What came back, what its reason means, what to do, and whether it may be tried once more."""
    meaning, then = rules.told(each.code or "")
    renewed = await queries.is_renewed(each, today())
    return each, meaning, then, rules.may_try_again(each.code or "", each.attempt, renewed)


ROUTES: list[ControllerRouterHandler] = [debits]
