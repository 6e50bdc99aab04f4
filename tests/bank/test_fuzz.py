"""Damaged files: never a crash, never a half, never an amount that was not written there."""

import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.bank.actions.reading import Reading
from app.bank.actions.sheets import Tables
from app.bank.rules import Movement, ReadStatement
from app.bank.tables import (
    BankAccount,
    BankFile,
    BankLayout,
    BankLine,
    BankLineAgain,
    BankStatement,
)
from app.core.errors import Finding, Refused
from app.upkeep.queries import gather_checks
from tests.bank import mutations
from tests.bank.bank import bring, way
from tests.cast import open_shop

SEEDS = (3, 50, 700, 9_000)
ZERO = re.compile(
    rb"(?<![0-9.,\x00])[+-]?\x00?0[\x000]*([.,]\x00?[0\x00]*)?(?![0-9.,])|0{13}[{}\xe9\xe8]"
)


def read(content: bytes, folder: Path) -> tuple[list[ReadStatement], list[Movement]] | None:
    """What a reader finds in a file; None when it refuses it, with reasons."""
    path = folder / "releve"
    path.write_bytes(content)
    try:
        with Reading(Tables()) as reading:
            reading.read(path, "releve")
            found = [
                movement
                for statement in reading.statements
                for batch in reading.spool.batches(statement)
                for _, movement in batch
            ]
            return reading.statements, found
    except Refused as refused:
        check_reasons(refused.findings)
        return None


def check_reasons(findings: Sequence[Finding]) -> None:
    assert findings
    assert all(len(str(each)) > 10 and each.code for each in findings), findings


def check_sums(statements: Sequence[ReadStatement], found: Sequence[Movement]) -> None:
    """What was let through adds up, added again here."""
    at = 0
    for each in statements:
        total = sum(movement.amount_cents for movement in found[at : at + each.lines])
        at += each.lines
        if each.opening_cents is not None and each.closing_cents is not None:
            assert each.opening_cents + total == each.closing_cents
    assert at == len(found)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_file_loses_or_repeats_invents_no_amount(seed: int, tmp_path: Path) -> None:
    """Cut, doubled, shuffled, in other letters, packed: what is read was written, or all is
    refused."""
    chance = random.Random(seed)
    for name, content in mutations.written(chance).items():
        before = read(content, tmp_path)
        assert before is not None, name
        amounts = {movement.amount_cents for movement in before[1]}
        for change in mutations.KEEPING * 4:
            state = chance.getstate()
            after = read(change(content, chance), tmp_path)
            if after is None:
                continue
            check_sums(*after)
            invented = {movement.amount_cents for movement in after[1]} - amounts
            assert not invented, (name, change.__name__, seed, state[1][-1], invented)


