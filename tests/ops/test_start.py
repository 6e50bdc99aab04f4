"""bin/run and its neighbours: what they install, and that they can be interrupted."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = (ROOT / "bin/environment.sh").read_text()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The commands alone, with a lock that asks for nothing."""
    shutil.copytree(ROOT / "bin", tmp_path / "bin")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/runtime.txt").write_text("# nothing is needed\n")
    (tmp_path / "app").mkdir()
    return tmp_path


def make(clone: Path) -> subprocess.CompletedProcess[str]:
    script = f"set -eu; source {clone}/bin/environment.sh; make_environment runtime"
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True)


def test_the_environment_is_made_once(clone: Path) -> None:
    first, again = make(clone), make(clone)
    assert first.returncode == 0, first.stderr
    assert "Making the Python environment" in first.stderr
    assert (again.returncode, again.stderr) == (0, "")
    assert (clone / ".venv/runtime.lock").read_text() == "# nothing is needed\n"


def test_one_that_was_interrupted_is_taken_up_again(clone: Path) -> None:
    make(clone)
    # Killed between the packages and the stamp, then killed while the environment itself was made.
    (clone / ".venv/runtime.lock").unlink()
    assert "Making the Python environment" in make(clone).stderr
    (clone / ".venv/runtime.lock").unlink()
    shutil.rmtree(clone / ".venv/lib")
    again = make(clone)
    assert again.returncode == 0, again.stderr
    assert (clone / ".venv/runtime.lock").exists()


def test_another_lock_makes_it_again(clone: Path) -> None:
    make(clone)
    (clone / "requirements/runtime.txt").write_text("# still nothing\n")
    assert "Making the Python environment" in make(clone).stderr
    assert (clone / ".venv/runtime.lock").read_text() == "# still nothing\n"


def test_packages_that_do_not_match_their_hash_are_refused(clone: Path) -> None:
    lock = clone / "requirements/runtime.txt"
    lock.write_text(f"segno==1.6.6 --hash=sha256:{'0' * 64}\n")
    refused = make(clone)
    assert refused.returncode == 1
    assert "could not be installed" in refused.stderr
    assert not (clone / ".venv/runtime.lock").exists()


def test_what_cannot_be_installed_is_said_in_a_line_to_copy(clone: Path) -> None:
    no_apt = "command() { return 1; }"
    script = f"source {clone}/bin/environment.sh; {no_apt}; install_packages b-two a-one"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True)
    assert done.returncode == 1
    assert "apt-get install a-one b-two" in done.stderr


def test_run_refuses_unknown_options_with_its_usage() -> None:
    done = subprocess.run([ROOT / "bin/run", "--bogus"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "unknown option: --bogus" in done.stderr and "usage: bin/run" in done.stderr


def test_the_container_has_the_packages_of_bin_run() -> None:
    body = ENVIRONMENT.split("missing_to_run() {")[1].split("\n}")[0]
    of_run = set(re.findall(r"echo ([\w.-]+)", body)) - {"python3-venv"}
    install = (ROOT / "Dockerfile").read_text().split("--no-install-recommends")[1].split("&&")[0]
    assert set(install.replace("\\", " ").split()) == of_run


def test_the_locks_name_no_address_and_hash_every_package() -> None:
    for name in ("runtime", "test"):
        lock = (ROOT / f"requirements/{name}.txt").read_text()
        assert "://" not in lock
        assert "--index" not in lock.split("\n\n", 1)[-1]
        for package in re.split(r"\n(?=\S)", lock):
            if not package.startswith("#"):
                assert "--hash=sha256:" in package, package.splitlines()[0]
