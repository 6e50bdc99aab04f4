"""Two judges of the same documents: our rules, and the official schematrons run by Saxon.

Where they differ, this file says so, rule by rule, and says why.
"""

import asyncio

import pytest

from app.adapters import facturx, schematrons
from app.adapters.schematrons import Asked, Judgement, Opinion
from app.invoices.rules.einvoice import judge
from app.invoices.rules.einvoice.cii import to_xml
from tests.invoices.einvoices import matrix
from tests.invoices.mutations import mutated
from tests.invoices.test_einvoice_rules import plain

pytestmark = pytest.mark.slow

CODE_LIST = "the sheet says it with its own id for each place of a code list"
EXACT = "ours is to the cent; the sheet lets one euro pass"
# Rules that ours finds broken and the sheet does not name, and why.
OURS_ONLY = {
    "BR-CL-01": CODE_LIST,
    "BR-CL-04": CODE_LIST,
    "BR-CL-06": CODE_LIST,
    "BR-CL-10": CODE_LIST,
    "BR-CL-14": CODE_LIST,
    "BR-CL-16": CODE_LIST,
    "BR-CL-17": CODE_LIST,
    "BR-CL-18": CODE_LIST,
    "BR-CL-22": CODE_LIST,
    "BR-CL-23": CODE_LIST,
    "BR-CL-25": CODE_LIST,
    "BR-CO-17": EXACT,
    "BR-S-09": EXACT,
    "BR-E-08": EXACT,
    "BR-CO-25": "it is in the norm and was left out of the sheet",
    "BR-S-01": "the sheet counts lines and parts together: two lines pass for a line and a part",
    "BR-S-08": "the sheet skips a part without a rate",
    "BR-O-01": "the sheet looks only where there is a part of category O",
    "BR-FR-CO-04": "the sheet counts an earlier invoice without its day",
}
# Rules that the sheet names beside the one that ours names, and why.
SHEET_ONLY = {
    "BR-O-12": "the sheet's conditions of O-11 to O-14 are one condition",
    "BR-O-13": "the same",
    "BR-O-14": "the same",
    "BR-CO-15": "without a currency the sheet finds no total",
    "BR-FR-CO-07": "without a date the sheet finds none before the due day",
}
# Cardinalities and code lists of the profile: FX-SCH-A-*; an account is an IBAN: CII-SR-470.
FAMILIES = ("FX-SCH-A-", "CII-SR-470")


@pytest.fixture(scope="module")
def judgements() -> dict[str, list[Judgement]]:
    """Both lots, judged by one process."""
    right = [Asked(to_xml(e), french) for _, e, french in matrix()]
    wrong = [Asked(to_xml(e), french) for *_, e, french in mutated()]
    found = asyncio.run(schematrons.judge([*right, *wrong]))
    return {"right": found[: len(right)], "wrong": found[len(right) :]}


def test_the_matrix_is_of_every_kind_category_and_buyer():
    names = [name for name, *_ in matrix()]
    assert len(names) >= 40
    assert len(set(names)) == len(names)
    seen = {tuple(name.split()[:2]) for name in names}
    for kind in ("380", "381", "384", "386"):
        for category in ("S", "E", "AE", "K", "G", "O", "Z"):
            assert (kind, category) in seen


def test_the_whole_matrix_is_valid_by_schema_sheets_and_rules(judgements):
    faults = {}
    for (name, e, french), judged in zip(matrix(), judgements["right"], strict=True):
        found = [*facturx.schema_faults(to_xml(e)), *judge(e, french=french).rules, *judged.rules]
        if found or judged.opinion is not Opinion.VALID:
            faults[name] = (found, judged)
    assert faults == {}


def test_both_judges_find_what_is_wrong(judgements):
    """Each of the 200 is refused by its rule; the differences are those of the tables above."""
    ours_only: set[str] = set()
    sheet_only: set[str] = set()
    for (rule, what, e, french), judged in zip(mutated(), judgements["wrong"], strict=True):
        ours = set(judge(e, french=french).rules)
        sheet = {plain(each) for each in judged.rules}
        assert judged.opinion is not Opinion.NOT_CHECKED, (rule, what, judged.reason)
        assert rule in ours, (rule, what)
        assert rule in sheet or rule in OURS_ONLY, (rule, what, sheet)
        ours_only |= ours - sheet
        sheet_only |= {each for each in sheet - ours if not each.startswith(FAMILIES)}
    assert ours_only == set(OURS_ONLY)
    assert sheet_only == set(SHEET_ONLY)
