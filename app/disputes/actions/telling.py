"""The owners told by e-mail of what a client said on the page of an invoice, each once."""

import logging

from app.adapters import templating
from app.adapters.database import Tx
from app.auth.queries import owners
from app.clients.queries import client
from app.config import config
from app.core.errors import N_, Refused
from app.core.i18n import gettext
from app.disputes.rules import Kind, Origin, Said
from app.messages.actions import enqueue
from app.settings.queries import business

log = logging.getLogger("echeance.disputes")
_SUBJECTS = {
    Kind.PROMISE: N_("Payment promised for invoice %(number)s – %(client)s"),
    Kind.DISPUTE: N_("Invoice %(number)s contested – %(client)s"),
    Kind.PLAN: N_("A plan of payments asked for: invoice %(number)s – %(client)s"),
    Kind.QUESTION: N_("A question about invoice %(number)s – %(client)s"),
}


async def tell_in(tx: Tx, answer_id: int, said: Said) -> int:
    """Step: owe every owner but who recorded it one message; how many. What somebody wrote down
    by hand is told to nobody; an owner whose address is none has none, and the answer stands."""
    if said.words.origin is not Origin.PAGE:
        return 0
    shop, base, told = await business(), config().base_url, 0
    name = (await client(said.client_id)).name
    context = {
        "said": said,
        "client": name,
        "shop": shop,
        "link": f"{base}/answers/{answer_id}" if base else None,
    }
    for user_id, email, language in await owners():
        if email == said.words.by:
            continue
        subject = gettext(_SUBJECTS[said.kind], language)
        try:
            made = await enqueue(
                tx,
                subject_key=f"answer:{answer_id}:{user_id}",
                cause_kind="answer",
                cause_id=answer_id,
                to=email,
                subject=subject % {"number": said.title, "client": name},
                text=templating.render("messages/said.txt", language, **context),
                html=templating.render("messages/said.html", language, **context),
                at=said.at,
                by=said.words.by,
            )
        except Refused as refused:
            log.warning("an owner is not told of answer %s: %s", answer_id, refused)
            continue
        told += int(made is not None)
    return told
