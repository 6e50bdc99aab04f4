"""The electronic invoice of EN 16931: its model, its rules, and what they say of one."""

from app.invoices.rules.einvoice.categories import BY_CATEGORY
from app.invoices.rules.einvoice.cii import to_xml
from app.invoices.rules.einvoice.codes import CODES
from app.invoices.rules.einvoice.french import BR_FR
from app.invoices.rules.einvoice.french_parties import FRENCH_PARTIES
from app.invoices.rules.einvoice.mapping import einvoice_of
from app.invoices.rules.einvoice.model import EInvoice, Note
from app.invoices.rules.einvoice.notes import is_french, notes, notes_from, notes_text
from app.invoices.rules.einvoice.registry import EN_16931, FRENCH, Rule, Verdict
from app.invoices.rules.einvoice.required import REQUIRED
from app.invoices.rules.einvoice.sums import SUMS
from app.invoices.rules.einvoice.telling import untold

EUROPEAN_RULES: tuple[Rule, ...] = (*REQUIRED, *SUMS, *BY_CATEGORY, *CODES)
FRENCH_RULES: tuple[Rule, ...] = (*BR_FR, *FRENCH_PARTIES)

__all__ = [
    "EUROPEAN_RULES",
    "FRENCH_RULES",
    "EInvoice",
    "Note",
    "Rule",
    "Verdict",
    "einvoice_of",
    "is_french",
    "judge",
    "notes",
    "notes_from",
    "notes_text",
    "to_xml",
    "untold",
]


def judge(einvoice: EInvoice, *, french: bool) -> Verdict:
    """What every rule of the set says; `french` adds the rules between businesses in France."""
    rules = (*EUROPEAN_RULES, *FRENCH_RULES) if french else EUROPEAN_RULES
    name = f"{EN_16931} + {FRENCH}" if french else EN_16931
    return Verdict(name, tuple(found for rule in rules for found in rule.findings(einvoice)))
