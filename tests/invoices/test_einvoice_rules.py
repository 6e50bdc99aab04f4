"""The rules of EN 16931 and of France: pure, each found broken by its own id, none forgotten."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from app.adapters import schematrons
from app.core.sentences import sentence
from app.invoices.rules.einvoice import EUROPEAN_RULES, FRENCH_RULES, judge
from app.invoices.rules.einvoice.cii import to_xml
from app.invoices.rules.einvoice.cii_values import amount, percent, price, quantity, text
from tests.invoices.einvoices import einvoice, matrix, summed
from tests.invoices.mutations import mutated

# Rules of the official sheets that have no function here, and why.
NEVER_ABSENT = "the model has no absent amount"
CENTS = "an amount is a whole number of cents"
UNUSED = "we issue nothing of the kind"
WORDS = "that a code and its words mean the same is not for a machine (the sheet says true())"


def _all(ids: str, reason: str) -> dict[str, str]:
    return dict.fromkeys(ids.split(), reason)


WITHOUT = {
    **_all("BR-12 BR-13 BR-14 BR-15 BR-22 BR-24 BR-26 BR-31 BR-36 BR-41", NEVER_ABSENT),
    **_all("BR-43 BR-45 BR-46", NEVER_ABSENT),
    **_all("BR-17 BR-18 BR-19 BR-20 BR-28 BR-51 BR-52 BR-53 BR-54 BR-56 BR-64 BR-65", UNUSED),
    **_all("BR-CO-05 BR-CO-06 BR-CO-07 BR-CO-08", WORDS),
    **_all("BR-B-01 BR-B-02", "split payment is Italian"),
    **_all("BR-FR-DEC-01 BR-FR-DEC-02", CENTS),
    **_all("BR-FR-17 BR-FR-18 BR-FR-22 BR-FR-24 BR-FR-26 BR-FR-27 BR-FR-28 BR-FR-29", UNUSED),
    **_all("BR-FR-30 BR-FR-CO-03 BR-FR-CO-14 BR-FR-CO-15", UNUSED),
}
# Canary Islands, Ceuta and Melilla; decimals; several sellers and both directions (frames 8, 9).
FAMILIES = ("BR-AF-", "BR-AG-", "BR-DEC-", "BR-FR-MV-", "BR-FR-BD-")


def plain(rule: str) -> str:
    """The official id without the term that the French sheet adds (BR-FR-05_BT-22_PMT)."""
    french = re.match(r"BR-FR-(?:[A-Z]+-)?\d\d", rule)
    return french[0] if french else rule


def official() -> set[str]:
    """The ids of every rule in the two sheets; code lists and cardinalities have other ids."""
    ids: set[str] = set()
    for path in schematrons.sheets() or ():
        sheet = Path(path).read_text()
        ids |= set(re.findall(r'<xsl:attribute name="id">([^<]+)<', sheet))
        ids |= set(re.findall(r'<svrl:failed-assert[^>]* id="([^"]+)"', sheet))
    return {plain(each) for each in ids if each.startswith("BR-")}


def test_every_official_rule_has_its_function_or_its_reason():
    ours = {rule.id for rule in (*EUROPEAN_RULES, *FRENCH_RULES)}
    found = {each for each in official() if not each.startswith(FAMILIES)}
    assert len(found) > 150
    assert found - ours - set(WITHOUT) == set()
    assert set(WITHOUT) & ours == set()
    assert set(WITHOUT) - found == set()


@pytest.mark.parametrize(("name", "e", "french"), list(matrix()), ids=lambda x: str(x)[:50])
def test_what_is_right_breaks_no_rule(name, e, french):
    assert judge(e, french=french).rules == ()


@pytest.mark.parametrize(("rule", "what", "e", "french"), mutated(), ids=lambda x: str(x)[:60])
def test_what_is_wrong_is_found_by_its_rule(rule, what, e, french):
    verdict = judge(e, french=french)
    assert rule in verdict.rules
    assert not verdict.is_valid


def test_two_hundred_ways_break_every_rule_that_can_be_broken():
    rows = mutated()
    assert len(rows) == 200
    ours = {rule.id for rule in (*EUROPEAN_RULES, *FRENCH_RULES)}
    # Two are ours alone, and shown below.
    assert ours - {rule for rule, *_ in rows} == {"ECH-114", "ECH-131"}


def test_every_breach_is_told_in_both_languages_with_its_rule():
    for _, what, e, french in mutated():
        for finding in judge(e, french=french).findings:
            for language in ("fr", "en"):
                said = sentence(finding, language)
                assert finding.code in said, (what, said)
                assert "%(" not in said


def test_a_line_is_quantity_times_price_less_discount():
    # 1.5 x 80 = 120; said 121, everything else following from it.
    e = einvoice()
    wrong = summed(replace(e, lines=(replace(e.lines[0], net=12_100), e.lines[1])))
    [finding] = judge(wrong, french=True).findings
    assert finding.code == "ECH-131"
    assert finding.facts["line"] == 1


def test_a_rounding_is_of_cents():
    assert judge(summed(einvoice(), rounding=-1), french=True).is_valid
    assert judge(summed(einvoice(), rounding=101), french=True).rules == ("ECH-114",)


def test_the_verdict_names_its_rule_set():
    e = einvoice("consumer")
    assert judge(e, french=False).ruleset == "EN 16931, Factur-X 1.09"
    assert judge(e, french=True).ruleset == "EN 16931, Factur-X 1.09 + BR-FR 1.4.0"


def test_a_consumer_is_not_asked_for_what_businesses_are():
    # No SIREN, no address at a platform, no texts on penalties: right for her, wrong for a firm.
    e = einvoice("consumer")
    assert judge(e, french=False).is_valid
    assert {"BR-FR-05", "BR-FR-12"} <= set(judge(e, french=True).rules)


def test_a_finding_names_the_field_to_mend():
    fields = {
        rule: {f.field for f in judge(e, french=french).findings if f.code == rule}
        for rule, _, e, french in mutated()[:100]
    }
    assert fields["BR-25"] == {"line-0-label"}
    assert fields["BR-27"] == {"line-0-unit_price"}
    assert fields["BR-FR-11"] == {"client"}
    assert fields["BR-FR-CO-07"] == {"due_on"}


def test_the_same_invoice_gives_the_same_bytes():
    assert to_xml(einvoice()) == to_xml(einvoice())
    assert to_xml(einvoice()).startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<rsm:')


def test_numbers_are_written_with_the_decimals_they_need():
    assert [amount(cents) for cents in (0, 5, 123456, -1)] == ["0.00", "0.05", "1234.56", "-0.01"]
    assert [quantity(q) for q in (10_000, 15_000, -2_500, 1)] == ["1", "1.5", "-0.25", "0.0001"]
    assert [price(p) for p in (1_500_000, 1, 19_990_000)] == ["1.50", "0.000001", "19.99"]
    assert [percent(rate) for rate in (2000, 550, 0, 105)] == ["20.00", "5.50", "0.00", "1.05"]


def test_a_text_keeps_every_script_and_loses_what_no_xml_can_hold():
    awkward = "é 😀 שלום \x00\x08\x1b\ufffe fin\ttab"
    assert text(awkward) == "é 😀 שלום  fin\ttab"
