"""*Réponses*: what clients said, until somebody has dealt with it."""

from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.clock import today
from app.disputes import queries, rules
from app.disputes.rules import Stage
from app.web.address import address
from app.web.forms import Form
from app.web.render import AnyRequest, page

PATH = "/answers"
_SIZE = 20


@get(PATH)
async def listing(request: AnyRequest) -> Response[Any]:
    """What asks for somebody, what runs, and a page of what is over."""
    on = today()
    form = Form.query(request, on)
    number = form.whole("page", 1, 100_000, required=False) or 1
    found = await queries.open_answers(on)
    done, count = await queries.done_answers(on, _SIZE, (number - 1) * _SIZE)
    just = [each for each in found if each.stage is Stage.DONE and number == 1]
    pages = max(1, -(-count // _SIZE))
    return await page(
        request,
        "disputes/list.html",
        asking=[each for each in found if each.stage is Stage.ASKS],
        running=[each for each in found if each.stage is Stage.RUNS],
        done=[*just, *done],
        number=number,
        pages=pages,
        previous=address(PATH, {}, page=number - 1) if number > 1 else None,
        next=address(PATH, {}, page=number + 1) if number < pages else None,
        **labels(),
    )


def labels() -> dict[str, Any]:
    """The words of the pages of answers."""
    return {
        "kinds": rules.KIND_LABELS,
        "reasons": rules.REASON_LABELS,
        "outcomes": rules.OUTCOME_LABELS,
        "standings": rules.STANDING_LABELS,
        "plan_standings": rules.PLAN_LABELS,
        "next_step": rules.next_step,
        "icons": {
            "promise": "handshake",
            "dispute": "hand",
            "question": "message-square",
            "call": "phone",
            "mail": "mail",
            "plan": "calendar-clock",
        },
        "tones": {
            "kept": "good",
            "broken": "late",
            "open": "ask",
            "accepted": "good",
            "asked": "ask",
        },
    }


ROUTES: list[ControllerRouterHandler] = [listing]
