"""The reminders of one client, and of one invoice: parts of their pages, with the pauses."""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clients.queries import maybe_client
from app.clock import now, today
from app.core.errors import N_, Refused
from app.disputes import actions as disputes
from app.disputes.actions import Wish
from app.disputes.queries import AnswerView, answers_about, answers_of
from app.disputes.rules import Origin, Stage, Words
from app.invoices.queries import maybe_invoice, open_instalments
from app.reminders import actions, queries
from app.reminders.pages.words import DONE_BY_HAND, MESSAGE_STATES, STEP_TONES
from app.reminders.rules import Because, ChoiceKind, check_pause
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect, wants_fragment


@dataclass(frozen=True)
class Hole:
    """Of whom the reminders are shown: a client, or one invoice of theirs."""

    client_id: int
    name: str
    invoice_id: int | None
    title: str
    is_open: bool

    @property
    def path(self) -> str:
        """Where the part lives."""
        if self.invoice_id is None:
            return f"/clients/{self.client_id}/reminders"
        return f"/invoices/{self.invoice_id}/reminders"

    @property
    def page(self) -> str:
        """The page it is a part of."""
        return self.path.removesuffix("/reminders")


@get("/clients/{client_id:int}/reminders")
async def of_client(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """What was sent to a client, what comes next, and whether they are left in peace."""
    return await _answer(request, await _client(client_id), Form.blank(today()))


@get("/invoices/{invoice_id:int}/reminders")
async def of_invoice(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """The same for one invoice."""
    return await _answer(request, await _invoice(invoice_id), Form.blank(today()))


@post("/clients/{client_id:int}/reminders/pauses")
async def pause_client(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """Leave a client in peace."""
    return await _pause(request, await _client(client_id))


@post("/invoices/{invoice_id:int}/reminders/pauses")
async def pause_invoice(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """Leave one invoice in peace."""
    return await _pause(request, await _invoice(invoice_id))


@post("/clients/{client_id:int}/reminders/pauses/{pause_id:int}/lifting")
async def lift_of_client(
    request: AnyRequest, client_id: FromPath[int], pause_id: FromPath[int]
) -> Response[Any]:
    """End a pause of a client, or of one of its invoices."""
    return await _lift(request, await _client(client_id), pause_id)


@post("/invoices/{invoice_id:int}/reminders/pauses/{pause_id:int}/lifting")
async def lift_of_invoice(
    request: AnyRequest, invoice_id: FromPath[int], pause_id: FromPath[int]
) -> Response[Any]:
    """End a pause of an invoice."""
    return await _lift(request, await _invoice(invoice_id), pause_id)


async def _client(client_id: int) -> Hole:
    client = await maybe_client(client_id)
    if client is None:
        raise NotFoundException
    return Hole(client_id, client.name, None, client.name, True)


async def _invoice(invoice_id: int) -> Hole:
    invoice = await maybe_invoice(invoice_id)
    if invoice is None:
        raise NotFoundException
    return Hole(invoice.client_id, invoice.client, invoice_id, invoice.title, invoice.open > 0)


async def _pause(request: AnyRequest, hole: Hole) -> Response[Any]:
    form = await Form.read(request, today())
    reason = form.text("reason", max=500)
    until_on = form.day("until_on", required=False)
    because = form.choice("because", Because, required=False) or Because.REST
    try:
        form.check()
        if because is Because.PROMISE:
            check_pause(because, until_on, hole.invoice_id, today())
            assert until_on is not None
            await _promise(request, hole, until_on, reason, form.typed.get("key", "")[:40])
            return await _done(request, hole, N_("Promise noted: reminders wait for it."))
        await actions.pause(
            hole.client_id,
            reason=reason,
            because=because,
            until_on=until_on,
            invoice_id=hole.invoice_id,
            on=today(),
            at=now(),
            by=request.user.email,
        )
    except Refused as refused:
        return await _answer(request, hole, form.refused(refused))
    return await _done(request, hole, N_("No reminder leaves until the pause ends."))


async def _promise(request: AnyRequest, hole: Hole, day: date, reason: str, key: str) -> None:
    """A promise is kept or broken by the payments: it is noted as one, of all that is open; the
    same form again is the same promise."""
    at = now()
    owed = [each for each in await open_instalments(hole.client_id) if each.open > 0]
    ids = list(dict.fromkeys(each.invoice_id for each in owed))
    wish = Wish([hole.invoice_id] if hole.invoice_id else ids, None, day)
    words = Words(
        "", reason, f"pause:{key or secrets.token_urlsafe(18)}", request.user.email, Origin.HAND
    )
    await disputes.promise(wish, words, on=at.date(), at=at)


async def _lift(request: AnyRequest, hole: Hole, pause_id: int) -> Response[Any]:
    in_force = await queries.pauses_of(hole.client_id, today(), hole.invoice_id)
    if pause_id not in {each.id for each in in_force}:
        raise NotFoundException
    await actions.lift(pause_id, at=now(), by=request.user.email)
    return await _done(request, hole, N_("Reminders may leave again."))


async def _done(request: AnyRequest, hole: Hole, said: str) -> Response[Any]:
    await nudge(Job.PROPOSE_REMINDERS)
    if wants_fragment(request):
        return await _answer(request, hole, Form.blank(today()), said)
    return await redirect(request, hole.page, said)


async def _followed(client_id: int) -> int | str:
    """The plan chosen for this client, "" when none was."""
    mine = (ChoiceKind.CLIENT, str(client_id))
    chosen = await queries.choices()
    return next((one.plan_id for one in chosen if (one.kind, one.value) == mine), "")


async def _answer(
    request: AnyRequest, hole: Hole, form: Form, flash: str | None = None
) -> Response[Any]:
    on: date = today()
    sent = (
        await queries.of_client(hole.client_id)
        if hole.invoice_id is None
        else await queries.naming(hole.invoice_id)
    )
    context: dict[str, Any] = {
        "hole": hole,
        "form": form,
        "sent": sent[:5],
        "more": len(sent) > 5,
        "pauses": await queries.pauses_of(hole.client_id, on, hole.invoice_id),
        "key": form.value("key", secrets.token_urlsafe(18)),
        "promises": await _promises(hole, on),
        "step": (await queries.next_steps(on, hole.client_id, hole.invoice_id)).get(hole.client_id),
        "tones": STEP_TONES,
        "plans": await queries.plans(),
        "followed": await _followed(hole.client_id),
        "states": MESSAGE_STATES,
        "by_hand": DONE_BY_HAND,
        "alone": not wants_fragment(request),
    }
    status = 422 if form.findings else 200
    if wants_fragment(request):
        return await fragment(
            request, "reminders/_of_one.html", status=status, flash=flash, **context
        )
    return await page(request, "reminders/of_one.html", status=status, **context)


async def _promises(hole: Hole, on: date) -> list[AnswerView]:
    """The promises that run, of the client or about the invoice."""
    if hole.invoice_id is None:
        said = await answers_of(hole.client_id, on)
    else:
        said = await answers_about(hole.invoice_id, on)
    return [each for each in said if each.promise and each.stage is Stage.RUNS]


ROUTES: list[ControllerRouterHandler] = [
    of_client,
    of_invoice,
    pause_client,
    pause_invoice,
    lift_of_client,
    lift_of_invoice,
]
