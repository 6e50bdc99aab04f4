"""The code keeps to its rules, and each rule sees a fault that is planted for it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.structure import python_rules as python
from tests.structure import text_rules as text

ROOT = Path(__file__).resolve().parents[2]
Rule = Callable[[Path], list[str]]

RULES: list[Rule] = [
    python.sizes,
    python.private_rounding,
    python.hidden_clock,
    python.late_imports,
    python.foreign_writes,
    python.transactions,
    python.strangers,
    text.template_arithmetic,
    text.orphan_fragments,
    text.dead_paths,
    text.long_readme,
    text.ungathered_checks,
    text.job_strings,
    text.mocked_app,
]

# rule, file, its faulty content, what must be said
FAULTS: list[tuple[Rule, str, str, str]] = [
    (python.sizes, "app/invoices/rules.py", "x = 1\n" * 251, "rules.py:1: 251 lines"),
    (
        python.sizes,
        "app/invoices/rules.py",
        "def long():\n" + "    x = 1\n" * 40,
        ":1: long has 41 lines",
    ),
    (python.private_rounding, "app/invoices/rules.py", "x = round(1.5)", ":1: round("),
    (python.private_rounding, "app/today/queries.py", "x = float('1')", ":1: float("),
    (python.private_rounding, "app/today/queries.py", "x = y.quantize(z)", ":1: quantize("),
    (python.hidden_clock, "app/invoices/actions.py", "x = datetime.now(ZONE)", "datetime.now()"),
    (python.hidden_clock, "app/invoices/pages.py", "x = datetime.date.today()", "today()"),
    (
        python.hidden_clock,
        "app/invoices/actions/issue.py",
        "from app.clock import ZONE, today",
        ":1: imports today",
    ),
    (python.hidden_clock, "app/invoices/queries.py", "x = clock.now()", ":1: asks the clock"),
    (python.hidden_clock, "app/messages/actions.py", "x = time.time()", ":1: time.time()"),
    (
        python.late_imports,
        "app/invoices/pages.py",
        "def show():\n    import app.risk.queries",
        ":2: import inside show",
    ),
    (
        python.foreign_writes,
        "app/reminders/actions.py",
        "from app.invoices.tables import Invoice\nx = Invoice.update({Invoice.state: 'paid'})",
        ":2: Invoice.update()",
    ),
    (
        python.foreign_writes,
        "app/invoices/pages.py",
        "from app.invoices.tables import Invoice\nx = Invoice.update({Invoice.state: 'paid'})",
        ":2: Invoice.update()",
    ),
    (
        python.foreign_writes,
        "app/reminders/actions.py",
        "from app.invoices.tables import Invoice\nx = bulk_rows.insert(Invoice, [])",
        ":2: Invoice.insert()",
    ),
    (python.foreign_writes, "app/invoices/jobs.py", "row.state = 'sent'", ":1: sets row.state"),
    (
        python.foreign_writes,
        "app/invoices/queries.py",
        "x = Invoice.raw('UPDATE invoice SET state = 1')",
        ":1: SQL that writes",
    ),
    (
        python.transactions,
        "app/invoices/actions.py",
        "async def issue(n):\n    await Invoice.insert(n)",
        ":1: issue opens no transaction and takes no tx",
    ),
    (
        python.transactions,
        "app/invoices/actions.py",
        "async def issue(n):\n"
        "    async with transaction():\n        pass\n    async with transaction():\n        pass",
        ":1: issue opens 2 transactions",
    ),
    (
        python.transactions,
        "app/accounting/actions/post.py",
        "async def post(tx, entry):\n    async with transaction():\n        pass",
        ":1: post takes tx and opens a transaction",
    ),
    (python.strangers, "app/invoices/guards.py", "", "guards outside auth"),
    (python.strangers, "app/web/helpers.py", "", "a drawer"),
    (
        text.template_arithmetic,
        "templates/invoices/show.html",
        "{{ invoice.net + invoice.vat }}",
        "show.html:1: add",
    ),
    (
        text.template_arithmetic,
        "templates/invoices/show.html",
        "\n{{ lines | sum(attribute='net') }}",
        "show.html:2: |sum",
    ),
    (text.orphan_fragments, "templates/invoices/_lines.html", "", "in no page"),
    (text.orphan_fragments, "templates/invoices/_lines.html", "", "returned by no route"),
    (text.dead_paths, "docs/domain.md", "see `app/nowhere/rules.py`", ":1: app/nowhere/rules.py"),
    (text.dead_paths, "docs/domain.md", "see [this](gone.md)", ":1: link to gone.md"),
    (text.long_readme, "README.md", "line\n" * 81, "81 lines"),
    (
        text.ungathered_checks,
        "app/stock/queries.py",
        "CHECKS = [('stock', x)]",
        "CHECKS of stock are not gathered",
    ),
    (text.job_strings, "app/risk/pages.py", "x = nudge('risk.rescor')", ":1: 'risk.rescor'"),
    (
        text.mocked_app,
        "tests/risk/test_x.py",
        "monkeypatch.setattr('app.risk.rules.judge', 1)",
        ":1: monkeypatch.setattr('app.risk.rules.judge')",
    ),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_code_keeps_the_rule(rule: Rule) -> None:
    assert rule(ROOT) == []


@pytest.mark.parametrize(("rule", "file", "fault", "said"), FAULTS)
def test_the_rule_sees_a_planted_fault(
    rule: Rule, file: str, fault: str, said: str, tmp_path: Path
) -> None:
    for folder in ("app/upkeep/queries", "templates", "docs", "tests"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "app/upkeep/queries/integrity.py").write_text("CHECKS = []\n")
    (tmp_path / "README.md").write_text("# Échéance\n")
    assert rule(tmp_path) == []
    planted = tmp_path / file
    planted.parent.mkdir(parents=True, exist_ok=True)
    planted.write_text(fault)
    assert any(said in finding for finding in rule(tmp_path)), rule(tmp_path)


def test_every_rule_has_a_planted_fault() -> None:
    assert {rule for rule, *_ in FAULTS} == set(RULES)
