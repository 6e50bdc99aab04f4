"""A fresh database for each test that asks for one, on either engine, and servers to lean on.

ECHEANCE_TEST_ENGINE=sqlite|postgres chooses. Nothing of the operator's environment is used: no test
can reach real data. `app` reads the environment once, so it is set here, before `app` is imported.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from tests.servers import Redis, SmtpSink

for _name in ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "BASE_URL", "SECRET_KEY", "ECHEANCE_NOW"):
    os.environ.pop(_name, None)
DATA = Path(tempfile.mkdtemp(prefix="ech-", dir="/tmp"))
os.environ["DATA_DIR"] = str(DATA)

# A machine that is busy makes no example wrong: properties are judged, never timed.
hypothesis.settings.register_profile(
    "steady", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("steady")

ON_POSTGRES = os.environ.get("ECHEANCE_TEST_ENGINE", "sqlite") == "postgres"
PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "main")
NAME = f"echeance_{PROCESS}"


def pytest_configure(config: pytest.Config) -> None:
    """Start the cluster in the process that leads; the others find it in their environment."""
    if not ON_POSTGRES:
        return
    if PROCESS == "main":
        from tests.servers import Postgres

        cluster = Postgres()
        cluster.start()
        config.add_cleanup(cluster.stop)
        os.environ["ECHEANCE_TEST_POSTGRES"] = cluster.url("{name}")
    os.environ["DATABASE_URL"] = os.environ["ECHEANCE_TEST_POSTGRES"].format(name=NAME)
    asyncio.run(_admin(f"CREATE DATABASE {NAME}"))


def pytest_unconfigure() -> None:
    shutil.rmtree(DATA, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for a database is a `db` test: it runs on both engines."""
    for item in items:
        if "database" in getattr(item, "fixturenames", ()):
            item.add_marker("db")


@pytest.fixture(scope="session")
def template() -> Iterator[None]:
    """Migrate once; each test then starts from a copy."""
    asyncio.run(_make_template())
    yield


@pytest.fixture
async def database(template: None) -> AsyncIterator[None]:
    """An empty, migrated database, no file and no backup; open before the test, closed after it."""
    from app.adapters.database import close_engine, open_engine
    from app.adapters.queue import close_queue
    from app.config import config
    from app.portal.pages import answers

    await _copy_template()
    for folder in (config().files_dir, config().backups_dir):
        shutil.rmtree(folder, ignore_errors=True)
    # A client's page bears twenty answers in ten minutes: those of one test, not of all.
    answers.patience._asked.clear()
    await open_engine()
    yield
    await close_queue()
    await close_engine()


@pytest.fixture(scope="session")
def _redis() -> Iterator["Redis"]:
    from app.config import config
    from tests.servers import Redis

    server = Redis(DATA / "redis", config().redis_socket)
    yield server
    server.stop()


@pytest.fixture
def redis_server(_redis: "Redis") -> Iterator["Redis"]:
    """An empty private Redis where the application looks for it; `.stop()` is a power cut."""
    _redis.wipe()
    yield _redis
    _redis.stop()


@pytest.fixture
def smtp_sink() -> Iterator["SmtpSink"]:
    """A mail server that keeps what it is given: `.url`, `.messages`, `.mode`."""
    from tests.servers import SmtpSink

    sink = SmtpSink()
    sink.controller.start()
    yield sink
    sink.controller.stop()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the clock: `at("2027-01-04T10:00")`, in the business's zone."""
    return lambda moment: monkeypatch.setenv("ECHEANCE_NOW", moment)


async def _make_template() -> None:
    from app.adapters.database import close_engine, open_engine
    from app.config import config
    from app.schema.migrate import migrate

    await open_engine()
    await migrate()
    await close_engine()
    if ON_POSTGRES:
        await _admin(f"ALTER DATABASE {NAME} RENAME TO {NAME}_template")
    else:
        config().sqlite_path.rename(DATA / "template.sqlite3")


async def _copy_template() -> None:
    from app.config import config

    if ON_POSTGRES:
        await _admin(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        await _admin(f"CREATE DATABASE {NAME} TEMPLATE {NAME}_template")
        return
    path = config().sqlite_path
    for leftover in path.parent.glob(f"{path.name}-*"):
        leftover.unlink()
    shutil.copyfile(DATA / "template.sqlite3", path)


async def _admin(statement: str) -> Any:
    import asyncpg

    line = await asyncpg.connect(os.environ["ECHEANCE_TEST_POSTGRES"].format(name="postgres"))
    try:
        return await line.execute(statement)
    finally:
        await line.close()