@pytest.mark.parametrize("seed", SEEDS)
def test_damage_of_any_kind_crashes_nothing_and_makes_no_zero(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    for name, content in mutations.written(chance).items():
        for change in mutations.CHANGING * 8:
            damaged = change(content, chance)
            after = read(damaged, tmp_path)
            if after is None:
                continue
            check_sums(*after)
            if any(movement.amount_cents == 0 for movement in after[1]):
                assert ZERO.search(damaged), (name, change.__name__, seed)


@pytest.mark.parametrize("text", mutations.UNREADABLE)
@pytest.mark.parametrize("format", ["camt", "ofx", "cfonb", "csv"])
def test_an_amount_that_cannot_be_read_is_refused_with_its_line(
    format: str, text: str, tmp_path: Path
) -> None:
    chance = random.Random(text)
    whole = {"camt": "camt053", "ofx": "ofx 1"}.get(format, format)
    content, line, was = mutations.with_amount(
        mutations.written(chance)[whole], format, text, chance
    )
    if format == "csv" and text == "1.234,5-":
        after = read(content, tmp_path)
        assert after is not None
        assert -1_234_50 in [movement.amount_cents for movement in after[1]]
        return
    path = tmp_path / "releve"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused, Reading(Tables()) as reading:
        reading.read(path, "releve")
    told = [each.facts.get("line") for each in refused.value.findings]
    # An OFX movement is named by the line on which it begins, three above its amount.
    assert told == [line - 3 if format == "ofx" else line], (str(refused.value), was)


TABLES = (BankAccount, BankFile, BankLayout, BankStatement, BankLine, BankLineAgain)


async def _counted() -> list[int]:
    return [await each.count() for each in TABLES]


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_damaged_file_is_taken_whole_or_not_at_all(
    database: None, seed: int, tmp_path: Path
) -> None:
    """One after the other into the same books: what is refused leaves nothing behind, what is taken
    is there to the line, and the books are right at the end."""
    await open_shop()
    chance = random.Random(seed)
    every = (*mutations.KEEPING, *mutations.CHANGING)
    taken = refused = 0
    for name, content in mutations.written(chance).items():
        for change in chance.sample(every, 6):
            before = await _counted()
            damaged = change(content, chance)
            try:
                done = await bring(damaged, tmp_path, way(accepts_columns=True), name)
            except Refused as why:
                check_reasons(why.findings)
                assert await _counted() == before, (name, change.__name__)
                refused += 1
                continue
            taken += 1
            after = await _counted()
            assert done.read == done.added + done.unchanged
            assert after[4] - before[4] == done.added
            again = await bring(damaged, tmp_path, way(accepts_columns=True), name)
            assert again.added == 0, (name, change.__name__)
    assert taken and refused
    bank = [each for each in await gather_checks() if each.name.startswith("bank")]
    assert bank and [(each.name, each.findings, each.problem) for each in bank if not each.ok] == []


def test_a_quotation_mark_swallows_no_line(tmp_path: Path) -> None:
    """One is opened in a label and closed three lines on: the lines between are not a label."""
    lines = mutations.written(random.Random(1))["csv"].decode("cp1252").splitlines()
    day, label, amount = lines[3].split(";")
    lines[3] = f'{day};"{label};{amount}'
    day, label, amount = lines[6].split(";")
    lines[6] = f'{day};{label}";{amount}'
    path = tmp_path / "releve"
    path.write_bytes("\r\n".join([*lines, ""]).encode("cp1252"))
    with pytest.raises(Refused, match="Line 4: a quotation mark"), Reading(Tables()) as reading:
        reading.read(path, "releve")


def test_a_label_of_several_lines_is_read(tmp_path: Path) -> None:
    """Some banks write the day of the card into a second line of the label."""
    content = b'Date;Libelle;Montant\n03/11/2026;"CARTE 4711\nLE 02/11/2026";-12,50\n'
    after = read(content, tmp_path)
    assert after is not None
    assert [(each.amount_cents, each.label) for each in after[1]] == [
        (-1_250, "CARTE 4711 LE 02/11/2026")
    ]


@pytest.mark.parametrize("letters", ["UUTF-8", "Shift_JIS", "UTF-32"])
def test_letters_that_nobody_knows_are_refused(letters: str, tmp_path: Path) -> None:
    content = mutations.written(random.Random(1))["camt053"]
    assert read(content.replace(b"UTF-8", letters.encode(), 1), tmp_path) is None


@pytest.mark.parametrize("last", ["12", "1.234", "1.234,", "1.234,5", "1"])
def test_an_amount_cut_off_at_the_end_is_not_a_smaller_one(last: str, tmp_path: Path) -> None:
    """A download that stopped within "1.234,56": the line is named, nothing is read."""
    whole = "Date;Libelle;Montant\n03/11/2026;VIR;540,00\n04/11/2026;VIR;"
    assert read(f"{whole}1.234,56".encode(), tmp_path) is not None
    (tmp_path / "releve").write_bytes(f"{whole}{last}".encode())
    with pytest.raises(Refused, match="Line 3: the file stops"), Reading(Tables()) as reading:
        reading.read(tmp_path / "releve", "releve")


def test_amounts_without_cents_are_read_when_their_line_ends(tmp_path: Path) -> None:
    content = b"Date;Libelle;Montant\n03/11/2026;VIR;540,00\n04/11/2026;VIR;12\n"
    after = read(content, tmp_path)
    assert after is not None
    assert [each.amount_cents for each in after[1]] == [540_00, 12_00]
