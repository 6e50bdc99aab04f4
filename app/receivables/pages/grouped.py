"""What is owed by group, grade or segment: the rows of the board added up, with who is in each."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.clock import today
from app.core.errors import N_
from app.core.i18n import gettext
from app.core.sentences import sentence
from app.core.text import searchable
from app.receivables import queries, rules
from app.receivables.rules import Age, Row, Sums
from app.risk import queries as risk
from app.risk.rules import SEGMENT_LABELS
from app.web.forms import Form
from app.web.render import AnyRequest, page

PATH = "/receivables/totals"


class Per(StrEnum):
    """What the clients are put together by."""

    GROUP = "group"
    GRADE = "grade"
    SEGMENT = "segment"


_LABELS = {Per.GROUP: N_("By group"), Per.GRADE: N_("By grade"), Per.SEGMENT: N_("By segment")}


@dataclass(frozen=True)
class Together:
    """The clients that share a name ("" for those without one), and what they owe in all."""

    name: str
    sums: Sums
    rows: list[Row]


@get(PATH)
async def totals(request: AnyRequest) -> Response[Any]:
    """As of a day (`on`); the whole is that of the board."""
    form = Form.query(request, today())
    on = form.day("on", required=False) or today()
    per = form.choice("per", Per, required=False) or Per.GROUP
    bounds = await queries.bounds()
    board = await queries.aging(on, bounds=bounds)
    return await page(
        request,
        "receivables/totals.html",
        422 if form.findings else 200,
        form=form,
        path=PATH,
        board=board,
        per=per.value,
        chips=[(each.value, gettext(label)) for each, label in _LABELS.items()],
        ages=[(age.value, sentence(rules.label(age, bounds))) for age in Age],
        found=together(board.rows, await _name_of(per)),
    )


async def _name_of(per: Per) -> Callable[[Row], str]:
    if per is Per.GROUP:
        return lambda row: row.group
    if per is Per.GRADE:
        grades = await risk.grades()
        return lambda row: grades.get(row.client_id, "")
    labels = {each: gettext(label) for each, label in SEGMENT_LABELS.items()}
    names = {client: labels[each] for client, each in (await risk.segments()).items()}
    return lambda row: names.get(row.client_id, "")


def together(rows: tuple[Row, ...], name_of: Callable[[Row], str]) -> list[Together]:
    """The rows by their name, in its order, those without one last; the largest debt first."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(name_of(row), []).append(row)
    return [
        Together(name, rules.add_up(found[name]), sorted(found[name], key=lambda r: -r.total))
        for name in sorted(found, key=lambda each: (not each, searchable(each)))
    ]


ROUTES: list[ControllerRouterHandler] = [totals]
