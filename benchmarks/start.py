"""From the command to the first page."""

import http.client
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.figures import Figure
from benchmarks.serving import service
from benchmarks.sizes import Size
from tests.ops.serving import ROOT
from tests.servers import free_port

_PATIENCE = 60.0


def run(size: Size) -> list[Figure]:
    """Start and end the service several times, and the bare one."""
    seconds = statistics.median(_started() for _ in range(size.starts))
    alone = statistics.median(_bare_started() for _ in range(size.starts))
    words = "one page by Litestar and uvicorn alone"
    aim = ("value", "<=", 3.0)
    return [Figure("", "cold start, first page", seconds, "s", words, alone, aim)]


def _started() -> float:
    running, port = service(), free_port()
    started = time.perf_counter()
    running.process = running.spawn("--port", str(port))
    try:
        first_page(port, "/sign-in")
        return time.perf_counter() - started
    finally:
        running.end()


def _bare_started() -> float:
    started = time.perf_counter()
    with bare() as (_, port):
        first_page(port, "/")
        return time.perf_counter() - started


@contextmanager
def bare() -> Iterator[tuple[int, int]]:
    """The bare service: its process and its port."""
    port = free_port()
    quiet = ["--port", str(port), "--log-level", "warning"]
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "benchmarks.bare:app", *quiet], cwd=ROOT
    )
    try:
        yield process.pid, port
    finally:
        process.terminate()
        process.wait(20)


def first_page(port: int, path: str) -> None:
    """Wait for the first 200."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        try:
            line.request("GET", path)
            if line.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.005)
        finally:
            line.close()
    raise TimeoutError(f"{path} did not answer 200")
