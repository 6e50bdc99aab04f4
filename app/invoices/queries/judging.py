"""What drafts would become on a day: accepted with all that is to be frozen, or refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.clients.tables import Client
from app.core.errors import Finding, Refused, refuse
from app.invoices import rules
from app.invoices.queries.rows import Whole, line_of, load
from app.invoices.rules import Candidate, Credited, Kind, Party, Seller
from app.invoices.tables import Invoice, SeriesCounter
from app.law.queries import law_on
from app.law.rules import Law, LegalValue
from app.settings.queries import business
from app.settings.rules import Business


@dataclass(frozen=True)
class Accepted:
    """A draft that may be issued, and what is copied onto it."""

    whole: Whole
    due_on: date
    seller: Seller
    buyer: Party
    language: str
    mentions: tuple[str, ...]

    @property
    def total(self) -> int:
        """Cents, negative for a credit note."""
        return int(self.whole.invoice["total"])


async def judge(
    drafts: Sequence[Whole], on: date, last: date | None, today: date | None
) -> tuple[list[Accepted], dict[int, Refused]]:
    """Judge drafts of one series for a day; `last` is the day of its last document."""
    shop, law = await business(), await law_on(on)
    clients = await _clients({each.invoice["client"] for each in drafts})
    credited = await _credited([each.invoice["credits"] for each in drafts])
    accepted: list[Accepted] = []
    refused: dict[int, Refused] = {}
    for whole in drafts:
        client = clients[whole.invoice["client"]]
        of = credited.get(whole.invoice["credits"])
        outcome = _judge(whole, client, of, shop, law, on, last, today)
        if isinstance(outcome, Refused):
            refused[whole.invoice["id"]] = outcome
        else:
            accepted.append(outcome)
    return accepted, refused


def _judge(
    whole: Whole,
    client: Mapping[str, Any],
    of: Credited | None,
    shop: Business,
    law: Law,
    on: date,
    last: date | None,
    today: date | None,
) -> Accepted | Refused:
    row = whole.invoice
    buyer = rules.party_of(client)
    due_on = rules.due_day(row, client["terms_days"], shop.terms_days, on)
    candidate = Candidate(
        kind=Kind(row["kind"]),
        on=on,
        due_on=due_on,
        total=row["total"],
        note=row["note"],
        buyer=buyer,
        lines=tuple(line_of(line) for line in whole.lines),
        at_counter=(row["source"] or "").startswith("sale:"),
    )
    parts = [rules.VatPart(p["category"], p["rate"], p["base"], p["vat"]) for p in whole.parts]
    language = client["language"]
    texts, missing = rules.mentions(law, shop, buyer.kind, parts, of, language)
    findings = [*rules.refusals(candidate, shop, law, last, today), *missing]
    if findings:
        return Refused(findings)
    seller = rules.seller_of(shop)
    return Accepted(whole, due_on, seller, buyer, language, tuple(texts))


async def mentions_to_confirm(on: date) -> list[LegalValue]:
    """The mentions that documents of a day leave out until someone has confirmed them."""
    return rules.to_confirm(await law_on(on), await business())


async def _clients(ids: set[int]) -> dict[int, dict[str, Any]]:
    rows = await Client.select().where(Client.id.is_in(list(ids)))
    return {row["id"]: row for row in rows}


async def _credited(ids: Sequence[int | None]) -> dict[int | None, Credited]:
    wanted = [each for each in ids if each is not None]
    if not wanted:
        return {}
    rows = await Invoice.select(Invoice.id, Invoice.number, Invoice.issued_on).where(
        Invoice.id.is_in(wanted)
    )
    return {row["id"]: Credited(row["id"], row["number"], row["issued_on"]) for row in rows}


@dataclass(frozen=True)
class Readiness:
    """What issuing a draft on a day would do: when it is due, and the reasons against it."""

    due_on: date
    findings: tuple[Finding, ...]


async def readiness(invoice_id: int, on: date) -> Readiness:
    """Judge a draft for a day without issuing it. Refused: there is no such draft."""
    whole = (await load([invoice_id])).get(invoice_id)
    if whole is None or whole.invoice["state"] != "draft":
        raise refuse("invoices.no_draft", "There is no such draft any more.")
    rows = await SeriesCounter.select(SeriesCounter.last_issued_on).where(
        SeriesCounter.series == whole.invoice["kind"]
    )
    last = max((row["last_issued_on"] for row in rows if row["last_issued_on"]), default=None)
    accepted, refused = await judge([whole], on, last, on)
    if accepted:
        return Readiness(accepted[0].due_on, ())
    client = (await _clients({whole.invoice["client"]}))[whole.invoice["client"]]
    shop = await business()
    due_on = rules.due_day(whole.invoice, client["terms_days"], shop.terms_days, on)
    return Readiness(due_on, refused[invoice_id].findings)
