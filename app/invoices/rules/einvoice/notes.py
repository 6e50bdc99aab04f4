"""What an electronic invoice says in words: the texts of the law by code, then what is printed.

PMT is the indemnity, PMD the penalties, AAB the discount for paying early or its absence
(BR-FR-05); BAR says how the administration is told (BR-FR-20). Frozen at issue.
"""

import json
from collections.abc import Sequence
from contextlib import suppress

from app.core.errors import Refused
from app.invoices.rules.einvoice.model import Note
from app.invoices.rules.mentions import Subject, mention
from app.invoices.rules.values import Party
from app.law.rules import Law
from app.settings.rules import Business

BETWEEN_BUSINESSES = "B2B"
PUBLIC_PENALTY = "mention.penalty_public"
# Parts of France for VAT (CGI 256-0): a business there has a SIREN and is in the directory.
_FRANCE = frozenset({"FR", "GP", "MQ", "RE"})


def in_france(buyer: Party) -> bool:
    """Whether the buyer is a company or a public body of France, never a consumer."""
    return buyer.kind in ("company", "public") and buyer.country in _FRANCE


def is_french(law: Law, buyer: Party) -> bool:
    """Whether the French set applies. It wants the penalties of public bodies in words, which
    nobody may use before they are confirmed: until then theirs are judged by the norm alone."""
    if buyer.kind == "public" and not law.is_confirmed(PUBLIC_PENALTY):
        return False
    return in_france(buyer)


def notes(
    law: Law,
    business: Business,
    buyer: Party,
    subject: Subject,
    printed: Sequence[str],
    language: str,
) -> tuple[Note, ...]:
    """The notes of a document; a text that the law does not have is absent, and a rule says so."""
    french = is_french(law, buyer)
    coded: list[Note] = []
    if buyer.kind != "consumer" and (french or not subject.credits):
        for code, key in _keys(law, buyer, subject):
            with suppress(Refused):
                coded.append(Note(mention(law, business, subject, key, language), code))
    said = {note.text for note in coded}
    plain = [Note(text) for text in printed if text not in said]
    typed = " ".join(subject.note.split())
    treatment = [Note(BETWEEN_BUSINESSES, "BAR")] if french else []
    return (*coded, *treatment, *([Note(typed)] if typed else []), *plain)


def _keys(law: Law, buyer: Party, subject: Subject) -> list[tuple[str, str]]:
    penalty = PUBLIC_PENALTY if buyer.kind == "public" else "mention.penalty"
    found = [
        ("PMT", "mention.indemnity"),
        ("PMD", penalty),
        ("AAB", "mention.early_discount" if subject.early else "mention.no_discount"),
    ]
    return [(code, key) for code, key in found if key != PUBLIC_PENALTY or law.is_confirmed(key)]


def notes_text(found: Sequence[Note]) -> str:
    """The notes as the text kept with the document."""
    return json.dumps([[note.subject, note.text] for note in found], ensure_ascii=False)


def notes_from(text: str) -> tuple[Note, ...]:
    """The notes read back."""
    return tuple(Note(said, subject) for subject, said in json.loads(text))
