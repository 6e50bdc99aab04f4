"""`echeance serve`: one light process runs Redis, the pages and the worker, and leaves nothing.

It loads the program once, and the pages and the worker are copies of it that share what is loaded.
Each child asks the kernel to die with it, so that even kill -9 leaves no process behind; a child
that dies is started again, after 1 s, 2 s, ... 30 s.
"""

import argparse
import fcntl
import importlib
import os
import signal
import socket
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import IO

from app.adapters import private_redis
from app.adapters.processes import Child, Fork, give_way, say, share_memory
from app.config import Config, config

_ENDINGS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
_SIGNALS = _ENDINGS | {signal.SIGCHLD}
_REDIS_STARTS_WITHIN = 20.0


class CannotStart(Exception):
    """Why nothing was started, in a sentence."""


def main(argv: list[str] | None = None) -> int:
    """Run until told to end; 1 with a sentence on stderr when it cannot start."""
    options = _parser().parse_args(argv)
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    redis: Child | None = None
    try:
        settings = config()
        lock = _only_one(settings.data_dir)
        listener = _listen(options.host, options.port)
        if not settings.redis_url:
            redis = _redis(settings)
            _start_redis(redis, settings)
        program = _load()
        _migrate(program)
    except CannotStart as reason:
        say(str(reason))
        if redis:
            redis.stop(5.0)
        return 1
    web = Child("web", lambda: _serve_pages(program, listener, lock))
    worker = Child("worker", lambda: _work(program, listener, lock))
    children = [child for child in (redis, web, worker) if child]
    _watch(children, listener, _address(options.host, listener.getsockname()[1]))
    for child, seconds in ((worker, 10.0), (web, 10.0), (redis, 5.0)):
        if child:
            child.stop(seconds)
    lock.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="echeance serve",
        description="Run the pages, the worker and a private Redis until told to end.",
        epilog="example: echeance serve --host 0.0.0.0 --port 8080",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (%(default)s)")
    return parser


def _watch(children: list[Child], listener: socket.socket, address: str) -> None:
    """Tend the children until a signal to end; announce the address once the pages answer."""
    announced = False
    while True:
        for child in children:
            child.tend()
        if not announced and _pages_answer(listener):
            welcome = os.environ.get("ECHEANCE_WELCOME")
            print(*filter(None, (welcome, f"Échéance: {address}")), sep="\n", flush=True)
            announced = True
        caught = signal.sigtimedwait(_SIGNALS, 1.0 if announced else 0.2)
        if caught and caught.si_signo in _ENDINGS:
            return


def _only_one(data_dir: Path) -> IO[str]:
    """Hold the data folder for as long as the file is open; the kernel lets go with the process."""
    lock = (data_dir / "serve.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        raise CannotStart(
            f"Échéance already runs on {data_dir} (process {holder}). End it first, "
            "or give another folder in DATA_DIR."
        ) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def _listen(host: str, port: int) -> socket.socket:
    """Open the port here: it stays open while the pages restart, and browsers wait meanwhile."""
    try:
        family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Inherited by each connection; the web server sees a bare descriptor and would not set it.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind(where)
        listener.listen(128)
    except (OSError, OverflowError) as problem:
        raise CannotStart(
            f"Cannot listen on {host}, port {port}: {problem}. Choose another with --port."
        ) from None
    return listener


def _redis(settings: Config) -> Child:
    program = private_redis.find()
    if program is None:
        raise CannotStart("redis-server is missing: apt-get install redis-server, or REDIS_URL.")
    folder, path = settings.data_dir / "redis", settings.redis_socket
    os.environ["REDIS_URL"] = f"unix://{path}"

    def died(child: Child, code: int) -> None:
        if code > 0 or child.failures >= 3:
            aside = private_redis.set_aside(folder)
            private_redis.make_folder(folder)
            say(f"redis cannot read its files: moved to {aside}, it starts empty")

    try:
        command = private_redis.command(program, folder, path)
    except OSError as problem:
        raise CannotStart(f"The private Redis has no place: {problem}.") from None
    return Child(
        "redis",
        command,
        output=settings.data_dir / "redis.log",
        died=died,
        hangs=lambda: private_redis.says_nothing(path),
    )


def _start_redis(redis: Child, settings: Config) -> None:
    """Start it and wait until it answers; files that it refuses are set aside on the way."""
    deadline = time.monotonic() + _REDIS_STARTS_WITHIN
    while not private_redis.answers(settings.redis_socket):
        redis.tend()
        if redis.failures > 2 or time.monotonic() > deadline:
            raise CannotStart(f"redis-server does not start: see {redis.output}")
        time.sleep(0.02)


def _load() -> ModuleType:
    """Load all of the program, here, where the copies find it; it starts no thread."""
    # What the children are to use: REDIS_URL is known by now.
    config.cache_clear()
    config()
    program = importlib.import_module("app.program")
    share_memory()
    return program


def _migrate(program: ModuleType) -> None:
    if Fork("migrate", program.migrate).wait() != 0:
        raise CannotStart("The database could not be brought up to date; nothing was started.")


def _serve_pages(program: ModuleType, listener: socket.socket, lock: IO[str]) -> None:
    lock.close()
    program.serve_pages(listener.fileno())


def _work(program: ModuleType, listener: socket.socket, lock: IO[str]) -> None:
    lock.close()
    listener.close()
    give_way()
    program.work()


def _pages_answer(listener: socket.socket) -> bool:
    """Whether GET /health gets an answer, whatever it says."""
    host, port = listener.getsockname()[:2]
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    try:
        with socket.create_connection((here, port), timeout=1.0) as line:
            line.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return line.recv(16).startswith(b"HTTP/")
    except OSError:
        return False


def _address(host: str, port: int) -> str:
    if host in ("0.0.0.0", "::"):
        host = socket.gethostname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


if __name__ == "__main__":
    sys.exit(main())
