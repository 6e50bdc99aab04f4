"""Our own command line, run on another place than this process's: a restored copy, say."""

import asyncio
import logging
import os
import re
import resource
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from pathlib import Path

from app.adapters.processes import bound_to_us
from app.config import ROOT

# Longer than any verb takes on a small computer with many documents, and half of what the queue
# gives the job that tries a backup, which may run two: it is told what hung, and where.
_SECONDS = 600.0
_TO_SAY_WHERE = 10.0
# With its fault handler, a process that is told to abort first writes where each thread is.
_PROGRAM = (sys.executable, "-X", "faulthandler", "-m", "app.cli")
_UNENDED = 124
_THREAD = re.compile(r"^(?:Current thread|Thread) 0x.*:$", re.MULTILINE)
_FRAME = re.compile(r'^  File ".*?([^/"]+)", line (\d+) in (\S+)', re.MULTILINE)
_FRAMES = 3

log = logging.getLogger("echeance.aside")
_Said = tuple[bytes, bytes]


async def run_verb(*verb: str, data_dir: Path, database_url: str | None) -> tuple[int, str, str]:
    """Run `echeance VERB` on this data folder and database: its exit code and what it printed.

    One that does not end in ten minutes is ended: code 124, nothing printed, and as what it said a
    sentence with the places in the code (file, line, function) where its threads were.
    """
    child = await asyncio.create_subprocess_exec(
        *_PROGRAM,
        *verb,
        cwd=ROOT,
        env=_environment(data_dir, database_url),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
        preexec_fn=_bound_without_core(),
    )
    reading = asyncio.ensure_future(child.communicate())
    try:
        await _ended_or_late(reading)
        if not reading.done():
            return _UNENDED, "", await _where_it_hangs(child, reading, verb)
        out, said = reading.result()
    finally:
        reading.cancel()
        if child.returncode is None:
            child.kill()
            await child.wait()
    return child.returncode or 0, out.decode(errors="replace"), said.decode(errors="replace")


def _environment(data_dir: Path, database_url: str | None) -> dict[str, str]:
    ours = ("DATABASE_URL", "SECRET_KEY", "BACKUP_DIR", "REDIS_URL")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    environment |= {"DATA_DIR": str(data_dir)}
    if database_url:
        environment["DATABASE_URL"] = database_url
    return environment


def _bound_without_core() -> Callable[[], None]:
    bind = bound_to_us()

    def in_child() -> None:
        bind()
        # An image of its memory would hold keys and names.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return in_child


async def _ended_or_late(reading: asyncio.Future[_Said]) -> None:
    await asyncio.wait({reading}, timeout=_SECONDS)


async def _where_it_hangs(
    child: Process, reading: asyncio.Future[_Said], verb: tuple[str, ...]
) -> str:
    if child.returncode is None:
        child.send_signal(signal.SIGABRT)
    await asyncio.wait({reading}, timeout=_TO_SAY_WHERE)
    said = reading.result()[1].decode(errors="replace") if reading.done() else ""
    sentence = f"echeance {' '.join(verb)} did not end in {_SECONDS:.0f} s"
    log.error("%s\n%s", sentence, said)
    return f"{sentence}; it was at {_places(said) or 'a place that it did not tell'}"[:480]


def _places(dump: str) -> str:
    """The innermost frames of each thread of a fault handler's dump, in a line."""
    threads = [_FRAME.findall(stack)[:_FRAMES] for stack in _THREAD.split(dump)[1:]]
    return "; ".join(
        " in ".join(f"{file}:{line} {function}" for file, line, function in frames)
        for frames in threads
        if frames
    )
