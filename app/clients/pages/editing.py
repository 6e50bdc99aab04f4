"""A client's form: new or changed, with likely duplicates asked about and nothing overwritten."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from babel import Locale
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.clients import actions, queries
from app.clients.pages.card import found, options
from app.clients.queries import ClientView
from app.clients.rules import (
    COMPANY_TERMS,
    DETAILS,
    FIELD_LABELS,
    KIND_LABELS,
    ClientValues,
    Detail,
    Kind,
    checked,
    version,
)
from app.clock import now, today
from app.core.countries import COUNTRIES
from app.core.errors import N_, Refused
from app.core.i18n import current_language
from app.core.text import searchable
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

_TYPED = [name for name in FIELD_LABELS if name not in ("kind", "terms_days", "notes")]


@get("/clients/new")
async def new(request: AnyRequest) -> Response[Any]:
    """An empty form; `name` in the address is taken over (from a search that found nothing)."""
    shown = ClientValues(name=request.query_params.get("name", "")[:140])
    return await _page(request, Form.blank(today()), shown)


@post("/clients")
async def create(request: AnyRequest) -> Response[Any]:
    """Add a client, unless it may be there already and nobody has said that it is another."""
    form = await Form.read(request, today())
    try:
        values = _values(form)
        same = await _unseen(form, values)
        if same:
            return await _page(request, form, values, same=same)
        client_id = await actions.create(values, at=now(), by=request.user.email)
    except Refused as refused:
        return await _page(request, form.refused(refused), ClientValues(""))
    return await redirect(
        request, f"/clients/{client_id}", N_("%(name)s is added."), name=values.name
    )


@get("/clients/{client_id:int}/edit")
async def edit(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """The form of a client, filled in."""
    client = await found(client_id)
    seen = version(client.values)
    return await _page(request, Form.blank(today()), client.values, client, seen=seen)


@post("/clients/{client_id:int}/edit")
async def save(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """Change a client; what somebody else changed meanwhile is shown instead of overwritten."""
    client = await found(client_id)
    form = await Form.read(request, today())
    try:
        values = _values(form)
        same = await _unseen(form, values, client_id)
        if same:
            seen = form.typed.get("seen", "")
            return await _page(request, form, values, client, same, seen)
        seen = form.typed.get("seen", "")
        await actions.update(client_id, values, at=now(), by=request.user.email, seen=seen)
    except Refused as refused:
        # Only who has been shown what changed meanwhile may overwrite it.
        told = any(each.code == "clients.changed_meanwhile" for each in refused.findings)
        shown = await found(client_id) if told else client
        seen = version(shown.values) if told else form.typed.get("seen", "")
        return await _page(request, form.refused(refused), client.values, shown, seen=seen)
    return await redirect(
        request, f"/clients/{client_id}", N_("%(name)s is changed."), name=values.name
    )


async def _page(
    request: AnyRequest,
    form: Form,
    shown: ClientValues,
    client: ClientView | None = None,
    same: Sequence[ClientView] = (),
    seen: str = "",
) -> Response[Any]:
    return await page(
        request,
        "clients/edit.html",
        status=422 if form.submitted else 200,
        form=form,
        shown=shown,
        client=client,
        seen=seen,
        same=same,
        sure=" ".join(str(each.id) for each in same) or form.typed.get("sure", ""),
        kinds=options(KIND_LABELS),
        details=options(DETAILS),
        countries=_countries(current_language()),
        groups=await queries.groups(),
        cap=COMPANY_TERMS,
    )


def _values(form: Form) -> ClientValues:
    """What was typed, judged; every fault is noted on the form, then refused at once."""
    values = ClientValues(
        **{name: form.typed.get(name, "") for name in _TYPED},
        kind=form.choice("kind", Kind),
        terms_days=form.whole("terms_days", 0, COMPANY_TERMS, required=False),
        notes=form.typed.get("notes", "").replace("\r\n", "\n"),
        invoice_grouped=form.flag("invoice_grouped"),
        invoice_detail=(
            form.choice("invoice_detail", Detail, required=False) or Detail.LINES
        ).value,
    )
    try:
        kept = checked(values)
    except Refused as refused:
        form.refused(refused)
    form.check()
    return kept


async def _unseen(
    form: Form, values: ClientValues, client_id: int | None = None
) -> list[ClientView]:
    """Likely duplicates that the person has not been asked about yet."""
    sure = set(form.typed.get("sure", "").split())
    same = await queries.duplicates(values, client_id)
    return same if any(str(each.id) not in sure for each in same) else []


@lru_cache(maxsize=2)
def _countries(language: str) -> list[tuple[str, str]]:
    """Codes and names: France first, then by name."""
    names = Locale(language).territories
    known = [(code, names.get(code, code)) for code in COUNTRIES]
    return sorted(known, key=lambda each: (each[0] != "FR", searchable(each[1])))


ROUTES: list[ControllerRouterHandler] = [new, create, edit, save]
