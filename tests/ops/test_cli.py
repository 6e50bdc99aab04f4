"""The command line: exit 0 done, 1 refused, 2 usage; found from anywhere; every verb explained."""

import argparse
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import cli
from app.core import console
from app.core.errors import refuse
from app.core.money import Euros

ROOT = Path(__file__).resolve().parents[2]


def verbs(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Every verb, and the verbs below it."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for verb in action.choices.values():
                yield verb
                yield from verbs(verb)


def echeance(*arguments: str, cwd: Path = ROOT, **environment: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [ROOT / "bin/echeance", *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout, done.stderr


def test_every_verb_has_help_with_an_example() -> None:
    for verb in verbs(cli.parser()):
        if verb.prog.endswith(" serve"):
            continue  # it becomes the supervisor, which has its own help
        text = verb.format_help()
        below = any(isinstance(a, argparse._SubParsersAction) for a in verb._actions)
        assert below or re.search(r"example: (\S+=\S+ |.*\| )?echeance ", text), verb.prog


def test_every_verb_does_something() -> None:
    for verb in verbs(cli.parser()):
        last = not any(isinstance(a, argparse._SubParsersAction) for a in verb._actions)
        name = verb.prog.split()[-1]
        assert not last or name in ("serve", "worker") or verb.get_default("run"), verb.prog


def test_serve_and_worker_explain_themselves() -> None:
    code, out, _ = echeance("serve", "--help")
    assert code == 0 and "example: echeance serve --host 0.0.0.0 --port 8080" in out
    code, out, _ = echeance("worker", "--help")
    assert code == 0 and "example: REDIS_URL=" in out


def test_usage_is_2_and_says_what_is_wrong() -> None:
    code, _, said = echeance("bogus")
    assert code == 2 and "invalid choice: 'bogus'" in said
    assert echeance()[0] == 2


def test_a_refusal_is_1_with_its_sentences_on_stderr(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def refuses(arguments: argparse.Namespace) -> None:
        raise refuse(
            "clients.siren",
            "The SIREN %(siren)s has a wrong key, %(owed)s is owed.",
            siren="123456789",
            owed=Euros(-123_450),
        )

    class Capability:
        @staticmethod
        def register(given: console.Verbs) -> None:
            given.add_parser("refusing").set_defaults(run=refuses, without_database=True)

    monkeypatch.setattr(cli, "CAPABILITIES", (Capability,))
    assert cli.main(["refusing"]) == 1
    assert capsys.readouterr().err == (
        "echeance: The SIREN 123456789 has a wrong key, −€1,234.50 is owed.\n"
    )


def test_it_is_found_from_any_folder_and_through_a_link(tmp_path: Path) -> None:
    link = tmp_path / "echeance"
    link.symlink_to(ROOT / "bin/echeance")
    done = subprocess.run([link, "--version"], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.startswith("echeance 0."), done.stderr


def test_migrating_again_changes_nothing(tmp_path: Path) -> None:
    first = echeance("migrate", DATA_DIR=str(tmp_path), DATABASE_URL="")
    again = echeance("migrate", DATA_DIR=str(tmp_path), DATABASE_URL="")
    assert first[0] == 0 and "migrated: 0001-people" in first[1]
    assert again == (0, "", "")


def test_the_doctor_reads_every_part(tmp_path: Path) -> None:
    echeance("migrate", DATA_DIR=str(tmp_path), DATABASE_URL="")
    code, out, _ = echeance("doctor", "--format", "json", DATA_DIR=str(tmp_path), DATABASE_URL="")
    readings = {reading["name"]: reading for reading in json.loads(out)["readings"]}
    parts = "versions database migrations redis scheduler jobs mail iban disk law integrity backup"
    assert set(readings) >= set(parts.split())
    assert readings["backup"]["ok"] is None
    assert readings["database"]["ok"] is True and readings["migrations"]["ok"] is True
    assert readings["redis"]["ok"] is False, "nothing serves this folder"
    assert readings["mail"]["ok"] is None and readings["iban"]["ok"] is None
    assert code == 1


def test_the_doctor_survives_a_database_that_is_away(tmp_path: Path) -> None:
    away = "postgresql://echeance:geheim@127.0.0.1:1/nothing"
    code, out, said = echeance("doctor", DATA_DIR=str(tmp_path), DATABASE_URL=away)
    assert code == 1 and "FAILS" in out and "geheim" not in out + said
    assert "Traceback" not in out + said


def test_a_database_that_is_away_is_a_sentence(tmp_path: Path) -> None:
    away = "postgresql://echeance:geheim@127.0.0.1:1/nothing"
    code, _, said = echeance("check", DATA_DIR=str(tmp_path), DATABASE_URL=away)
    assert code == 1 and "The database cannot be reached" in said
    assert "Traceback" not in said and "geheim" not in said


def test_the_check_prints_what_scripts_build_on(tmp_path: Path) -> None:
    echeance("migrate", DATA_DIR=str(tmp_path), DATABASE_URL="")
    code, out, _ = echeance("check", "--format", "json", DATA_DIR=str(tmp_path), DATABASE_URL="")
    said = json.loads(out)
    assert (code, said["findings"]) == (0, 0)
    assert {"name": "entries balanced", "ok": True, "findings": []} in said["checks"]


def test_output_cut_short_is_no_error(tmp_path: Path) -> None:
    line = f"DATA_DIR={tmp_path} {ROOT}/bin/echeance doctor | true"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True)
    assert done.stderr == ""


def test_a_table_puts_numbers_to_the_right(capsys: pytest.CaptureFixture[str]) -> None:
    console.table_out(("client", "total"), [("Mme Perrin", 12_000), ("Oullins", None)])
    assert capsys.readouterr().out.splitlines() == [
        "client      total",
        "----------  -----",
        "Mme Perrin  12000",
        "Oullins",
    ]


def test_progress_hands_on_every_item_and_is_silent_without_a_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert list(console.progress(iter("abc"), 3, "Invoices")) == ["a", "b", "c"]
    assert capsys.readouterr() == ("", "")
