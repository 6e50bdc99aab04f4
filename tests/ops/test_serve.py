"""The service starts by itself, heals itself, and leaves nothing behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import Config
from tests.ops.serving import ROOT, Service, eventually
from tests.servers import Redis

pytestmark = pytest.mark.slow


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    made = Service(tmp_path / "data")
    yield made
    for pid in made.processes():
        os.kill(pid, signal.SIGKILL)


def test_it_starts_on_an_empty_folder_becomes_well_and_ends_without_trace(
    service: Service,
) -> None:
    service.environment["ECHEANCE_WELCOME"] = "Sign in as odile@atelier.test"
    service.start()
    assert service.welcome[-1] == "Sign in as odile@atelier.test"
    service.becomes_well()
    assert len(service.processes()) == 4
    assert service.end() == 0
    assert service.processes() == {}


def test_the_worker_gives_way_to_the_pages(service: Service) -> None:
    service.start()
    service.becomes_well()
    web, worker = service.pid("web"), service.pid("worker")
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getpriority(os.PRIO_PROCESS, web) == own
    assert os.getpriority(os.PRIO_PROCESS, worker) == min(19, own + 10)


def test_ctrl_c_ends_it_in_order(service: Service) -> None:
    service.start()
    assert service.end(signal.SIGINT) == 0
    assert service.processes() == {}
    assert "Traceback" not in service.said


def test_kill_9_of_the_supervisor_leaves_no_process_and_the_next_start_works(
    service: Service,
) -> None:
    service.start()
    service.becomes_well()
    service.end(signal.SIGKILL)
    eventually(lambda: service.processes() == {}, service.processes)
    assert (service.data / "redis.sock").exists(), "the stale socket is what this is about"
    service.start()
    service.becomes_well()


@pytest.mark.parametrize("victim", ["web", "worker", "redis"])
def test_what_is_killed_is_started_again(service: Service, victim: str) -> None:
    service.start()
    service.becomes_well()
    first = service.pid(victim)
    os.kill(first, signal.SIGKILL)
    eventually(lambda: service.pid(victim) not in (0, first), lambda: service.said)
    eventually(lambda: service.pid("worker") != 0, lambda: service.said)
    service.becomes_well()
    assert f"{victim} ended (signal 9); it is started again in 1 s" in service.said


def test_redis_that_hangs_is_replaced_and_the_worker_goes_on(service: Service) -> None:
    service.start()
    service.becomes_well()
    first = service.pid("redis")
    os.kill(first, signal.SIGSTOP)
    eventually(lambda: service.pid("redis") not in (0, first), lambda: service.said)
    assert "redis does not answer and is killed" in service.said
    service.becomes_well()


def test_a_second_one_on_the_same_data_is_refused(service: Service) -> None:
    service.start()
    said = Service(service.data).refused("--port", "0")
    assert service.process
    assert f"already runs on {service.data} (process {service.process.pid})" in said
    assert service.health()[0] != 0


def test_a_busy_port_is_said(service: Service) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = service.refused("--port", str(port))
    assert f"Cannot listen on 127.0.0.1, port {port}" in said
    assert "Choose another with --port" in said
    assert service.processes() == {}


def test_a_truncated_queue_file_is_loaded_as_far_as_it_goes(service: Service) -> None:
    service.start()
    service.becomes_well()
    service.end(signal.SIGKILL)
    eventually(lambda: service.processes() == {})
    (log,) = (service.data / "redis").glob("appendonlydir/*.incr.aof")
    log.write_bytes(log.read_bytes()[:-7])
    service.start()
    service.becomes_well()
    assert not (service.data / "redis.unreadable").exists()


def test_queue_files_that_cannot_be_read_are_set_aside(service: Service) -> None:
    service.start()
    service.end()
    for file in (service.data / "redis").glob("appendonlydir/*"):
        file.write_bytes(b"\x00 this was a file once \xff" * 50)
    service.start()
    service.becomes_well()
    assert (service.data / "redis.unreadable").is_dir()
    assert "it starts empty" in service.said


def test_a_data_folder_with_a_very_long_name_works(tmp_path: Path) -> None:
    service = Service(tmp_path / ("comptabilité" * 6) / ("rangée" * 8))
    service.start()
    try:
        service.becomes_well()
        assert not (service.data / "redis.sock").exists()
    finally:
        service.end()
    made = Config(service.data, None, None, None, None, "").redis_socket
    shutil.rmtree(made.parent, ignore_errors=True)
    assert service.processes() == {}


def test_a_shared_redis_is_used_when_one_is_named(service: Service, redis_server: Redis) -> None:
    service.environment["REDIS_URL"] = redis_server.url
    service.start()
    service.becomes_well()
    assert service.pid("redis") == 0


def test_a_database_that_cannot_be_migrated_stops_it_with_a_sentence(service: Service) -> None:
    service.environment["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/nothing"
    assert "The database could not be brought up to date" in service.refused("--port", "0")
    assert service.processes() == {}


def test_the_supervisor_loads_nothing_heavy() -> None:
    heavy = "{'asyncio', 'litestar', 'piccolo', 'arq', 'hashlib', 'ssl'}"
    script = f"import sys, app.supervisor; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "set()\n", done.stdout + done.stderr


def test_a_pool_dies_with_the_process_that_made_it(service: Service) -> None:
    script = """
import os, time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from app.adapters.processes import die_with_parent
if __name__ == "__main__":
    spawn = get_context("spawn")
    pool = ProcessPoolExecutor(2, spawn, initializer=die_with_parent, initargs=(os.getpid(),))
    work = [pool.submit(time.sleep, 600) for _ in range(2)]
    while not all(item.running() for item in work):
        time.sleep(0.05)
    print("working", flush=True)
    time.sleep(600)
"""
    service.data.mkdir()
    path = service.data / "pool.py"
    path.write_text(script)
    parent = subprocess.Popen(
        [sys.executable, path], env=service.environment, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout and parent.stdout.readline() == "working\n"
    eventually(lambda: len(service.processes()) >= 3, service.processes)
    parent.kill()
    parent.wait()
    eventually(lambda: service.processes() == {}, service.processes)


def catches(pid: int, what: signal.Signals) -> bool:
    """Whether a process has come so far as to handle a signal."""
    status = Path(f"/proc/{pid}/status").read_text()
    (mask,) = (line.split()[1] for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(mask, 16) >> (what - 1) & 1)


def test_one_more_worker_shares_the_work_and_ends_when_told(service: Service) -> None:
    service.start()
    service.becomes_well()
    more = subprocess.Popen(
        [ROOT / "bin/echeance", "worker"], env=service.environment, stderr=subprocess.PIPE
    )
    eventually(lambda: len(service.processes()) == 5, service.processes)
    eventually(lambda: more.poll() is not None or catches(more.pid, signal.SIGTERM))
    assert more.poll() is None
    more.terminate()
    assert more.wait(15) == 0, more.stderr and more.stderr.read()
    service.becomes_well()
