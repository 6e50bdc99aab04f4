"""A mandate made, sent to be signed, and chased while it is not."""

import secrets
from datetime import date, datetime

from app.adapters import templating
from app.adapters.database import Tx, is_postgres, transaction
from app.auth.actions import record
from app.clients.queries import address_for
from app.clients.queries import client as client_of
from app.clients.rules import Kind
from app.config import config
from app.core.calendar import is_working_day
from app.core.errors import Refused, refuse
from app.core.i18n import gettext
from app.links.actions import ensure
from app.mandates import queries, rules
from app.mandates.queries import MandateView
from app.mandates.rules import MandateValues, Standing
from app.mandates.tables import Mandate
from app.messages.actions import enqueue
from app.settings.queries import business

SYSTEM = "system"


async def create(
    values: MandateValues, *, on: date, at: datetime, by: str, send: bool, to: str | None = None
) -> int:
    """Make a mandate and, with `send`, ask the client to sign it; gives back its id.

    Refused: what `rules.checked` refuses, a reference in use, nowhere to send it to, no creditor
    identifier yet (it stands on the mandate).
    """
    async with transaction() as tx:
        who = await client_of(values.client_id)
        kept = rules.checked(values, who.kind is Kind.CONSUMER, need_iban=False)
        creditor = await queries.creditor()
        _identified(creditor.ics)
        row = Mandate(
            client=kept.client_id,
            reference=kept.reference or f"~{secrets.token_hex(12)}",
            scheme=kept.scheme.value,
            recurrence=kept.recurrence.value,
            name=kept.name,
            iban=kept.iban,
            notice_days=creditor.notice_days,
            created_at=at,
            created_by=by,
        )
        made = await Mandate.insert(row).on_conflict(action="DO NOTHING").returning(Mandate.id)
        if not made:
            raise refuse("mandates.used", "This reference is in use already.", "reference")
        mandate_id = int(made[0]["id"])
        if not kept.reference:
            reference = f"MDT-{mandate_id:06}"
            await Mandate.update({Mandate.reference: reference}).where(Mandate.id == mandate_id)
        view = await hold(tx, mandate_id)
        await _note(tx, view, "mandate.created", at, by)
        if send:
            await _ask(tx, view, to, on, at, by)
        return mandate_id


async def ask(
    mandate_id: int, *, on: date, at: datetime, by: str, to: str | None = None, after: int = 0
) -> None:
    """Ask the client to sign it (again). `after` is how many messages the asker had seen: the same
    request twice is one message. Refused: signed or ended meanwhile, nowhere to send it to."""
    async with transaction() as tx:
        view = await hold(tx, mandate_id)
        _unsigned(view, on)
        await _ask(tx, view, to, on, at, by, after)


async def chase(at: datetime, limit: int = 100) -> int:
    """Remind of the mandates that wait for a signature, 7 and 21 days after they were asked for,
    each once and only the last step due; gives back how many. On working days only."""
    on = at.date()
    if not is_working_day(on):
        return 0
    sent = 0
    for waiting in (await queries.to_chase(on))[:limit]:
        async with transaction() as tx:
            view = await hold(tx, waiting.id)
            sent += await _chase(tx, view, on, at)
    return sent


async def _chase(tx: Tx, view: MandateView, on: date, at: datetime) -> bool:
    to = await address_for(view.client_id)
    if view.standing(on) is not Standing.UNSIGNED or view.asked_on is None or not to:
        return False
    step = max(
        (n for n, d in enumerate(rules.CHASE_DAYS) if (on - view.asked_on).days >= d), default=None
    )
    if step is None:
        return False
    key = f"mandate:{view.id}:chase:{view.asked_on.isoformat()}:{step}"
    if not await _enqueue(tx, view, to, key, True, at, SYSTEM):
        return False
    await _note(tx, view, "mandate.chased", at, SYSTEM, to=to)
    return True


async def _ask(
    tx: Tx, view: MandateView, to: str | None, on: date, at: datetime, by: str, after: int = 0
) -> None:
    address = to or await address_for(view.client_id)
    if not address:
        raise refuse(
            "mandates.no_email",
            "%(client)s has no e-mail address to send it to.",
            "to",
            client=view.client,
        )
    if await _enqueue(tx, view, address, f"mandate:{view.id}:ask:{after}", False, at, by):
        await Mandate.update({Mandate.asked_on: on}).where(Mandate.id == view.id)
        await _note(tx, view, "mandate.asked", at, by, to=address)


async def hold(tx: Tx, mandate_id: int) -> MandateView:
    """Step: the mandate, held until the transaction ends; refused when it is not there."""
    if is_postgres:
        await Mandate.raw("SELECT id FROM mandate WHERE id = {} FOR UPDATE", mandate_id)
    view = await queries.maybe_mandate(mandate_id)
    if view is None:
        raise refuse("mandates.gone", "This mandate is not there.")
    return view


def _identified(ics: str) -> None:
    if not ics:
        raise refuse(
            "mandates.no_ics",
            "Type your creditor identifier (ICS) in the settings first: it stands on the mandate.",
        )


def _unsigned(view: MandateView, on: date) -> None:
    closed = closing(view, on)
    if closed is not None:
        raise closed


def closing(view: MandateView, on: date) -> Refused | None:
    """Why a mandate cannot be signed any more; None when it can."""
    if view.signed_on is not None:
        return refuse(
            "mandates.signed", "This mandate was signed on %(day)s already.", day=view.signed_on
        )
    if view.standing(on) is Standing.ENDED:
        return refuse("mandates.ended", "This mandate has ended.")
    return None


async def _enqueue(
    tx: Tx, view: MandateView, to: str, key: str, is_chase: bool, at: datetime, by: str
) -> bool:
    shop = await business()
    token = await ensure(tx, subject_kind="mandate", subject_id=view.id, at=at)
    base = config().base_url
    context = {
        "mandate": view,
        "shop": shop,
        "is_chase": is_chase,
        "link": f"{base}/m/{token}" if base else None,
    }
    subject = gettext("Mandate for direct debit", view.language)
    made = await enqueue(
        tx,
        subject_key=key,
        cause_kind="mandate",
        cause_id=view.id,
        to=to,
        subject=f"{subject} {view.reference} – {shop.name}",
        text=templating.render("messages/mandate.txt", view.language, **context),
        html=templating.render("messages/mandate.html", view.language, **context),
        client_id=view.client_id,
        at=at,
        by=by,
    )
    return made is not None


async def _note(
    tx: Tx, view: MandateView, act: str, at: datetime, by: str, **facts: object
) -> None:
    await record(
        tx,
        act=act,
        subject_kind="mandate",
        subject_id=view.id,
        client_id=view.client_id,
        at=at,
        by=by,
        detail={"reference": view.reference, **facts},
    )
