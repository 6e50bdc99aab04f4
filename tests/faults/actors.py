"""The processes of the path: a worker and the pages, watched by the hook, and what struck them."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.adapters.processes import bound_to_us
from app.config import ROOT, config
from app.worker import TIMETABLE
from tests.servers import Redis, free_port

HOOK = Path(__file__).parent / "hook"
PATIENCE = 90.0
# A job of a worker that was killed is held for its time and ten seconds: less than from one moment
# of an act to the next.
_HELD = "redis.call('KEYS', 'arq:in-progress:*')"
_LAPSE = f"EVAL \"for _, k in ipairs({_HELD}) do redis.call('DEL', k) end\" 0"


@dataclass(frozen=True)
class Fault:
    """What happens at a point: the process is killed, or its Redis is killed, wiped or hung."""

    point: str
    act: str = "kill"

    def __str__(self) -> str:
        return f"{self.act} at {self.point}"

    @property
    def may_leave_doubt(self) -> bool:
        """Whether a message may be marked "may have gone": it was being handed over, or the worker
        that lost its Redis was."""
        handing = ("mail-", "claims.begin", "claims.note_sent")
        return self.act == "redis-kill" or any(part in self.point for part in handing)


class Actor:
    """A process that somebody else started: alive or not, told to end, waited for."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    @property
    def is_alive(self) -> bool:
        return self.send(0)

    def send(self, what: int) -> bool:
        try:
            os.kill(self.pid, what)
        except ProcessLookupError:
            return False
        return True

    def end(self, how: int = signal.SIGTERM) -> None:
        """Tell it to end, and wait until it has."""
        self.send(how)
        end = time.monotonic() + PATIENCE
        while self.is_alive:
            assert time.monotonic() < end, f"process {self.pid} does not end"
            time.sleep(0.01)


class Nursery:
    """Where actors come from: see `nursery.py`."""

    def __init__(self) -> None:
        environment = os.environ | {"FAULT_HOOK": "1", "PYTHONPATH": f"{HOOK}{os.pathsep}{ROOT}"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            cwd=ROOT,
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            preexec_fn=bound_to_us(),
        )
        assert self.process.stdout and self.process.stdout.readline() == "ready\n"

    def fork(self, asked: dict[str, object]) -> int:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{json.dumps(asked)}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


class Stage:
    """The folder of one playing: what was passed, whether it struck, what the processes said."""

    def __init__(
        self, nursery: Nursery, redis: Redis, folder: Path, fault: Fault | None = None
    ) -> None:
        self.nursery, self.redis, self.folder, self.fault = nursery, redis, folder, fault
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()

    @property
    def points(self) -> list[str]:
        """Every point passed so far, in order."""
        path = self.folder / "trace"
        return path.read_text().splitlines() if path.exists() else []

    @property
    def has_struck(self) -> bool:
        return (self.folder / "struck").exists()

    @property
    def said(self) -> str:
        return (self.folder / "said").read_text()

    def environment(self, moment: str) -> dict[str, str]:
        given = os.environ | {
            "ECHEANCE_NOW": moment,
            "FAULT_HOOK": "1",
            "PYTHONPATH": f"{HOOK}{os.pathsep}{ROOT}",
            "FAULT_TRACE": str(self.folder / "trace"),
            "FAULT_STRUCK": str(self.folder / "struck"),
        }
        if self.fault:
            given |= {"FAULT_POINT": self.fault.point, "FAULT_ACT": self.fault.act}
            given["FAULT_REDIS"] = str(self.redis.process.pid) if self.redis.process else ""
            given["FAULT_REDIS_SOCKET"] = str(self.redis.path)
        return given

    def start(self, moment: str, *command: str) -> "Actor":
        asked = {
            "environment": self.environment(moment),
            "command": command,
            "said": str(self.folder / "said"),
        }
        return Actor(self.nursery.fork(asked))

    def work(self, moment: str, workers: int = 1) -> None:
        """Workers until there is nothing left to do, or none of them is left."""
        asked = len(self._nudges())
        _ask(self.redis.path, _LAPSE)
        running = [self.start(moment, "worker") for _ in range(workers)]
        end = time.monotonic() + PATIENCE
        try:
            while alive := [worker for worker in running if worker.is_alive]:
                if len(alive) < len(running):
                    # What the dead one held is free for the others after a while: now.
                    _ask(self.redis.path, _LAPSE)
                    running = alive
                done = len(self._nudges()) - asked >= len(TIMETABLE) * len(running)
                if done and _waiting(self.redis.path) == 0:
                    return
                assert time.monotonic() < end, f"the worker is not done:\n{self.said}"
                self._wake_redis()
                time.sleep(0.02)
        finally:
            for worker in running:
                worker.send(signal.SIGTERM)
            for worker in running:
                worker.end()

    @contextmanager
    def pages(self, moment: str) -> Iterator[str]:
        """The pages on a port of their own; gives back their address."""
        port = free_port()
        web = self.start(moment, "web", str(port))
        try:
            wait_for(lambda: not web.is_alive or _answers(port), self)
            yield f"http://127.0.0.1:{port}"
        finally:
            self._wake_redis()
            web.end(signal.SIGKILL)

    def _wake_redis(self) -> None:
        """One that hangs does so for longer than a nudge waits, then goes on."""
        if self.fault and self.fault.act == "redis-hang" and self.has_struck:
            since = (self.folder / "struck").stat().st_mtime
            if self.redis.process and time.time() - since > 1.5:
                self.redis.process.send_signal(signal.SIGCONT)

    def _nudges(self) -> list[str]:
        # Of the start alone: what a job nudges has the name of its job.
        return [point for point in self.points if point.startswith("worker nudge itself")]


def wait_for(holds: object, stage: Stage) -> None:
    """Wait until something holds; fail with what the processes said."""
    end = time.monotonic() + PATIENCE
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end, f"it did not happen in time:\n{stage.said}"
        time.sleep(0.02)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _waiting(path: Path) -> int | None:
    """How many jobs wait or run; None when Redis does not say."""
    answer = _ask(path, "ZCARD arq:queue")
    return int(answer[1:]) if answer[:1] == b":" else None


def _ask(path: Path, command: str) -> bytes:
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(str(path))
            line.sendall(f"{command}\r\n".encode())
            return line.recv(64)
    except OSError:
        return b""


def folder(name: str) -> Path:
    return config().data_dir / name
