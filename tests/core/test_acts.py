"""Every act that is recorded has its sentence."""

import ast
import re
from pathlib import Path

from app.config import ROOT
from app.core.acts import ACTS
from app.core.telling import act_sentence
from app.quotes.rules import Becomes

_CODE = re.compile(r"[a-z_]+\.[a-z_]+")
# Names of files look like acts, and so do keys of the law.
_FILES = (".json", ".key", ".lock", ".tar", ".pdf")
_REFUSING = {"refuse", "finding", "Finding", "fail", "getLogger"}


def recorded() -> set[str]:
    """The codes that actions write, but for those of refusals."""
    found: set[str] = set()
    for path in sorted(ROOT.glob("app/*/actions*")):
        for file in [path] if path.suffix == ".py" else sorted(path.glob("*.py")):
            found |= _codes(file)
    return found


def _codes(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    codes: set[str] = set()
    refusals: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            codes |= {node.value} if _CODE.fullmatch(node.value) else set()
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            name = node.func.id if isinstance(node.func, ast.Name) else name
            first = node.args[0] if node.args else None
            if name in _REFUSING and isinstance(first, ast.Constant):
                refusals.add(str(first.value))
    # One that is put together ends here with "_": the test below names each.
    found = (code for code in codes - refusals if not code.endswith((*_FILES, "_")))
    return {code for code in found if not code.startswith("mention.")}


def test_every_act_has_a_sentence() -> None:
    capabilities = {path.name for path in ROOT.glob("app/*") if path.is_dir()}
    acts = {code for code in recorded() if code.split(".")[0] not in capabilities - {"law"}}
    assert acts - set(ACTS) == set()
    assert "client.created" in acts and "user.signed_in" in acts


def test_whatever_a_quote_becomes_has_its_sentence() -> None:
    assert {f"quote.became_{each.value}" for each in Becomes} <= set(ACTS)


def test_the_first_sentence_whose_facts_are_known_is_said() -> None:
    facts = {"amount": 12_000, "left": 2_000}
    assert act_sentence("payment.recorded", facts, "en") == (
        "€120.00 received, of which €20.00 is left as credit"
    )
    assert act_sentence("payment.recorded", {"amount": 12_000}, "fr") == "120,00\u00a0€ encaissés"
    assert act_sentence("client.changed", {"fields": ["Town", "Phone"]}, "fr") == (
        "Fiche modifiée\u00a0: Ville, Téléphone"
    )
    assert act_sentence("client.changed", {}, "en") == "Card changed"


def test_an_act_without_a_sentence_is_not_hidden() -> None:
    assert act_sentence("moon.landed_on", {}, "fr") == "moon · landed on"
