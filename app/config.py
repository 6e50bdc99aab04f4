"""Configuration by environment, read once; everything is optional.

The supervisor reads it too and stays in memory: no import here that costs (hashlib is 4 MB).
"""

import base64
import fcntl
import os
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

VERSION = "0.1.0"
ROOT = Path(__file__).resolve().parent.parent
_SOCKET_PATH_BYTES = 100


@dataclass(frozen=True)
class Config:
    """Where things are and how they are reached; the business settings are in the database."""

    data_dir: Path
    database_url: str | None
    redis_url: str | None
    smtp_url: str | None
    base_url: str | None
    secret_key: str
    backup_dir: Path | None = None

    @property
    def sqlite_path(self) -> Path:
        return self.data_dir / "echeance.sqlite3"

    @property
    def files_dir(self) -> Path:
        return self.data_dir / "files"

    @property
    def bank_inbox(self) -> Path:
        """Where statements of the bank may be put: they are taken by themselves."""
        return self.data_dir / "releves"

    @property
    def backups_dir(self) -> Path:
        """Where each night's backup goes."""
        return self.backup_dir or self.data_dir / "backups"

    @property
    def redis_socket(self) -> Path:
        """The private Redis; in a short folder when the data folder's path exceeds a socket's."""
        path = self.data_dir / "redis.sock"
        if len(os.fsencode(path)) <= _SOCKET_PATH_BYTES:
            return path
        runtime = Path("/run") if os.geteuid() == 0 else Path(os.environ.get("TMPDIR") or "/tmp")
        digest = f"{zlib.crc32(os.fsencode(self.data_dir)):08x}"
        return runtime / f"echeance-{os.geteuid()}-{digest}" / "redis.sock"


@lru_cache(maxsize=1)
def config() -> Config:
    """Read the environment and, on first start, make the data folder and the secret in it."""
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / "data").resolve()
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    put_restored_in_place(data_dir)
    backup_dir = os.environ.get("BACKUP_DIR")
    return Config(
        data_dir=data_dir,
        database_url=os.environ.get("DATABASE_URL") or None,
        redis_url=os.environ.get("REDIS_URL") or None,
        smtp_url=os.environ.get("SMTP_URL") or None,
        base_url=(os.environ.get("BASE_URL") or "").rstrip("/") or None,
        secret_key=os.environ.get("SECRET_KEY") or _kept_secret(data_dir / "secret.key"),
        backup_dir=Path(backup_dir).resolve() if backup_dir else None,
    )


def put_restored_in_place(data_dir: Path) -> None:
    """Put in place what a restore has laid ready in `restored`: all of it, even after a kill.

    The restore gives that folder its name in one step when it is complete; whoever comes first
    then finishes, before anything of the place is read. What was there goes to `replaced`.
    """
    ready, former = data_dir / "restored", data_dir / "replaced"
    if not ready.is_dir():
        return
    with (data_dir / "restore.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        former.mkdir(mode=0o700, exist_ok=True)
        for name in ("echeance.sqlite3", "files", "secret.key"):
            if not (ready / name).exists():
                continue
            for old in (f"{name}-wal", f"{name}-shm", name):
                if (data_dir / old).exists():
                    (data_dir / old).rename(_free(former / old))
            (ready / name).rename(data_dir / name)
        (ready / "swap.json").unlink(missing_ok=True)
        if ready.is_dir():
            ready.rmdir()


def _free(path: Path) -> Path:
    """This path, or the next like it that nothing has."""
    wanted, count = path, 0
    while path.exists():
        count += 1
        path = wanted.with_name(f"{wanted.name}.{count}")
    return path


def _kept_secret(path: Path) -> str:
    """Read the secret; made once, whole or not at all, even when two processes start together."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(base64.urlsafe_b64encode(os.urandom(48)).decode())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
