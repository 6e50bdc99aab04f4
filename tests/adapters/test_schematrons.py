"""The second judge: valid, invalid or not checked, and never valid by default."""

import sys
from dataclasses import replace

import pytest

from app.adapters.database import transaction
from app.adapters.schematrons import Asked, Opinion, SecondJudge, judge
from app.invoices.rules.einvoice.cii import to_xml
from tests.invoices.einvoices import einvoice

GOOD = to_xml(einvoice())


async def test_three_states_in_one_batch() -> None:
    wrong = replace(einvoice(), sums=replace(einvoice().sums, payable=1))
    good, bad, unreadable, other = await judge(
        [
            Asked(GOOD, french=True),
            Asked(to_xml(wrong), french=True),
            Asked(b"<not-closed>", french=True),
            Asked(GOOD, french=False),
        ]
    )
    assert (good.opinion, good.rules) == (Opinion.VALID, ())
    assert (bad.opinion, bad.rules) == (Opinion.INVALID, ("BR-CO-16",))
    # One that cannot be read is not called wrong, and the next one is judged all the same.
    assert unreadable.opinion is Opinion.NOT_CHECKED and unreadable.reason
    assert other.opinion is Opinion.VALID


async def test_the_french_rules_are_asked_for() -> None:
    silent = to_xml(replace(einvoice(), notes=()))
    european, french = await judge([Asked(silent, french=False), Asked(silent, french=True)])
    assert european.opinion is Opinion.VALID
    assert {rule[:8] for rule in french.rules} == {"BR-FR-05"}


async def test_a_document_that_names_other_files_is_not_read() -> None:
    trap = GOOD.replace(
        b"<rsm:Cross", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n<rsm:Cross', 1
    ).replace(b"Atelier Vauban", b"&e;")
    [judged] = await judge([Asked(trap, french=False)])
    assert judged.opinion is Opinion.NOT_CHECKED
    assert "DOCTYPE" in judged.reason


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        # Without the folder of installed packages there is no saxonche.
        ((sys.executable, "-S", "-m", "app.adapters.schematron_process"), "not installed"),
        ((sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"), "ended with -9"),
        ((sys.executable, "-c", "print('{}')"), "ended with 0"),
        ((sys.executable, "-c", "print('[]'); print('nonsense')"), "ended with 0"),
        ((sys.executable, "-c", "import sys; sys.exit('out of memory')"), "out of memory"),
    ],
)
async def test_a_judge_that_is_not_there_or_dies_has_not_judged(
    command: tuple[str, ...], reason: str
) -> None:
    [judged] = await SecondJudge(command=command).judge([Asked(GOOD, french=True)])
    assert judged.opinion is Opinion.NOT_CHECKED
    assert reason in judged.reason or "cannot be read" in judged.reason


async def test_what_it_said_before_it_died_counts_and_the_rest_is_not_checked() -> None:
    says = "print('{\"broken\": []}', flush=True); import os; os.kill(os.getpid(), 9)"
    asked = [Asked(GOOD, french=False)] * 3
    judged = await SecondJudge(command=(sys.executable, "-c", says)).judge(asked)
    assert [each.opinion for each in judged] == [
        Opinion.VALID,
        Opinion.NOT_CHECKED,
        Opinion.NOT_CHECKED,
    ]


async def test_a_judge_that_hangs_is_ended_and_has_not_judged() -> None:
    hangs = (sys.executable, "-c", "import time; time.sleep(600)")
    [judged] = await SecondJudge(seconds=0.0, command=hangs).judge([Asked(GOOD, french=False)])
    assert judged.opinion is Opinion.NOT_CHECKED
    assert "no answer" in judged.reason


async def test_nothing_asked_starts_nothing() -> None:
    assert await SecondJudge(command=("/does/not/exist",)).judge([]) == []


async def test_it_is_not_run_inside_a_transaction(database: None) -> None:
    async with transaction():
        with pytest.raises(RuntimeError, match="schematrons"):
            await judge([Asked(GOOD, french=False)])
