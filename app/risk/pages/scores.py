"""How a client pays, on its card; and how good the score has been."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clients.queries import maybe_client
from app.clock import now, today
from app.risk import actions, queries, rules
from app.risk.pages import segments
from app.web.render import AnyRequest, fragment, page, redirect, wants_fragment

RELIABILITY = "/receivables/reliability"


@get("/clients/{client_id:int}/score")
async def score(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """The score of a client as of today, with its reasons and its last payments."""
    client = await maybe_client(client_id)
    if client is None:
        raise NotFoundException
    kept = await queries.score(client_id)
    context: dict[str, Any] = {
        "client": client,
        "score": kept,
        "strip": kept.strip if kept else (),
        "least": rules.MIN_OUTCOMES,
        "changes": await queries.changes(client_id),
        **await segments.of_client(client_id),
        "alone": not wants_fragment(request),
    }
    if wants_fragment(request):
        return await fragment(request, "risk/_score.html", **context)
    return await page(request, "risk/score.html", **context)


@get(RELIABILITY)
async def reliability(request: AnyRequest) -> Response[Any]:
    """How good the score was when it was last judged: a verdict, a picture with its table, the
    naive ways beside it, and the laws that it has learnt."""
    judged = await queries.last_judgement()
    return await page(
        request,
        "risk/reliability.html",
        judged=judged,
        verdict=rules.verdict(judged.backtest) if judged else None,
        ways=rules.figures(judged.backtest) if judged else [],
        bins=rules.shown_bins(judged.backtest) if judged else [],
        dots=rules.picture(judged.backtest.calibration) if judged else [],
        frame=rules.FRAME,
        kinds=rules.KINDS,
    )


@post(f"{RELIABILITY}/judgements")
async def judge_now(request: AnyRequest) -> Response[Any]:
    """Judge the score again: by the worker, who may take a minute; here when there is none."""
    if await nudge(Job.JUDGE_SCORE, request.user.email):
        text = "The score is being judged: see this page again in a minute."
        return await redirect(request, RELIABILITY, text)
    await actions.judge(on=today(), at=now())
    return await redirect(request, RELIABILITY, "Judged just now.")


ROUTES: list[ControllerRouterHandler] = [score, reliability, judge_now]
