"""Alerts told by e-mail: all that is new to somebody in one message, each once."""

import logging
from collections.abc import Sequence
from datetime import datetime

from app.adapters import templating
from app.adapters.database import Tx, transaction
from app.alerts import queries
from app.alerts.queries import AlertView, Reader
from app.alerts.rules import LABELS, cutoff
from app.alerts.tables import AlertTold
from app.clock import ZONE
from app.config import config
from app.core.errors import Refused
from app.core.i18n import gettext, ngettext
from app.core.sentences import sentence
from app.messages.actions import enqueue
from app.settings.queries import business

log = logging.getLogger("echeance.alerts")
SYSTEM = "echeance"
# The message says how many more there are, and where.
MOST = 40


async def tell(at: datetime) -> int:
    """Owe everybody who chose so one message of what is new to them; gives back how many. Nothing
    new, nothing sent. Killed or run twice at once, each alert is told once to each."""
    owed = 0
    for reader in await queries.readers():
        until = cutoff(reader.rhythm, at.astimezone(ZONE))
        if until is None:
            continue
        try:
            async with transaction() as tx:
                owed += await _tell(tx, reader, until, at)
        except Refused as refused:
            # An address that is none: the others are told, and the page has it all.
            log.warning("user %s is not told of the alerts: %s", reader.user_id, refused)
    return owed


async def _tell(tx: Tx, reader: Reader, until: datetime, at: datetime) -> int:
    new = await _claim(await queries.untold(reader.user_id, until), reader.user_id, at)
    if not new:
        return 0
    message_id = await _enqueue(tx, reader, new, at)
    await AlertTold.update({AlertTold.message_id: message_id}).where(
        AlertTold.user_id == reader.user_id, AlertTold.alert.is_in([each.id for each in new])
    )
    return 1


async def _claim(new: Sequence[AlertView], user_id: int, at: datetime) -> list[AlertView]:
    """Those of which nobody else is telling this user just now."""
    if not new:
        return []
    rows = [AlertTold(alert=each.id, user_id=user_id, told_at=at) for each in new]
    made = await AlertTold.insert(*rows).on_conflict(action="DO NOTHING").returning(AlertTold.alert)
    ids = {row["alert"] for row in made}
    return [each for each in new if each.id in ids]


def _said(each: AlertView, language: str) -> dict[str, str]:
    """An alert as words: what it is, of whom, and where it is seen."""
    kind = gettext(LABELS[each.kind], language)
    title = f"{kind} – {each.client}" if each.client else kind
    return {"title": title, "said": sentence(each.said, language), "href": each.href}


async def _enqueue(tx: Tx, reader: Reader, new: Sequence[AlertView], at: datetime) -> int | None:
    shop, base = await business(), config().base_url or ""
    language = reader.language
    context = {
        "alerts": [_said(each, language) for each in new[:MOST]],
        "more": max(0, len(new) - MOST),
        "shop": shop,
        "base": base,
    }
    count = {"num": len(new), "shop": shop.name}
    many = ngettext("One alert – %(shop)s", "%(num)s alerts – %(shop)s", len(new), language)
    subject = many % count
    if len(new) == 1:
        subject = _said(new[0], language)["title"]
    return await enqueue(
        tx,
        # The newest of them was told in no other message to this user.
        subject_key=f"alerts:{reader.user_id}:{max(each.id for each in new)}",
        cause_kind="alerts",
        cause_id=reader.user_id,
        to=reader.email,
        subject=subject[:200],
        text=templating.render("messages/alerts.txt", language, **context),
        html=templating.render("messages/alerts.html", language, **context),
        at=at,
        by=SYSTEM,
    )
