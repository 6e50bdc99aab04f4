"""Data folders and databases, filled once for each run and copied for whoever measures."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from tests.servers import Postgres

ROOT = Path(__file__).resolve().parents[1]
# A Tuesday morning: reminders may leave, and every run sees the same days.
MOMENT = "2026-11-24T10:00"
_LEFT_OUT = ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "BASE_URL", "SECRET_KEY")


class Places:
    """Where the benchmarks of one run work; `fixture` names what a folder is filled with."""

    def __init__(self, folder: Path, engine: str, size: str) -> None:
        self.folder, self.engine, self.size = folder, engine, size
        self.cluster = Postgres() if engine == "postgres" else None
        self._copies = 0

    @contextmanager
    def opened(self) -> Iterator["Places"]:
        """With the private PostgreSQL, where it is asked for."""
        if self.cluster:
            self.cluster.start()
        try:
            yield self
        finally:
            if self.cluster:
                self.cluster.stop()

    def copy(self, fixture: str) -> dict[str, str]:
        """The environment of a fresh copy of a fixture, and of a second one for raw writes."""
        self._fill(fixture)
        self._copies += 1
        name = f"{fixture}_{self._copies}"
        self._duplicate(fixture, name)
        self._duplicate(fixture, f"{name}_raw")
        environment = self._environment(name)
        raw = self._environment(f"{name}_raw")
        return environment | {
            "BENCHMARK_RAW": raw.get("DATABASE_URL") or raw["DATA_DIR"] + "/echeance.sqlite3"
        }

    def discard(self, environment: dict[str, str]) -> None:
        """Give back the disk that a copy took."""
        data = Path(environment["DATA_DIR"])
        for name in (data.name, f"{data.name}_raw"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
            if self.cluster:
                self._admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _fill(self, fixture: str) -> None:
        if (self.folder / fixture).exists():
            return
        environment = self._environment(fixture)
        if self.cluster:
            self._admin(f"CREATE DATABASE {fixture}")
        python(environment, "benchmarks.fixtures", fixture, self.size)
        if self.cluster:
            # What the server does by itself within a minute of so many new rows.
            self._admin("ANALYZE", fixture)

    def _duplicate(self, fixture: str, name: str) -> None:
        shutil.copytree(self.folder / fixture, self.folder / name)
        if self.cluster:
            self._admin(f"CREATE DATABASE {name} TEMPLATE {fixture}")

    def _environment(self, name: str) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if key not in _LEFT_OUT}
        kept |= {"DATA_DIR": str(self.folder / name), "ECHEANCE_NOW": MOMENT}
        if self.cluster:
            kept["DATABASE_URL"] = self.cluster.url(name)
        return kept

    def _admin(self, statement: str, database: str = "postgres") -> None:
        async def run(address: str) -> None:
            line = await asyncpg.connect(address)
            try:
                await line.execute(statement)
            finally:
                await line.close()

        assert self.cluster
        asyncio.run(run(self.cluster.url(database)))


def python(environment: dict[str, str], module: str, *arguments: str) -> str:
    """Run a module of the project to its end; gives back what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=environment,
        text=True,
        check=True,
        stdout=subprocess.PIPE,
    )
    return done.stdout
