"""Which findings of the electronic invoice are still to be told beside those of our own rules."""

from collections.abc import Iterable, Sequence

from app.core.errors import Finding

# What one of our sentences says already, in the rules' words: the beginnings of their ids.
_SAID_BY = {
    "invoices.no_lines": ("BR-16", "BR-CO-18"),
    "invoices.client_name": ("BR-07",),
    "invoices.client_address": ("BR-10", "BR-11"),
    "invoices.client_siren": ("BR-FR-11", "BR-FR-12", "BR-FR-21", "BR-AE-"),
    "invoices.reverse_vat_number": ("BR-AE-", "BR-IC-"),
    "invoices.business_address": ("BR-06", "BR-08", "BR-09"),
    "invoices.business_siren": ("BR-FR-10", "BR-FR-13", "BR-CO-26"),
    "invoices.business_vat": ("BR-S-", "BR-E-", "BR-AE-", "BR-IC-", "BR-G-", "BR-Z-"),
    "invoices.adjustment_reason": ("BR-33", "BR-38"),
    "invoices.community_country": ("BR-IC-",),
    "invoices.community_delivery": ("BR-IC-",),
    "invoices.due_before": ("BR-FR-CO-07",),
    "invoices.scope_alone": ("BR-O-",),
    "law.missing": ("BR-FR-05", "BR-E-10", "BR-AE-10", "BR-IC-10", "BR-G-10", "BR-O-10"),
}
# A fault of a rate upsets the breakdown of VAT too.
_OF_RATES = ("BR-S-", "BR-E-", "BR-AE-", "BR-IC-", "BR-G-", "BR-O-", "BR-Z-", "BR-FR-16", "BR-CL-1")
_RATE_FIELD = "-vat_rate"


def untold(found: Iterable[Finding], told: Sequence[Finding]) -> list[Finding]:
    """The findings that say something which `told` does not; a sentence with two ids comes once."""
    fields = {each.field for each in told if each.field}
    silent = tuple(rule for each in told for rule in _SAID_BY.get(each.code, ()))
    if any(field.endswith(_RATE_FIELD) for field in fields):
        silent += _OF_RATES
    kept: dict[object, Finding] = {}
    for each in found:
        if each.field in fields or each.code.startswith(silent):
            continue
        facts = tuple((name, each.facts[name]) for name in sorted(set(each.facts) - _NAMES))
        kept.setdefault((each.message, facts), each)
    return list(kept.values())


_NAMES = {"rule", "term"}
