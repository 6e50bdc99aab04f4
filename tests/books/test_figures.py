"""Figures by command, as of a day and as known on a day."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from app import cli
from app.core.errors import Refused
from tests.payments.books import paid
from tests.receivables.test_statement import an_autumn

OCTOBER = ("--from", "2026-10-01", "--to", "2026-10-31")


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    async def run(*given: str) -> Any:
        arguments = cli.parser().parse_args(["books", *given, "--format", "json"])
        await arguments.run(arguments)
        return json.loads(capsys.readouterr().out)

    return run


async def test_october_by_account_and_by_client(database: None, told: Callable[..., Any]) -> None:
    await an_autumn()
    rows = {row["key"]: row for row in await told("balance", *OCTOBER)}
    assert rows["411"] == {
        "key": "411",
        "name": "Clients",
        "before": 100_000,
        "debit": 80_000,
        "credit": 115_000,
        "after": 65_000,
    }
    by_client = await told("balance", *OCTOBER, "--by", "client")
    assert [(row["name"], row["after"]) for row in by_client] == [
        ("Hôtel Saint-Nizier", 50_000),
        ("Régie Bellecour", 15_000),
    ]
    known = await told("balance", *OCTOBER, "--by", "client", "--known-on", "2026-10-02")
    # The Régie had been sold its 240 that morning, and had paid nothing of what it owed.
    assert [(row["name"], row["after"]) for row in known] == [
        ("Hôtel Saint-Nizier", 70_000),
        ("Régie Bellecour", 54_000),
    ]


async def test_vat_and_days_outstanding(database: None, told: Callable[..., Any]) -> None:
    bellecour, _ = await an_autumn()
    boxes = {row["box"]: row["vat"] for row in await told("vat", *OCTOBER)}
    assert boxes == {"A1": None, "08": 9_833, "16": 9_833}
    before = await told("dso", "--on", "2026-10-31")
    # 650 owed. October's sales 240 + 60 - 60, September's 1 100: 31 + 410 / 1 100 x 30 = 42.2 days.
    assert before["count_back"] == 422
    await paid(bellecour, 150, "2026-10-30", recorded="2026-12-01")
    assert (await told("dso", "--on", "2026-10-31"))["count_back"] < 422
    assert await told("dso", "--on", "2026-10-31", "--known-on", "2026-11-30") == before


async def test_days_that_end_before_they_begin(database: None, told: Callable[..., Any]) -> None:
    await an_autumn()
    with pytest.raises(Refused, match="before it begins"):
        await told("vat", "--from", "2026-10-31", "--to", "2026-10-01")
