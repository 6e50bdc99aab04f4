"""What is owed by group, grade, segment or salesperson: the rows of the board added up, each with
the way to its part of the board."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.auth.queries import users
from app.clock import today
from app.contracts.queries import salespeople
from app.core.errors import N_
from app.core.i18n import gettext
from app.core.sentences import sentence
from app.core.text import searchable
from app.receivables import queries, rules
from app.receivables.rules import Age, Row, Sums
from app.risk import queries as risk
from app.risk.rules import SEGMENT_LABELS
from app.web.address import address
from app.web.forms import Form
from app.web.render import AnyRequest, page

PATH = "/receivables/totals"
BOARD = "/receivables"


class Per(StrEnum):
    """What the clients are put together by."""

    GROUP = "group"
    GRADE = "grade"
    SEGMENT = "segment"
    SALESPERSON = "salesperson"


_LABELS = {
    Per.GROUP: N_("By group"),
    Per.GRADE: N_("By grade"),
    Per.SEGMENT: N_("By segment"),
    Per.SALESPERSON: N_("By salesperson"),
}


_WITHOUT = {
    Per.GROUP: N_("Without a group"),
    Per.GRADE: N_("Without a grade"),
    Per.SEGMENT: N_("Without a segment"),
    Per.SALESPERSON: N_("Without a salesperson"),
}


@dataclass(frozen=True)
class Parts:
    """How clients are put together: the key of each row ("" without one) and the name of a key,
    where it is not the key itself."""

    per: Per
    key_of: Callable[[Row], str]
    names: Mapping[str, str]

    def name(self, key: str) -> str:
        """What a key is called; "" for those without one."""
        return self.names.get(key, key)

    @property
    def without(self) -> str:
        """What those without one are called."""
        return gettext(_WITHOUT[self.per])

    @property
    def label(self) -> str:
        """By what they are put together."""
        return gettext(_LABELS[self.per])


@dataclass(frozen=True)
class Together:
    """The clients that share a key ("" for those without one), its name, and what they owe in all;
    `href` is their part of the board."""

    key: str
    name: str
    sums: Sums
    rows: list[Row]
    href: str = ""


@get(PATH)
async def totals(request: AnyRequest) -> Response[Any]:
    """As of a day (`on`), as it was known at the end of another (`known_on`); the whole is that of
    the board."""
    form = Form.query(request, today())
    on = form.day("on", required=False) or today()
    known_on = form.day("known_on", required=False)
    per = form.choice("per", Per, required=False) or Per.GROUP
    if form.findings:
        on, known_on = today(), None
    bounds = await queries.bounds()
    board = await queries.aging(on, known_on, bounds=bounds)
    kept = {name: form.typed.get(name, "") for name in ("on", "known_on")}
    return await page(
        request,
        "receivables/totals.html",
        422 if form.findings else 200,
        form=form,
        path=PATH,
        kept=kept,
        board=board,
        per=per.value,
        back=address(BOARD, kept),
        chips=[(each.value, gettext(label), address(PATH, kept, per=each.value))
               for each, label in _LABELS.items()],
        ages=[(age.value, sentence(rules.label(age, bounds))) for age in Age],
        behind=address("", kept),
        found=together(board.rows, by := await parts(per), kept),
        without=by.without,
    )  # fmt: skip


async def parts(per: Per) -> Parts:
    """The groups, grades, segments and salespeople are those of today, whatever the day."""
    if per is Per.GROUP:
        return Parts(per, lambda row: row.group, {})
    if per is Per.GRADE:
        grades = await risk.grades()
        return Parts(per, lambda row: grades.get(row.client_id, ""), {})
    if per is Per.SALESPERSON:
        theirs = await salespeople()
        names = {str(each.id): each.name for each in await users()}
        return Parts(per, lambda row: str(theirs.get(row.client_id, "")), names)
    segments = await risk.segments()
    labels = {each.value: gettext(label) for each, label in SEGMENT_LABELS.items()}
    return Parts(per, lambda row: str(segments.get(row.client_id, "")), labels)


def together(
    rows: tuple[Row, ...], by: Parts, kept: Mapping[str, str] | None = None
) -> list[Together]:
    """The rows by their key, in the order of its name, those without one last; the largest debt
    first. `kept` is the day, for the way to the board."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(by.key_of(row), []).append(row)
    return [
        Together(
            key,
            by.name(key),
            rules.add_up(found[key]),
            sorted(found[key], key=lambda r: -r.total),
            address(BOARD, kept or {}, per=by.per.value, of=key),
        )
        for key in sorted(found, key=lambda each: (not each, searchable(by.name(each))))
    ]


@dataclass(frozen=True)
class Part:
    """One part of the board: `of` a key; its name is "" for those without one."""

    by: Parts
    of: str

    @property
    def name(self) -> str:
        return self.by.name(self.of)

    def holds(self, row: Row) -> bool:
        """Whether a client is in it."""
        return self.by.key_of(row) == self.of


async def part_of(form: Form) -> Part | None:
    """The part of the board that is asked for (`per`, `of`); None for the whole."""
    per = form.choice("per", Per, required=False)
    return Part(await parts(per), form.typed.get("of", "")) if per else None


ROUTES: list[ControllerRouterHandler] = [totals]
