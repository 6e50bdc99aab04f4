"""The content-addressed store: whole or not at all, and never silently altered."""

import os
from hashlib import sha256

import pytest

from app.adapters import files
from app.config import config

PAGE = b"%PDF-1.7 une facture"
NAME = sha256(PAGE).hexdigest()


@pytest.fixture(autouse=True)
def _empty() -> None:
    import shutil

    shutil.rmtree(config().files_dir, ignore_errors=True)


def test_what_is_stored_is_read_back_under_its_hash() -> None:
    assert files.store(PAGE) == NAME
    assert files.read(NAME) == PAGE
    assert (config().files_dir / NAME[:2] / NAME[2:]).read_bytes() == PAGE


def test_the_same_bytes_are_one_file_and_leave_no_draft() -> None:
    files.store(PAGE)
    files.store(PAGE)
    files.store(b"")
    assert sorted(path.name for path in config().files_dir.rglob("*") if path.is_file()) == sorted(
        [NAME[2:], sha256(b"").hexdigest()[2:]]
    )


def test_a_missing_file_is_named() -> None:
    with pytest.raises(files.FileFault) as problem:
        files.read(NAME)
    assert (problem.value.fault, problem.value.sha256) == ("missing", NAME)


def test_an_altered_file_is_never_given_back_and_storing_mends_it() -> None:
    files.store(PAGE)
    path = config().files_dir / NAME[:2] / NAME[2:]
    path.write_bytes(PAGE[:-1])
    assert files.fault_of(NAME) == "altered"
    with pytest.raises(files.FileFault):
        files.read(NAME)
    files.store(PAGE)
    assert files.fault_of(NAME) is None


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "x" * 64, NAME.upper(), NAME + "0"])
def test_only_a_hash_is_a_name(name: str) -> None:
    with pytest.raises(files.FileFault):
        files.read(name)


def test_a_full_disk_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk, pytest.raises(OSError, match="No space"):
        disk.setattr(os, "fsync", full)
        (config().files_dir / NAME[:2]).mkdir(parents=True)
        files.store(PAGE)
    assert files.fault_of(NAME) == "missing"
    assert not [path for path in config().files_dir.rglob("*") if path.is_file()]
