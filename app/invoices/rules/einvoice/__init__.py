"""The electronic invoice of EN 16931: its model, its rules, and what they say of one."""

from app.invoices.rules.einvoice.categories import BY_CATEGORY
from app.invoices.rules.einvoice.codes import CODES
from app.invoices.rules.einvoice.french import BR_FR
from app.invoices.rules.einvoice.french_parties import FRENCH_PARTIES
from app.invoices.rules.einvoice.model import EInvoice
from app.invoices.rules.einvoice.registry import EN_16931, FRENCH, Rule, Verdict
from app.invoices.rules.einvoice.required import REQUIRED
from app.invoices.rules.einvoice.sums import SUMS

EUROPEAN_RULES: tuple[Rule, ...] = (*REQUIRED, *SUMS, *BY_CATEGORY, *CODES)
FRENCH_RULES: tuple[Rule, ...] = (*BR_FR, *FRENCH_PARTIES)

__all__ = ["EUROPEAN_RULES", "FRENCH_RULES", "EInvoice", "Rule", "Verdict", "judge"]


def judge(einvoice: EInvoice, *, french: bool) -> Verdict:
    """What every rule of the set says; `french` adds the rules between businesses in France."""
    rules = (*EUROPEAN_RULES, *FRENCH_RULES) if french else EUROPEAN_RULES
    name = f"{EN_16931} + {FRENCH}" if french else EN_16931
    return Verdict(name, tuple(found for rule in rules for found in rule.findings(einvoice)))
