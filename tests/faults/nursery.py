"""`python -m tests.faults.nursery`: has loaded worker and pages, and forks one for each line asked.

A line is JSON: the environment to have, `command` ("worker", or "web" and its port) and a file for
what is said; the answer is the pid. A playing starts several processes: loading them anew each time
would take longer than all the rest. They are processes like any other, and die with this one.
"""

import asyncio
import json
import os
import signal
import sys

import sitecustomize
import uvicorn

import app.main
import app.worker
from app.adapters.processes import die_with_parent


def child(parent: int, asked: dict) -> None:
    """Become the worker, or the pages, as `python -m` would make them."""
    die_with_parent(parent)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(asked["environment"])
    said = os.open(asked["said"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    kind, *port = asked["command"]
    sitecustomize.begin(kind)
    if kind == "worker":
        asyncio.run(app.worker.run())
    else:
        uvicorn.run(app.main.app, port=int(port[0]), log_level="warning")


def main() -> None:
    """Fork until the other end goes."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    parent = os.getpid()
    print("ready", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            try:
                child(parent, asked)
            except SystemExit as end:
                os._exit(end.code if isinstance(end.code, int) else 1)
            except BaseException:
                sys.excepthook(*sys.exc_info())
                os._exit(1)
            sys.stdout.flush()
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
