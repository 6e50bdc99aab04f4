"""The path, played once without a fault: each act can then be begun from what the last one left.

Like the conftest above it, this one loads `app` only when a test runs.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.faults.actors import Nursery
    from tests.faults.theatre import Theatre
    from tests.servers import Redis, SmtpSink


@pytest.fixture(scope="session")
def sink() -> Iterator["SmtpSink"]:
    """One mail server for all playings: its address is in the books that are kept."""
    from tests.servers import SmtpSink

    sink = SmtpSink()
    sink.controller.start()
    yield sink
    sink.controller.stop()


@pytest.fixture(scope="session")
def nursery() -> Iterator["Nursery"]:
    """Where the processes of the path come from."""
    from tests.faults.actors import Nursery

    made = Nursery()
    yield made
    made.close()


@pytest.fixture(scope="session")
def _undisturbed() -> dict[str, Any]:
    return {}


@pytest.fixture
async def theatre(
    database: None,
    nursery: "Nursery",
    redis_server: "Redis",
    sink: "SmtpSink",
    _undisturbed: dict[str, Any],
) -> AsyncIterator["Theatre"]:
    """Ready to play any act, with a fault or without."""
    from tests.faults.theatre import Theatre

    sink.mode = "ok"
    made = Theatre(nursery, redis_server, sink, _undisturbed)
    if not _undisturbed:
        await made.rehearse()
    yield made
    await asyncio.to_thread(made.clear)
