"""Payment by card: through whom, and the keys."""

from enum import StrEnum
from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from app.auth.guards import OWNER_ONLY
from app.clock import now, today
from app.config import config
from app.core.errors import Refused
from app.settings import actions, queries
from app.settings.pages import forms
from app.settings.rules import Business
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

CARDS = "/settings/cards"
_KEYS = {"stripe_key": ("sk_", "rk_"), "stripe_webhook_secret": ("whsec_",)}


class Through(StrEnum):
    """Who takes the cards. The trial, which moves no money, is the demonstration's."""

    NOBODY = "nobody"
    STRIPE = "stripe"
    TRIAL = "trial"


@get(CARDS, opt=OWNER_ONLY)
async def show_cards(request: AnyRequest) -> Response[Any]:
    """The provider, without its keys."""
    return await _show(request, Form.blank(today()))


@post(CARDS, opt=OWNER_ONLY)
async def change_cards(request: AnyRequest) -> Response[Any]:
    """Save the provider and the keys; a key left empty is the one that is kept."""
    form = await Form.read(request, today())
    before = await queries.business()
    try:
        changes = _changes(form, before)
        form.check()
        await actions.change(changes, at=now(), by=request.user.email)
    except Refused as refused:
        return await _show(request, form.refused(refused), status=422)
    return await redirect(request, CARDS, "Saved.")


def _changes(form: Form, before: Business) -> forms.Changes:
    through = form.choice("card_provider", Through)
    if through is Through.TRIAL and before.card_provider != Through.TRIAL.value:
        form.fail(
            "form.choice",
            "“%(value)s” is not one of the choices.",
            "card_provider",
            value=through.value,
        )
    changes: forms.Changes = {"card_provider": "" if through is Through.NOBODY else through.value}
    for name, starts in _KEYS.items():
        typed = form.text(name, max=300)
        if typed and not typed.startswith(starts):
            form.fail(
                "settings.card_key",
                "This is not the key that is asked for: it begins with %(start)s.",
                name,
                start=starts[0],
            )
        changes[name] = typed or getattr(before, name)
        if through is Through.STRIPE and not changes[name]:
            form.fail("form.missing", "This must be filled in.", name)
    return changes


async def _show(request: AnyRequest, form: Form, status: int = 200) -> Response[Any]:
    business = await queries.business()
    base = config().base_url or str(request.base_url).rstrip("/")
    return await page(
        request,
        "settings/cards.html",
        status,
        form=form,
        business=business,
        hook=f"{base}/card-events/stripe",
        is_test=business.stripe_key.startswith(("sk_test_", "rk_test_")),
    )


ROUTES: list[ControllerRouterHandler] = [show_cards, change_cards]
