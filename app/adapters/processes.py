"""Processes that may not outlive the one that started them, and that are kept running (Linux)."""

import contextlib
import ctypes
import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import IO

from app.config import ROOT

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15
_M_ARENA_MAX = -8
_HEALTHY_AFTER = 60.0
_LONGEST_WAIT = 30.0
_ASK_EVERY = 5.0
_PATIENCE = 3
_LATER = 10


def die_with_parent(parent: int) -> None:
    """Ask the kernel to kill this process when its parent ends, even by kill -9.

    Called in the child: right after a fork, or as a pool's initialiser
    (`initializer=die_with_parent, initargs=(os.getpid(),)`). `parent` is the parent's pid: when it
    is gone already, this process ends at once. The signal follows the parent's *thread* that
    forked: start children from a thread that lives as long as the process.
    """
    if _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def bound_to_us() -> Callable[[], None]:
    """A `preexec_fn`: the child dies with this process, and takes every signal."""
    parent = os.getpid()

    def in_child() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        die_with_parent(parent)

    return in_child


class Fork:
    """A copy of this process that runs one thing, asked as a Popen is. What was loaded before is
    kept in memory once for all copies, as long as none of them writes there."""

    def __init__(self, name: str, run: Callable[[], None]) -> None:
        alone = (name, bound_to_us(), run)
        self._process = get_context("fork").Process(target=_run_alone, args=alone, name=name)
        self._process.start()
        self.pid = self._process.pid or 0

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(self._process.name, timeout or 0)
        return self._process.exitcode

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()


def _run_alone(name: str, bind: Callable[[], None], run: Callable[[], None]) -> None:
    # A session of its own: Ctrl-C reaches the supervisor alone, which ends them in order.
    os.setsid()
    os.chdir(ROOT)
    _LIBC.prctl(_PR_SET_NAME, f"echeance {name}".encode(), 0, 0, 0)
    bind()
    run()


def share_memory() -> None:
    """Before forking: what is loaded stays where it is, and few arenas are kept for threads."""
    _LIBC.mallopt(_M_ARENA_MAX, 2)
    gc.collect()
    gc.freeze()


def give_way() -> None:
    """Let every other process of the service go first where the processor is short: nobody waits
    for this one. Where the kernel weighs sessions against each other, its session as well."""
    os.nice(_LATER)
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text(f"{_LATER}")


def give_back_memory() -> None:
    """Hand what was freed back to the system, which the allocator keeps otherwise."""
    _LIBC.malloc_trim(0)


def say(sentence: str) -> None:
    """A line of the operator's log."""
    print(f"echeance: {sentence}", file=sys.stderr, flush=True)


@dataclass
class Child:
    """A process kept running: what starts it, how often it failed, when it is due again.

    `command` is a program with its arguments, or a function that a copy of this process runs.
    `died` is told the exit code (negative: the signal) before it is started again; `output` takes
    what it prints, of the last start only. `hangs` is asked now and then, when given: one that
    hangs three times in a row is killed.
    """

    name: str
    command: list[str] | Callable[[], None]
    output: Path | None = None
    died: Callable[["Child", int], None] | None = None
    hangs: Callable[[], bool] | None = None
    process: subprocess.Popen[bytes] | Fork | None = None
    started: float = 0.0
    failures: int = 0
    due: float = field(default_factory=time.monotonic)
    asked: float = 0.0
    hung: int = 0

    def tend(self) -> None:
        """Note a death, and start what is due."""
        if self.process and (code := self.process.poll()) is not None:
            self._note_death(code)
        if self.process is None and time.monotonic() >= self.due:
            self._start()
        if self.process and self.hangs and time.monotonic() >= self.asked + _ASK_EVERY:
            self._ask(self.process, self.hangs)

    def _ask(self, process: subprocess.Popen[bytes] | Fork, hangs: Callable[[], bool]) -> None:
        self.hung = self.hung + 1 if hangs() else 0
        self.asked = time.monotonic()
        if self.hung >= _PATIENCE:
            say(f"{self.name} does not answer and is killed")
            process.kill()
            self.hung = 0

    def stop(self, seconds: float) -> None:
        """Ask it to end; after `seconds`, kill it; what it started and left behind too."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            say(f"{self.name} did not end within {seconds:.0f} s and is killed")
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _note_death(self, code: int) -> None:
        now = time.monotonic()
        self.failures = 1 if now - self.started >= _HEALTHY_AFTER else self.failures + 1
        wait = min(_LONGEST_WAIT, 2.0 ** (self.failures - 1))
        how = f"signal {-code}" if code < 0 else f"code {code}"
        say(f"{self.name} ended ({how}); it is started again in {wait:.0f} s")
        self.process, self.due = None, now + wait
        if self.died:
            self.died(self, code)

    def _start(self) -> None:
        if callable(self.command):
            self.process = Fork(self.name, self.command)
        else:
            self.process = _program(self.command, self.output)
        self.started = time.monotonic()


def _program(command: list[str], output: Path | None) -> subprocess.Popen[bytes]:
    out: IO[bytes] | None = output.open("wb") if output else None
    try:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            preexec_fn=bound_to_us(),
        )
    finally:
        if out:
            out.close()
