"""Money received, told by e-mail to whoever chose so: one message a working day, each row once."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.adapters import templating
from app.adapters.database import Tx, transaction
from app.alerts import queries
from app.alerts.queries import Follower
from app.alerts.rules import MOVED_LABELS, Payment, Scope, merged, told_until
from app.alerts.tables import PaymentNews
from app.auth.actions import record
from app.auth.queries import user
from app.clock import ZONE
from app.config import config
from app.core import formats
from app.core.errors import Refused
from app.core.i18n import gettext, ngettext
from app.messages.actions import enqueue
from app.payments.queries import settled_by
from app.payments.rules import METHOD_LABELS, Method
from app.settings.queries import business

log = logging.getLogger("echeance.alerts")
SYSTEM = "echeance"
# The message says how many more there are, and where.
MOST = 40


async def choose_payments(user_id: int, scope: Scope, *, at: datetime, by: str) -> None:
    """Set of whose payments a user is told. Whoever begins is told of what is recorded from the
    last 8:00 of a working day on. Refused: no such user."""
    who = await user(user_id)
    since = told_until(at.astimezone(ZONE))
    async with transaction() as tx:
        await PaymentNews.raw(
            "INSERT INTO payment_news (user_id, scope, told_until, updated_at, updated_by)"
            " VALUES ({}, {}, {}, {}, {}) ON CONFLICT (user_id) DO UPDATE SET"
            " told_until = CASE WHEN payment_news.scope = 'none' THEN EXCLUDED.told_until"
            " ELSE payment_news.told_until END,"
            " scope = EXCLUDED.scope, updated_at = EXCLUDED.updated_at,"
            " updated_by = EXCLUDED.updated_by",
            user_id,
            scope.value,
            since,
            at,
            by,
        )
        await record(
            tx,
            act="user.payment_news",
            subject_kind="user",
            subject_id=who.id,
            at=at,
            by=by,
            detail={"email": who.email},
        )


async def tell_payments(at: datetime) -> int:
    """Owe everybody who chose so one message of the money recorded since the last one; gives back
    how many. Nothing new, nothing sent. Killed or run twice at once, each is told once to each."""
    until, owed = told_until(at.astimezone(ZONE)), 0
    for each in await queries.followers():
        if each.scope is Scope.NONE or each.told_until is None or each.told_until >= until:
            continue
        try:
            async with transaction() as tx:
                owed += await _tell(tx, each, until, at)
        except Refused as refused:
            # An address that is none: the others are told, and the list of payments has it all.
            log.warning("user %s is not told of the payments: %s", each.user_id, refused)
    return owed


async def _tell(tx: Tx, of: Follower, until: datetime, at: datetime) -> int:
    """Who moves the moment tells: nobody else tells this user of these."""
    moved = (
        await PaymentNews.update({PaymentNews.told_until: until})
        .where(PaymentNews.user_id == of.user_id, PaymentNews.told_until < until)
        .returning(PaymentNews.id)
    )
    if not moved:
        return 0
    new = merged(await queries.new_payments(of, until))
    if not new:
        return 0
    await _enqueue(tx, of, new, until, at)
    return 1


async def _said(each: Payment, language: str) -> dict[str, Any]:
    """A line as words: who, how much, how, when, and what it settles."""
    who = {"client": each.client, "amount": formats.money(each.shown, language)}
    return {
        "title": gettext(MOVED_LABELS[each.moved], language) % who,
        "method": gettext(METHOD_LABELS[Method(each.method)], language),
        "day": each.received_on,
        "is_undone": each.is_undone,
        "parts": [] if each.amount < 0 else await settled_by(each.receipt_id),
        "href": f"/payments/{each.receipt_id}",
    }


async def _enqueue(
    tx: Tx, of: Follower, new: Sequence[Payment], until: datetime, at: datetime
) -> None:
    shop, base, language = await business(), config().base_url or "", of.language
    total = sum(each.amount for each in new if not each.is_undone)
    context = {
        "payments": [await _said(each, language) for each in new[:MOST]],
        "more": max(0, len(new) - MOST),
        "total": total,
        "is_own": of.scope is Scope.OWN,
        "shop": shop,
        "base": base,
    }
    many = ngettext(
        "One payment: %(total)s – %(shop)s", "%(num)s payments: %(total)s – %(shop)s",
        len(new), language,
    )  # fmt: skip
    count = {"num": len(new), "total": formats.money(total, language), "shop": shop.name}
    await enqueue(
        tx,
        subject_key=f"payments:{of.user_id}:{until.date()}",
        cause_kind="payments",
        cause_id=of.user_id,
        to=of.email,
        subject=(many % count)[:200],
        text=templating.render("messages/payment_news.txt", language, **context),
        html=templating.render("messages/payment_news.html", language, **context),
        at=at,
        by=SYSTEM,
    )
