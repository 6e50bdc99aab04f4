"""The words of a step sent to oneself, to see them arrive."""

import hashlib
from datetime import date, datetime

from app.adapters.database import transaction
from app.core.errors import N_, Refused, finding
from app.core.sentences import spoken
from app.messages import actions as messages
from app.reminders import queries
from app.reminders.rules import Step, Texts


async def send_trial(
    step: Step,
    texts: Texts,
    language: str,
    *,
    to: str,
    at: datetime,
    on: date,
    client_id: int | None = None,
) -> int | None:
    """Owe a message to `to` with these words as the client of the preview would read them; its
    id, None when the same words were sent there this very minute. No client receives anything,
    and no step is taken. Refused: what the preview shows as a fault of the texts.
    """
    seen = await queries.preview(step, texts, language, on, client_id)
    if not seen.subject:
        raise Refused([finding("reminders.trial", seen.body, f"body_{language}")])
    what = hashlib.sha256(f"{to}\n{seen.subject}\n{seen.body}".encode()).hexdigest()[:16]
    async with transaction() as tx:
        return await messages.enqueue(
            tx,
            subject_key=f"reminder-trial:{step.id}:{what}:{at:%Y%m%d%H%M}",
            cause_kind="reminder_trial",
            cause_id=step.id,
            to=to,
            subject=spoken(N_("[Trial] %(subject)s"), {"subject": seen.subject}, language),
            text=seen.body,
            at=at,
            by=to,
        )
