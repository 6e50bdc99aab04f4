"""The owners told by e-mail of what a client answered or asked, each once."""

import logging
from datetime import datetime

from app.adapters import templating
from app.adapters.database import Tx
from app.auth.queries import owners
from app.config import config
from app.core.errors import N_, Refused
from app.core.i18n import gettext
from app.messages.actions import enqueue
from app.quotes.queries.values import QuestionView, QuoteView
from app.settings.queries import business

log = logging.getLogger("echeance.quotes")
_SUBJECTS = {
    "accepted": N_("Quote %(number)s accepted – %(client)s"),
    "refused": N_("Quote %(number)s declined – %(client)s"),
    "asked": N_("A question about quote %(number)s – %(client)s"),
}


async def tell_in(
    tx: Tx,
    view: QuoteView,
    what: str,
    *,
    question: QuestionView | None = None,
    question_id: int = 0,
    at: datetime,
    by: str,
) -> int:
    """Step: owe every owner but `by` one message of what happened (accepted, refused, asked); how
    many. An owner whose address is none has none, and the answer stands."""
    shop, base, told = await business(), config().base_url, 0
    link = f"{base}/quotes/{view.id}" if base else None
    context = {"quote": view, "shop": shop, "what": what, "question": question, "link": link}
    for user_id, email, language in await owners():
        if email == by:
            continue
        subject = gettext(_SUBJECTS[what], language)
        try:
            made = await enqueue(
                tx,
                subject_key=f"quote:{view.id}:{what}:{question_id}:{user_id}",
                cause_kind="quote",
                cause_id=view.id,
                to=email,
                subject=subject % {"number": view.number, "client": view.client},
                text=templating.render("messages/answer.txt", language, **context),
                html=templating.render("messages/answer.html", language, **context),
                at=at,
                by=by,
            )
        except Refused as refused:
            log.warning("an owner is not told of quote %s: %s", view.id, refused)
            continue
        told += int(made is not None)
    return told
