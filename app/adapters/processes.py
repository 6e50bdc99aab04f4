"""Processes that may not outlive the one that started them, and that are kept running (Linux)."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from app.config import ROOT

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
_HEALTHY_AFTER = 60.0
_LONGEST_WAIT = 30.0
_ASK_EVERY = 5.0
_PATIENCE = 3


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


def say(sentence: str) -> None:
    """A line of the operator's log."""
    print(f"echeance: {sentence}", file=sys.stderr, flush=True)


@dataclass
class Child:
    """A process kept running: what starts it, how often it failed, when it is due again.

    `died` is told the exit code (negative: the signal) before it is started again; `output` takes
    what it prints, of the last start only. `hangs` is asked now and then, when given: one that
    hangs three times in a row is killed.
    """

    name: str
    command: list[str]
    pass_fds: tuple[int, ...] = ()
    output: Path | None = None
    died: Callable[["Child", int], None] | None = None
    hangs: Callable[[], bool] | None = None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    due: float = field(default_factory=time.monotonic)
    asked: float = 0.0
    hung: int = 0

    def tend(self) -> None:
        """Note a death, and start what is due."""
        if self.process and self.process.poll() is not None:
            self._note_death(self.process.returncode)
        if self.process is None and time.monotonic() >= self.due:
            self._start()
        if self.process and self.hangs and time.monotonic() >= self.asked + _ASK_EVERY:
            self._ask(self.process, self.hangs)

    def _ask(self, process: subprocess.Popen[bytes], hangs: Callable[[], bool]) -> None:
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
        out: IO[bytes] | None = self.output.open("wb") if self.output else None
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            pass_fds=self.pass_fds,
            # A session of its own: Ctrl-C reaches the supervisor alone, which ends them in order.
            start_new_session=True,
            preexec_fn=bound_to_us(),
        )
        if out:
            out.close()
        self.started = time.monotonic()
