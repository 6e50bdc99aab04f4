"""What a quote may be, how it stands, when its client is reminded."""

from dataclasses import replace
from datetime import date

import pytest

from app.core.errors import Refused
from app.quotes import rules
from app.quotes.rules import Answer, Becomes, Standing
from tests.quotes.story import LINES, line, values

D = date.fromisoformat


def codes(**more: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        rules.judge(values(1, **more))
    return [each.code for each in refused.value.findings]


def test_a_whole_quote_is_one() -> None:
    rules.judge(values(1))
    assert rules.counted(rules.taken(LINES, ())).total == 120_000
    assert rules.counted(rules.taken(LINES, [3])).total == 126_000
    assert rules.counted(LINES).total == 144_000
    assert rules.options(LINES) == (2, 3)


def test_every_fault_is_said_at_once() -> None:
    assert codes(lines=(), title=" ") == ["quotes.no_line", "quotes.title"]
    assert codes(lines=(line("Miroir", 10, option=True),)) == ["quotes.only_options"]
    assert codes(lines=(line("Rien", 0),)) == ["quotes.nothing"]
    assert codes(lines=(line("A", 10), line("B", -5, option=True))) == ["quotes.negative_option"]
    assert codes(lines=tuple(line("A", 1) for _ in range(101))) == ["quotes.lines"]
    assert codes(becomes=Becomes.DEPOSIT) == ["quotes.deposit"]
    assert codes(becomes=Becomes.INVOICE, deposit=3_000) == ["quotes.no_deposit"]
    assert codes(deposit=10_001) == ["quotes.deposit_size"]
    assert codes(valid_days=0, remind_days=None) == ["quotes.valid_days"]
    assert codes(valid_days=5, remind_days=5) == ["quotes.remind_days"]


def test_a_contract_says_less_than_an_invoice() -> None:
    odd = replace(line("Cabine", 100), discount_amount=500)
    exempt = replace(line("Cours", 100, rate=0), exemption="VATEX-FR-CGI261-4")
    found = codes(becomes=Becomes.CONTRACT, lines=(odd, exempt))
    assert found == ["quotes.contract_discount", "quotes.contract_vat"]


@pytest.mark.parametrize(
    ("on", "answer", "replaced", "expected"),
    [
        ("2026-12-23", None, False, Standing.SENT),
        ("2026-12-24", None, False, Standing.EXPIRED),
        ("2026-12-24", None, True, Standing.SUPERSEDED),
        ("2026-12-24", Answer.ACCEPTED, True, Standing.ACCEPTED),
        ("2026-12-24", Answer.REFUSED, True, Standing.REFUSED),
    ],
)
def test_how_it_stands_follows_from_dates(
    on: str, answer: Answer | None, replaced: bool, expected: Standing
) -> None:
    found = rules.standing(
        is_sent=True, answer=answer, is_replaced=replaced, valid_until=D("2026-12-23"), on=D(on)
    )
    assert found is expected
    closed = rules.closed(found, "D2026-000001", D("2026-12-23"))
    assert (closed is None) is (expected is Standing.SENT)


@pytest.mark.parametrize(
    ("days", "on", "expected"),
    [
        (5, "2026-12-17", False),
        (5, "2026-12-18", True),
        (5, "2026-12-23", True),
        (5, "2026-12-24", False),
        (None, "2026-12-20", False),
        (29, "2026-11-24", True),
        (30, "2026-11-23", False),
    ],
)
def test_the_reminder_goes_so_many_days_before_the_end(
    days: int | None, on: str, expected: bool
) -> None:
    found = rules.to_be_reminded(D("2026-12-23"), days, D("2026-11-23"), D(on))
    assert found is expected


def test_an_answer_needs_a_name_and_an_agreement() -> None:
    def said(name: str, agreed: bool, *chosen: int) -> list[str]:
        faults = rules.answer_faults(Answer.ACCEPTED, name, agreed, chosen, (2, 3))
        return [each.code for each in faults]

    assert said("Jeanne", True, 2) == []
    assert said(" ", False, 9) == ["quotes.name", "quotes.not_agreed", "quotes.option"]
    assert said("x" * 121, True) == ["quotes.long_name"]
    assert rules.answer_faults(Answer.REFUSED, "J", False, (), ()) == []
