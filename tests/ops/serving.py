"""A service of a test's own: started as an operator would, seen through /proc."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 40.0


class Service:
    """`echeance serve` on a data folder of its own and a free port."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("DATABASE", "REDIS"))},
            "DATA_DIR": str(data),
            "PYTHONPATH": str(ROOT),
            **environment,
        }
        self.process: subprocess.Popen[str] | None = None
        self.url = ""
        self.welcome: list[str] = []

    def start(self, *options: str) -> "Service":
        """Start it, and wait until it says its address."""
        self.data.mkdir(parents=True, exist_ok=True)
        self.process = self.spawn("--port", "0", *options)
        assert self.process.stdout
        for line in self.process.stdout:
            if "http://" in line:
                self.url = line.split()[-1]
                return self
            self.welcome.append(line.strip())
        raise AssertionError(f"it ended without an address:\n{self.said}")

    def spawn(self, *options: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "app.supervisor", *options],
            env=self.environment,
            cwd="/",
            text=True,
            stdout=subprocess.PIPE,
            stderr=(self.data / "said").open("a"),
        )

    def refused(self, *options: str) -> str:
        """Start it where it cannot: what it says, once it has ended with 1."""
        self.data.mkdir(parents=True, exist_ok=True)
        process = self.spawn(*options)
        process.communicate(timeout=PATIENCE)
        assert process.returncode == 1
        return self.said

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        assert self.process
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    @property
    def said(self) -> str:
        return (self.data / "said").read_text()

    def processes(self) -> dict[int, str]:
        """Every living process that was started for this data folder, by name and command line."""
        mark = f"DATA_DIR={self.data}".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                # Redis writes its title over its environment, but works in the data folder.
                inside = (folder / "cwd").resolve().is_relative_to(self.data)
                mine = inside or mark in (folder / "environ").read_bytes().split(b"\0")
                if mine and int(folder.name) != os.getpid():
                    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    if command:
                        found[int(folder.name)] = (folder / "comm").read_text() + command
            except OSError:
                continue
        return found

    def pid(self, of: str) -> int:
        """The process of the web, the worker or Redis."""
        mark = "redis-server" if of == "redis" else f"echeance {of}"
        return next((pid for pid, line in self.processes().items() if mark in line), 0)

    def health(self) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()
        except OSError as problem:
            return 0, str(problem)

    def becomes_well(self) -> None:
        eventually(lambda: self.health()[0] == 200, lambda: (self.health(), self.said))


def eventually(holds: Callable[[], bool], otherwise: Callable[[], Any] = lambda: "") -> None:
    """Wait until something holds; fail, showing what `otherwise` gives, when it never does."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, otherwise()
        time.sleep(0.1)
