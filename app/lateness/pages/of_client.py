"""What a client's late invoices cost, to be invoiced at once: a part of the card, and a page."""

from datetime import date
from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.clients.queries import maybe_client
from app.clock import today
from app.core.i18n import current_language
from app.lateness import queries, rules
from app.lateness.pages.aside import aside_of
from app.lateness.pages.of_invoice import missing
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, wants_fragment


@get("/clients/{client_id:int}/lateness")
async def of_client(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """Every late invoice of a client with its interest and indemnity; up to `until`, a day."""
    form = Form.query(request, today())
    until_on = form.day("until_on", required=False)
    if until_on is not None and until_on > today():
        form.fail("lateness.future", "Interest is asked for up to today at most.", "until_on")
        until_on = None
    return await shown(request, client_id, form, until_on)


async def shown(
    request: AnyRequest, client_id: int, form: Form, until_on: date | None = None
) -> Response[Any]:
    """The page, or its part when htmx asks; without a day, up to the last one that is known."""
    client = await maybe_client(client_id)
    if client is None:
        raise NotFoundException
    found = await queries.late_of_client(client_id, today())
    last = rules.last_known([each.lateness for each in found], today())
    if wants_fragment(request) and not form.findings:
        return await fragment(
            request,
            "lateness/_of_client.html",
            client=client,
            total=_total(found),
            found=found,
            missing=missing(found),
            alone=False,
        )
    until = until_on or last
    found, later = await _until(client_id, until, found, is_asked=until_on is not None)
    return await page(
        request,
        "lateness/of_client.html",
        status=422 if form.findings else 200,
        client=client,
        found=found,
        later=later,
        rows=[*found, *later],
        total=_total(found),
        missing=missing(found),
        until=until,
        last=last,
        today=today(),
        rules=_rules([*found, *later]),
        aside=(aside := await aside_of(client_id, request, form)),
        left_out=any(aside.holds(each.id) for each in found if each.lateness.due),
        form=form,
        alone=True,
    )


async def _until(
    client_id: int, until: date, now: list[queries.LateInvoice], *, is_asked: bool
) -> tuple[list[queries.LateInvoice], list[queries.LateInvoice]]:
    """What was late up to a day, and what of `now` came late after it, to be named without an
    amount; nothing of that where somebody asked for the day."""
    found = now if until == today() else await queries.late_of_client(client_id, until)
    there = {each.id for each in found}
    return found, [] if is_asked else [each for each in now if each.id not in there]


def _total(found: list[queries.LateInvoice]) -> int | None:
    """Cents; None as soon as one cannot be had."""
    due = [each.lateness.due for each in found]
    known = [each for each in due if each is not None]
    return sum(known) if len(known) == len(due) else None


def _rules(found: list[queries.LateInvoice]) -> list[Any]:
    """Each rule once."""
    language = current_language()
    return list(
        {each.lateness.terms: rules.rule(each.lateness.terms, language) for each in found}.values()
    )


ROUTES: list[ControllerRouterHandler] = [of_client]
