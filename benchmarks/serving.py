"""The real service on the benchmark's data, asked over HTTP by somebody who is signed in."""

import http.client
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from app.web.security import CSRF_COOKIE
from benchmarks.fixtures import TOKEN
from tests.ops.serving import Service

# At rest: less than a tenth of a processor.
_CALM, _LONGEST = 10, 900


def service() -> Service:
    """`echeance serve` on the data folder of the environment, not started yet."""
    database = os.environ.get("DATABASE_URL")
    more = {"DATABASE_URL": database} if database else {}
    return Service(Path(os.environ["DATA_DIR"]), **more)


@contextmanager
def served() -> Iterator[Service]:
    """The same, started, and ended afterwards."""
    running = service().start()
    try:
        yield running
    finally:
        running.end()


def rested(running: Service, seconds: int) -> None:
    """Wait until the worker has done what it owes on its first day: all the past of the score is
    judged then, for minutes on a large archive, and every check is made. It looks once a minute:
    `seconds` in a row are to be longer than that."""
    before, calm = _ticks(running), 0
    for _ in range(_LONGEST):
        time.sleep(1)
        now = _ticks(running)
        calm = calm + 1 if now - before <= _CALM else 0
        before = now
        if calm == seconds:
            return
    raise RuntimeError("the worker has not come to rest")


def _ticks(running: Service) -> int:
    """What its processes have used so far, in hundredths of a second."""
    used = 0
    for pid in running.processes():
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            used += int(fields[11]) + int(fields[12])
    return used


class Visitor:
    """A browser that is signed in, on one connection."""

    def __init__(self, url: str) -> None:
        self.line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        token = (Path(os.environ["DATA_DIR"]) / TOKEN).read_text()
        self.headers = {"Cookie": f"session={token}"}

    def get(self, path: str) -> float:
        """Ask for a page; gives back the seconds until its last byte."""
        started = time.perf_counter()
        self.line.request("GET", path, headers=self.headers)
        answer = self.line.getresponse()
        answer.read()
        seconds = time.perf_counter() - started
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            if name == CSRF_COOKIE:
                self.headers |= {
                    "Cookie": f"{self.headers['Cookie']}; {name}={value}",
                    "x-csrftoken": value,
                }
        return seconds

    def post(self, path: str, form: str) -> None:
        """Send a form, after a page was asked for; it must lead to another page."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        self.line.request("POST", path, form, self.headers | kind)
        answer = self.line.getresponse()
        said = answer.read()
        if answer.status != 303:
            raise RuntimeError(f"{path} answered {answer.status}: {said[:300]!r}")


def pss(pid: int) -> float:
    """The memory of a process in MB, what it shares counted by its share."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"no Pss of {pid}")
