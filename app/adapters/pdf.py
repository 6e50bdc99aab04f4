"""HTML into PDF/A-3b, and an XML into that, in a process started on demand that ends when idle.

A plain child process rather than a pool of `multiprocessing`: it loads WeasyPrint alone (a spawned
pool would load the whole application again), and the one that overruns can be killed by its pid.
"""

import asyncio
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from app.adapters.database import refuse_in_transaction
from app.config import ROOT, config

_SECONDS = 30.0
_IDLE_SECONDS = 60.0
_HEAD_BYTES = 9
_TYPESET, _EMBED, _DONE = b"+", b"x", b"+"


@dataclass(frozen=True)
class Described:
    """What the PDF says about itself: its title, who made it, what it is about."""

    title: str
    author: str
    subject: str
    language: str = "fr"


class RenderFailed(Exception):
    """The page cannot be made into a PDF; the message says why."""


class RenderTimeout(RenderFailed):
    """The page took too long; the process that worked on it was killed."""


class _Gone(Exception):
    """The process ended before it had answered."""


class Typesetter:
    """One child process and whoever waits for it; used from one thread at a time."""

    def __init__(self, seconds: float = _SECONDS, idle_seconds: float = _IDLE_SECONDS) -> None:
        self.seconds = seconds
        self.idle_seconds = idle_seconds
        self.waiting = 0
        # The one thread that starts the children: they die with the thread that started them.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pdf")
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._scratch: Path | None = None
        self._idle: threading.Timer | None = None

    async def render(self, html: str) -> bytes:
        """The PDF of a page; RenderFailed or RenderTimeout when there is none."""
        return await self.make(_TYPESET, html.encode())

    async def make(self, what: bytes, data: bytes) -> bytes:
        """The answer to a request of `typesetting.py`; RenderFailed or RenderTimeout."""
        loop = asyncio.get_running_loop()
        self.waiting += 1
        try:
            return await loop.run_in_executor(self._thread, self._make, what, data)
        finally:
            self.waiting -= 1

    @property
    def pid(self) -> int | None:
        """The child's process id while there is one."""
        process = self._process
        return process.pid if process and process.poll() is None else None

    def close(self) -> None:
        """End the child; the next page starts another."""
        with self._lock:
            self._end()

    def _make(self, what: bytes, data: bytes) -> bytes:
        with self._lock:
            if self._idle:
                self._idle.cancel()
            try:
                return self._ask_twice(what, data)
            finally:
                self._idle = threading.Timer(self.idle_seconds, self.close)
                self._idle.daemon = True
                self._idle.start()

    def _ask_twice(self, what: bytes, data: bytes) -> bytes:
        """A process killed from outside (memory, an operator) is replaced, once."""
        with contextlib.suppress(_Gone):
            return self._ask(what, data)
        try:
            return self._ask(what, data)
        except _Gone:
            raise RenderFailed("the typesetting process ended twice") from None

    def _ask(self, what: bytes, asked: bytes) -> bytes:
        process = self._running()
        overran = threading.Event()

        def stop() -> None:
            overran.set()
            process.kill()

        timer = threading.Timer(self.seconds, stop)
        timer.start()
        try:
            status, data = _exchange(process, what, asked)
        except (_Gone, OSError):
            self._end()
            if overran.is_set():
                raise RenderTimeout(f"no PDF after {self.seconds:g} s") from None
            raise _Gone from None
        finally:
            timer.cancel()
        if status != _DONE:
            raise RenderFailed(data.decode(errors="replace")[:500])
        return data

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._scratch = _scratch_folder()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "app.adapters.typesetting", str(os.getpid())],
                cwd=ROOT,
                env={**os.environ, "TMPDIR": str(self._scratch)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                if pipe:
                    pipe.close()
        process.wait()
        if self._scratch:
            shutil.rmtree(self._scratch, ignore_errors=True)


def _scratch_folder() -> Path:
    """Where the child puts its fonts: it is killed, so it never clears them away itself.

    What processes that were killed with their children left behind goes first.
    """
    folder = config().data_dir / "tmp"
    folder.mkdir(mode=0o700, exist_ok=True)
    for left in folder.glob("pdf-*-*"):
        if not Path(f"/proc/{left.name.split('-')[1]}").exists():
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"pdf-{os.getpid()}-", dir=folder))


def _exchange(process: subprocess.Popen[bytes], what: bytes, data: bytes) -> tuple[bytes, bytes]:
    """Hand one request over and wait for the answer; _Gone when the other end closes first."""
    if process.stdin is None or process.stdout is None:
        raise _Gone
    process.stdin.write(what + len(data).to_bytes(_HEAD_BYTES - 1, "big") + data)
    process.stdin.flush()
    head = process.stdout.read(_HEAD_BYTES)
    if len(head) < _HEAD_BYTES:
        raise _Gone
    size = int.from_bytes(head[1:], "big")
    answer = process.stdout.read(size)
    if len(answer) < size:
        raise _Gone
    return head[:1], answer


# The second works only while the first does: for the many documents of a month.
_typesetters = [Typesetter() for _ in range(min(2, os.cpu_count() or 1))]


def at_once() -> int:
    """How many pages are made side by side at most."""
    return len(_typesetters)


def _free() -> Typesetter:
    return min(_typesetters, key=lambda each: each.waiting)


async def render(html: str) -> bytes:
    """A PDF/A-3b of an HTML page whose addresses are relative to `static/`.

    Loads nothing but files of `static/` and `data:` addresses. RenderFailed says what is wrong,
    RenderTimeout after 30 s; refused (RuntimeError) while a transaction is open.
    """
    refuse_in_transaction("a PDF is rendered")
    return await _free().render(html)


async def embed(pdf: bytes, xml: bytes, described: Described) -> bytes:
    """The PDF with the XML inside as `factur-x.xml`, byte for byte, and the metadata to match.

    RenderFailed also when the XML does not fit the schema of its profile (EN 16931).
    """
    refuse_in_transaction("an XML is put into its PDF")
    parts = (json.dumps(asdict(described)).encode(), pdf, xml)
    data = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    return await _free().make(_EMBED, data)


def close() -> None:
    """End the child processes now, at the end of a service or of a test."""
    for each in _typesetters:
        each.close()
