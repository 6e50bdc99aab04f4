"""Servers that start and end with the tests: PostgreSQL, Redis, and one that takes mail."""

import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from app.adapters import private_redis
from app.adapters.processes import bound_to_us

# Each test has a database of its own, a thousand files made and thrown away: in memory that takes a
# tenth of the time, where there is room for it.
_MEMORY, _ROOM = Path("/dev/shm"), 2 * 1024**3


def _place() -> str:
    is_roomy = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM
    return str(_MEMORY) if is_roomy else "/tmp"


class Postgres:
    """A PostgreSQL cluster in a temporary folder, on a unix socket, without any care for safety."""

    def __init__(self) -> None:
        self.binaries = max(Path("/usr/lib/postgresql").glob("*/bin/initdb")).parent
        self.folder = Path(tempfile.mkdtemp(prefix="ech-pg-", dir=_place()))
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        data = self.folder / "data"
        initdb = [
            self.binaries / "initdb",
            "-D",
            data,
            "-U",
            "echeance",
            "-A",
            "trust",
            "--no-sync",
        ]
        subprocess.run(
            self._as_postgres(*initdb, "-E", "UTF8", "--locale=C.UTF-8"),
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
        )
        options = {
            "listen_addresses": "",
            "unix_socket_directories": self.folder,
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": "200",
            "max_wal_size": "256MB",
            "log_min_messages": "fatal",
        }
        given = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        self.process = subprocess.Popen(
            self._as_postgres(self.binaries / "postgres", "-D", data, *given),
            cwd="/",
            stderr=(self.folder / "log").open("wb"),
        )
        self._wait()

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql://echeance@/{name}?host={self.folder}"

    def _wait(self) -> None:
        status = self.folder / "data" / "postmaster.pid"
        for _ in range(600):
            # It listens a moment before it takes anybody; then its last line says "ready".
            if status.exists() and status.read_text().split()[-1:] == ["ready"]:
                return
            assert self.process and self.process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.05)
        raise TimeoutError("PostgreSQL did not start")

    def _as_postgres(self, *command: str | Path) -> list[str]:
        """PostgreSQL refuses root; it must end with the tests whoever runs it."""
        change = ["setpriv", "--pdeathsig", "QUIT"]
        if os.geteuid() == 0:
            change += ["--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
        return [*change, *(str(part) for part in command)]


class Redis:
    """A Redis on the unix socket where the application looks for its private one."""

    def __init__(self, folder: Path, path: Path) -> None:
        program = private_redis.find()
        assert program, "redis-server is not installed"
        self.path = path
        self.url = f"unix://{path}"
        self.command = private_redis.command(program, folder, path)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command, stdout=subprocess.DEVNULL, preexec_fn=bound_to_us()
        )
        while not private_redis.answers(self.path):
            assert self.process.poll() is None, "redis-server did not start"
            time.sleep(0.02)

    def stop(self) -> None:
        """Kill it, as a power cut would."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def wake(self) -> None:
        """Let one that was hung (SIGSTOP) go on."""
        if self.process:
            self.process.send_signal(signal.SIGCONT)

    def wipe(self) -> None:
        """Forget everything; start it when a test has killed it."""
        if self.process is None or self.process.poll() is not None:
            self.start()
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self.path))
            line.sendall(b"FLUSHALL\r\n")
            line.recv(64)


class SmtpSink:
    """A mail server that keeps what it is given; `mode` says how it behaves.

    ok · refuse (550 to the recipient) · temporary (451 to the message) · slow (waits `delay` s)
    · drop (takes the message, then closes without a word: it may have gone)
    """

    def __init__(self) -> None:
        self.mode = "ok"
        self.delay = 30.0
        self.messages: list[EmailMessage] = []
        self.attempts = 0
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.controller.port}"

    @property
    def recipients(self) -> list[str]:
        return [message["X-RcptTo"] for message in self.messages]

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.mode == "refuse":
            self.attempts += 1
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.attempts += 1
        if self.mode == "temporary":
            return "451 4.3.0 come back later"
        if self.mode == "slow":
            await asyncio.sleep(self.delay)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        message["X-RcptTo"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        if self.mode == "drop":
            server.transport.abort()
        return "250 taken"


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        return port
