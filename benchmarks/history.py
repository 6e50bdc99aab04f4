"""The import of a history: lines a second, and the memory that it takes."""

import os
import subprocess
import sys
import time
from pathlib import Path

from app.config import ROOT
from benchmarks import raw, same
from benchmarks.figures import Figure
from benchmarks.fixtures import HISTORY, history, write
from benchmarks.sizes import Size

_COMPARED = 5_000


def run(size: Size) -> list[Figure]:
    """`echeance import history`, then some of its rows raw, a transaction for each line."""
    lines = history(size.lines, size.clients, size.open)
    path = write(Path(os.environ["DATA_DIR"]) / "history.csv", HISTORY, lines)
    seconds, memory = watched("import", "history", str(path))
    reference = raw.copy()
    product = raw.product()
    reference.write([[raw.insert("client", row)] for row in product.rows("SELECT * FROM client")])
    written = same.documents(product, _COMPARED)
    alone = reference.write(written) / len(written)
    words = f"the same rows by {reference.name}, a transaction for each line"
    return [
        Figure("", f"{size.lines} lines", seconds, "s", words, alone * size.lines),
        Figure("", f"{size.lines} lines, peak", memory, "MB", "the command's --version", _bare()),
    ]


def _bare() -> float:
    return watched("--version")[1]


def watched(*arguments: str) -> tuple[float, float]:
    """Run a verb; gives back its seconds and its largest memory in MB.

    Asked of the kernel while it runs: what `wait4` tells counts this process's own memory too.
    """
    started, largest = time.perf_counter(), 0.0
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", *arguments],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None:
        largest = max(largest, _held(process.pid))
        time.sleep(0.02)
    assert process.returncode == 0, arguments
    return time.perf_counter() - started, largest


def _held(pid: int) -> float:
    """The most that a process has held so far; 0 once it has gone, or before it is itself."""
    try:
        if b"app.cli" not in Path(f"/proc/{pid}/cmdline").read_bytes():
            return 0.0
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(found[0].split()[1]) / 1024 if found else 0.0
