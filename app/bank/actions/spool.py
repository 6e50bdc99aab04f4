"""Movements as they are read, on the disk: a file is judged whole before anything of it is kept,
and memory stays flat however long it is."""

import tempfile
from collections.abc import Iterator
from itertools import islice
from types import TracebackType
from typing import Self

from app.bank.rules import Movement, ReadStatement, said_of, written_movement

BATCH = 1_000


class Spool:
    """Written once, then read as often as wanted; gone when it is left."""

    def __init__(self) -> None:
        # Deleted with the spool.
        self._file = tempfile.NamedTemporaryFile("w+b", prefix="bank-")  # noqa: SIM115
        self._end = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    @property
    def end(self) -> int:
        """Where the next movement will stand."""
        return self._end

    def add(self, movement: Movement) -> str:
        """Write a movement; gives back what it says, by which it is known again."""
        said = said_of(movement)
        self._end += self._file.write(f"{said} {movement.written()}\n".encode())
        return said

    def batches(self, statement: ReadStatement) -> Iterator[list[tuple[str, Movement]]]:
        """The movements of a statement with what each says, a thousand at a time."""
        at, left = statement.start, statement.lines
        while left:
            self._file.seek(at)
            lines = list(islice(self._file, min(BATCH, left)))
            at, left = at + sum(map(len, lines)), left - len(lines)
            yield [_read(line) for line in lines]


def _read(line: bytes) -> tuple[str, Movement]:
    said, _, rest = line.decode().partition(" ")
    return said, written_movement(rest)
