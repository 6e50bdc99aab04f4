"""Kept PDFs as one, page after page, none made again: for the printer.

In a process of its own, which gives its memory back and cannot hold up a page meanwhile.
"""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from app.adapters.processes import bound_to_us
from app.config import ROOT

_SECONDS = 300.0


class JoinFailed(Exception):
    """The files cannot be joined; the message says which and why."""


async def join(parts: Sequence[tuple[str, Path]], target: Path) -> None:
    """Write one PDF of (title, file) in this order; each title is a bookmark. JoinFailed says why
    not: then nothing is there."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "app.adapters.joining",
        str(target),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=bound_to_us(),
    )
    given = json.dumps([[title, str(path)] for title, path in parts]).encode()
    try:
        async with asyncio.timeout(_SECONDS):
            _, said = await child.communicate(given)
    except BaseException:
        if child.returncode is None:
            child.kill()
            await child.wait()
        raise
    if child.returncode:
        raise JoinFailed((said.decode(errors="replace").splitlines() or ["?"])[-1][:300])


def _join(target: Path) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    for title, path in json.load(sys.stdin):
        try:
            writer.append(path, outline_item=title, import_outline=False)
        except Exception as problem:
            raise JoinFailed(f"{title}: {problem}") from problem
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        writer.write(draft)
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)


if __name__ == "__main__":
    _join(Path(sys.argv[1]))
