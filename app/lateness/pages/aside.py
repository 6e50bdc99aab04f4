"""Late invoices better left out of a letter or a claim: contested, promised, paid by a plan."""

from dataclasses import dataclass
from datetime import date

from app.clock import today
from app.disputes.queries import DisputeMark, in_dispute, planned, promises_on
from app.web.forms import Form
from app.web.render import AnyRequest


@dataclass(frozen=True)
class Aside:
    """What is contested, promised and paid by a plan (with its answer) of a client's invoices, by
    their ids; `sent` are those ticked in a form that comes back (None: it was not sent yet)."""

    contested: dict[int, DisputeMark]
    promised: dict[int, date]
    planned: dict[int, int]
    sent: frozenset[str] | None = None

    def holds(self, invoice_id: int) -> bool:
        return any(invoice_id in each for each in (self.contested, self.promised, self.planned))

    def ticked(self, invoice_id: int) -> bool:
        """Whether it is ticked on the page: as it was sent, else unless something speaks against
        it. Who ticks it all the same may."""
        if self.sent is not None:
            return str(invoice_id) in self.sent
        return not self.holds(invoice_id)


async def aside_of(client_id: int, request: AnyRequest, form: Form) -> Aside:
    """How it stands today, and what `form` ticked if it was sent."""
    sent = frozenset(form.lists.get("late", [])) if request.method == "POST" else None
    contested, promised = await in_dispute(client_id), await promises_on(today())
    return Aside(contested, promised, await planned(client_id), sent)
