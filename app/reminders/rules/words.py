"""The words of a reminder in the client's language: a step's text with the facts at its places."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core import formats
from app.core.errors import N_, refuse
from app.core.sentences import spoken
from app.law.rules import Law
from app.messages.rules import subject_line
from app.reminders.rules.facts import Proposal, Situation
from app.reminders.rules.hours import deadline

NOTICE_DAYS = 8
PLACES = ("client", "invoices", "total", "indemnity", "business", "deadline")
_PLACE = re.compile(r"\{(\w*)\}")
_GAPS = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Texts:
    """A step's subject and body in one language, with {places}."""

    subject: str
    body: str


def fill(text: str, facts: Mapping[str, str]) -> str:
    """Put facts at their {name}; a place that is not known is refused by name."""
    check_places(text, "body")
    return _PLACE.sub(lambda match: facts.get(match[1], ""), text)


def check_places(text: str, field: str) -> None:
    """Refuse (reminders.place) a {name} that no fact fills."""
    for name in _PLACE.findall(text):
        if name not in PLACES:
            raise refuse(
                "reminders.place",
                "{%(name)s} is not known. Use %(known)s.",
                field,
                name=name,
                known=", ".join(f"{{{place}}}" for place in PLACES),
            )


def words(
    texts: Texts,
    proposal: Proposal,
    to: Situation,
    language: str,
    business: str,
    law: Law,
    on: date,
    links: Mapping[int, str],
) -> tuple[str, str]:
    """The subject and body of a proposal; `links` is the address of each invoice, where known."""
    facts = {
        "client": to.name,
        "invoices": _lines(proposal, language, links),
        "total": formats.money(proposal.amount, language),
        "indemnity": _indemnity(proposal, to, law, on, language),
        "business": business,
        "deadline": formats.day(deadline(on, NOTICE_DAYS), language),
    }
    body = _GAPS.sub("\n\n", fill(texts.body, facts)).strip()
    return subject_line(fill(texts.subject, facts).replace("\n", " ")), body


def _lines(proposal: Proposal, language: str, links: Mapping[int, str]) -> str:
    lines = []
    for item in proposal.items:
        facts = {
            "number": item.number,
            "issued": item.issued_on,
            "due": item.due_on,
            "amount": formats.money(item.open, language),
        }
        said = spoken(N_("%(number)s of %(issued)s, due on %(due)s: %(amount)s"), facts, language)
        lines.append(f"– {said}")
        if item.invoice_id in links:
            lines.append(f"  {links[item.invoice_id]}")
    return "\n".join(lines)


def late_invoices(proposal: Proposal, on: date) -> Sequence[int]:
    """The invoices past their due day, each once."""
    return sorted({item.invoice_id for item in proposal.items if item.age(on) > 0})


def _indemnity(proposal: Proposal, to: Situation, law: Law, on: date, language: str) -> str:
    """The 40 € of C. com. D441-5, once per late invoice, asked of companies only."""
    if not proposal.step.claims_indemnity or to.kind != "company":
        return ""
    each = law.number("indemnity.amount")
    facts = {
        "total": formats.money(each * len(late_invoices(proposal, on)), language),
        "each": formats.money(each, language),
    }
    text = spoken(
        N_(
            "The fixed compensation for recovery costs is due as well: %(total)s "
            "(%(each)s per late invoice, article D441-5 of the French commercial code)."
        ),
        facts,
        language,
    )
    return f"\n{text}\n"
