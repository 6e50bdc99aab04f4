"""`python -m benchmarks [NAME…] [--engine sqlite|postgres] [--size full|tiny] [--times N]`.

Prints one line of JSON for each figure; with `--times 3`, the medians of three runs.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks.figures import Figure, middle
from benchmarks.places import Places, python
from benchmarks.sizes import SIZES

# Each with the fixture it works on.
BENCHMARKS = {
    "generation": "contracts",
    "documents": "contracts",
    "pages": "history",
    "pages_large": "archive",
    "books": "archive",
    "schedule": "agreements",
    "forecast": "agreements",
    "counter": "history",
    "paying": "history",
    "proposals": "overdue",
    "reminders": "late",
    "history": "shop",
    "archiving": "contracts",
    "judging": "shop",
    "matching": "owing",
    "verdicts": "shop",
    "tables": "history",
    "scoring": "portfolio",
    "memory": "history",
    "start": "history",
}


def main() -> int:
    """Measure what is asked for, or everything."""
    parser = _parser()
    options = parser.parse_args()
    if unknown := set(options.names) - set(BENCHMARKS):
        parser.error(
            f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}"
        )
    with (
        tempfile.TemporaryDirectory(prefix="ech-bench-") as folder,
        Places(Path(folder), options.engine, options.size).opened() as places,
    ):
        for name in options.names or BENCHMARKS:
            runs = [_measured(places, name) for _ in range(options.times)]
            for figure in middle(runs):
                print(figure.line(), flush=True)
    return 0


def _measured(places: Places, name: str) -> list[Figure]:
    environment = places.copy(BENCHMARKS[name])
    try:
        out = python(environment, "benchmarks.one", name, places.engine, places.size)
    finally:
        places.discard(environment)
    return [Figure(**json.loads(line)) for line in out.splitlines() if line.startswith("{")]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument("--times", type=int, default=1, metavar="N", help="runs (%(default)s)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
