"""The import contracts are kept, and each breaks on faults planted in a copy of the code."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# contract, module, the import planted at its end, what the report must name
FAULTS = [
    ("shape", "app/clients/rules.py", "import app.clients.tables", "app.clients.rules"),
    ("shape", "app/clients/helpers.py", "X = 1", "helpers"),
    ("shape", "app/risk/actions.py", "import app.risk.jobs", "app.risk.jobs"),
    ("direction", "app/accounting/tables.py", "import app.invoices.tables", "app.accounting"),
    ("direction", "app/invoices/tables.py", "import app.reminders.tables", "app.reminders"),
    ("direction", "app/clock.py", "import app.adapters.database", "app.clock"),
    ("direction", "app/clients/pages.py", "import app.invoices.tables", "app.clients.pages"),
    ("direction", "app/stray.py", "X = 1", "stray"),
    ("purity", "app/invoices/rules.py", "import app.clock", "app.invoices.rules"),
    ("purity", "app/core/text.py", "import piccolo", "piccolo"),
    ("edge", "app/payments/actions.py", "import litestar", "litestar"),
    ("edge", "app/messages/jobs.py", "import app.web.render", "app.web"),
    ("nudge", "app/payments/actions.py", "import app.adapters.queue", "app.adapters.queue"),
    ("libraries", "app/portal/queries.py", "import httpx", "httpx"),
    ("libraries", "app/web/formats.py", "import weasyprint", "weasyprint"),
    (
        "adapters",
        "app/adapters/queue.py",
        "import app.adapters.private_redis",
        "app.adapters.queue",
    ),
]
CONTRACTS = [
    contract["id"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
]


def lint(folder: Path, contract: str | None = None) -> tuple[int, str]:
    """Run the contracts over a folder; the exit code and the report on one line."""
    only = ["--contract", contract] if contract else []
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache", *only],
        cwd=folder,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "COLUMNS": "500", "PYTHONPATH": str(folder)},
    )
    return done.returncode, re.sub(r"\s+", " ", done.stdout + done.stderr)


def copy_of_the_code(folder: Path) -> Path:
    shutil.copytree(ROOT / "app", folder / "app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def plant(folder: Path, module: str, line: str) -> None:
    """Add a line to a module; a module that is a package takes it in its `__init__`."""
    path = folder / module
    package = path.with_suffix("")
    path = package / "__init__.py" if package.is_dir() else path
    with path.open("a") as file:
        file.write(f"\n{line}\n")


def test_the_contracts_are_kept() -> None:
    code, said = lint(ROOT)
    assert code == 0, said


@pytest.mark.parametrize("contract", CONTRACTS)
def test_each_contract_breaks_on_its_planted_faults(contract: str, tmp_path: Path) -> None:
    faults = [fault for fault in FAULTS if fault[0] == contract]
    assert faults, f"plant a fault for {contract}"
    copy = copy_of_the_code(tmp_path)
    for _, module, line, _ in faults:
        plant(copy, module, line)
    code, said = lint(copy, contract)
    assert code == 1
    for _, module, line, named in faults:
        assert named in said.split("Broken contracts")[-1], f"{line} in {module} was not seen"


def test_every_capability_is_under_the_contract_of_shape() -> None:
    given = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    shape = next(contract for contract in given["contracts"] if contract["id"] == "shape")
    folders = {path.parent.name for path in (ROOT / "app").glob("*/__init__.py")}
    capabilities = folders - {"adapters", "core", "demo", "schema", "web"}
    assert {f"app.{name}" for name in capabilities} == set(shape["containers"])
