"""On PYTHONPATH of a process under test: names every commit and every outside call, and strikes.

A point is `role kind where #n moment`: `worker commit messages.claims.claim #2 after`. Each one
passed is a line of FAULT_TRACE. At the one named FAULT_POINT, once in all (FAULT_STRUCK), it does
FAULT_ACT: `kill` itself with -9, or `redis-kill`, `redis-flush`, `redis-hang`. The clock is the
file FAULT_CLOCK, when there is one, so that it can be moved while processes run.
"""

import functools
import importlib.abc
import importlib.machinery
import inspect
import os
import re
import signal
import socket
import sys
from collections import Counter

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)", re.IGNORECASE)
NAMES = {"typesetting": "typesetter", "uvicorn": "web", "app.worker": "worker"}
ROLE = next((NAMES[name] for name in NAMES if name in " ".join(sys.orig_argv)), "other")
passed = Counter()


def begin(role):
    """Start counting: in a process that was forked from one that had loaded the application."""
    global ROLE
    ROLE = role
    passed.clear()


def where():
    """The innermost function of the application itself, as `capability.module.function`."""
    frame = sys._getframe(2)
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if module.startswith("app.") and not module.startswith(("app.adapters", "app.worker")):
            short = module.removeprefix("app.").replace(".actions", "").replace(".pages", "")
            return f"{short}.{frame.f_code.co_name}"
        frame = frame.f_back
    return "itself"


def at_point(kind, moment, place):
    passed[kind, place, moment] += 1
    name = f"{ROLE} {kind} {place} #{passed[kind, place, moment]} {moment}"
    if path := os.environ.get("FAULT_TRACE"):
        with open(path, "a") as trace:
            trace.write(f"{name}\n")
    if name != os.environ.get("FAULT_POINT"):
        return
    try:
        os.close(os.open(os.environ["FAULT_STRUCK"], os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    strike(os.environ["FAULT_ACT"])


def strike(act):
    if act == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif act == "redis-flush":
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(os.environ["FAULT_REDIS_SOCKET"])
            line.sendall(b"FLUSHALL\r\n")
            line.recv(64)
    else:
        how = signal.SIGKILL if act == "redis-kill" else signal.SIGSTOP
        os.kill(int(os.environ["FAULT_REDIS"]), how)


def around(owner, name, kind, only=lambda *given, **named: True):
    """Make a function a point: before it, and after it has done what it does."""
    inner = getattr(owner, name)

    @functools.wraps(inner)
    async def outer_async(*given, **named):
        if not only(*given, **named):
            return await inner(*given, **named)
        place = where()
        at_point(kind, "before", place)
        result = await inner(*given, **named)
        at_point(kind, "after", place)
        return result

    @functools.wraps(inner)
    def outer(*given, **named):
        place = where()
        at_point(kind, "before", place)
        result = inner(*given, **named)
        at_point(kind, "after", place)
        return result

    setattr(owner, name, outer_async if inspect.iscoroutinefunction(inner) else outer)


def is_write(engine, query, *rest, **named):
    return bool(WRITES.match(query))


def database(module):
    postgres = sys.modules["piccolo.engine.postgres"]
    around(sys.modules["app.adapters.database.sqlite"]._Transaction, "commit", "commit")
    around(postgres.PostgresTransaction, "commit", "commit")
    around(module.Sqlite, "_run_in_new_connection", "write", is_write)
    around(postgres.PostgresEngine, "_run_in_pool", "write", is_write)


def files(module):
    around(module, "store", "store")
    around(os, "fsync", "fsync")


def pdf(module):
    around(module, "render", "pdf")
    around(module, "embed", "embed")


def mail(module):
    around(module.Line, "_connect", "mail-connect")
    around(module.Line, "_announce", "mail-announce")
    around(module.Line, "_deliver", "mail-deliver")


def queue(module):
    around(module, "nudge", "nudge")
    # The worker looks for work every half second; the tests are in more of a hurry.
    module.Worker = functools.partial(module.Worker, poll_delay=0.05)


def weasyprint(module):
    around(module.HTML, "write_pdf", "typeset")


def clock(module):
    inner = module.now

    def now():
        if path := os.environ.get("FAULT_CLOCK"):
            with open(path) as moment:
                os.environ["ECHEANCE_NOW"] = moment.read()
        return inner()

    module.now = now


HOOKS = {
    "app.adapters.database": database,
    "app.adapters.files": files,
    "app.adapters.pdf": pdf,
    "app.adapters.mail": mail,
    "app.adapters.queue": queue,
    "app.clock": clock,
    "weasyprint": weasyprint,
}


class Finder(importlib.abc.MetaPathFinder):
    """Runs a hook when its module has been loaded, before anybody can take names from it."""

    def find_spec(self, name, path, target=None):
        if name not in HOOKS:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        load = spec.loader.exec_module

        def then_hook(module):
            load(module)
            HOOKS[name](module)

        spec.loader.exec_module = then_hook
        return spec


if "FAULT_HOOK" in os.environ:
    sys.meta_path.insert(0, Finder())
