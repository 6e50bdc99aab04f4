"""The private redis-server that `echeance serve` runs: on a unix socket, for this data folder only.

It holds nothing that is not in the database: when its files are broken they are set aside and it
starts empty.
"""

import os
import shutil
import socket
from pathlib import Path


def find() -> str | None:
    """The path of the redis-server program, or None when it is not installed."""
    return shutil.which("redis-server", path=os.environ.get("PATH", "") + ":/usr/bin:/usr/sbin")


def command(program: str, folder: Path, socket_path: Path) -> list[str]:
    """The command line of the server; makes its folder, and the socket's, for the owner only."""
    make_folder(folder)
    make_folder(socket_path.parent)
    if socket_path.parent.stat().st_uid != os.geteuid():
        raise PermissionError(f"{socket_path.parent} belongs to another user")
    options = {
        "port": "0",
        "unixsocket": str(socket_path),
        "unixsocketperm": "700",
        "dir": str(folder),
        "save": "",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "aof-load-truncated": "yes",
        "maxmemory-policy": "noeviction",
        "loglevel": "notice",
    }
    return [program, *(part for name, value in options.items() for part in (f"--{name}", value))]


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def answers(socket_path: Path, seconds: float = 1.0) -> bool:
    """Whether the server replies to PING; false while it loads its file, and when it is away."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(seconds)
            line.connect(str(socket_path))
            line.sendall(b"PING\r\n")
            return line.recv(64).startswith(b"+PONG")
    except OSError:
        return False


def says_nothing(socket_path: Path, seconds: float = 2.0) -> bool:
    """Whether the server is there and does not even say that it is busy: it hangs."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(seconds)
            line.connect(str(socket_path))
            line.sendall(b"PING\r\n")
            line.recv(64)
    except TimeoutError:
        return True
    except OSError:
        return False
    return False


def set_aside(folder: Path) -> Path:
    """Move files that the server cannot read out of its way; only the last such folder is kept."""
    aside = folder.with_name(f"{folder.name}.unreadable")
    shutil.rmtree(aside, ignore_errors=True)
    if folder.exists():
        folder.rename(aside)
    return aside
