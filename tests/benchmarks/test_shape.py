"""Every benchmark runs at a tiny size and says its figures in the same shape; nothing is timed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.__main__ import BENCHMARKS
from benchmarks.figures import Figure, middle, p50, p95
from benchmarks.one import RUN

# `pages_large` is `pages` on more documents.
NAMES = [name for name in BENCHMARKS if name != "pages_large"]
ROOT = Path(__file__).resolve().parents[2]
FIELDS: dict[str, type | tuple[type, ...]] = {
    "benchmark": str,
    "figure": str,
    "value": float,
    "unit": str,
    "reference": str,
    "reference_value": float,
    "aim": (str, type(None)),
    "engine": str,
    "size": str,
    "runs": int,
    "ratio": float,
    "met": (bool, type(None)),
}
# The aims that the project has set itself, and where they are judged.
AIMED = {
    "generation": "ratio >= 0.06667",
    "pages": "value <= 40.0",
    "reminders": "value >= 100.0",
    "memory": "value <= 170.0",
    "start": "value <= 3.0",
    "documents": "value >= 11.11",
    "judging": "value <= 2.0",
    "verdicts": "value >= 100.0",
    "tables": "value <= 5.0",
    "counter": "value <= 150.0",
    "books": "value <= 80.0",
    "scoring": "value <= 10.0",
}


@pytest.mark.slow
def test_every_benchmark_says_its_figures() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks", *NAMES, "--size", "tiny"],
        cwd=ROOT,
        text=True,
        capture_output=True,
    )
    assert run.returncode == 0, run.stderr
    said: list[dict[str, Any]] = [json.loads(line) for line in run.stdout.splitlines()]
    assert {each["benchmark"] for each in said} == set(NAMES)
    for each in said:
        assert set(each) == set(FIELDS)
        for name, kind in FIELDS.items():
            assert isinstance(each[name], kind), (name, each)
        assert each["figure"] and each["reference"] and each["unit"]
        assert each["value"] > 0 and each["reference_value"] > 0 and each["ratio"] > 0
        assert (each["aim"] is None) == (each["met"] is None)
        assert (each["engine"], each["size"], each["runs"]) == ("sqlite", "tiny", 1)
    aims = {(each["benchmark"], each["aim"]) for each in said if each["aim"]}
    assert set(AIMED.items()) <= aims


def test_a_name_that_is_none_is_a_fault_of_usage() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks", "espresso"], cwd=ROOT, text=True, capture_output=True
    )
    assert run.returncode == 2 and "espresso" in run.stderr


def test_medians_ratios_and_aims_are_reckoned_by_figure() -> None:
    def figure(value: float, alone: float) -> Figure:
        return Figure("x", "y", value, "ms", "raw", alone, ("value", "<=", 40.0))

    [found] = middle([[figure(30, 10)], [figure(90, 9)], [figure(40, 20)]])
    assert (found.value, found.reference_value, found.ratio, found.runs) == (40, 10, 4.0, 3)
    assert found.is_met
    assert not figure(40.1, 10).is_met


def test_percentiles_are_values_that_were_measured() -> None:
    seconds = [n / 1000 for n in range(1, 101)]
    assert (p50(seconds), p95(seconds)) == (50.5, 95.0)
    assert p95([0.002]) == 2.0


def test_every_benchmark_has_a_module() -> None:
    assert set(RUN) == set(BENCHMARKS)
