"""One benchmark, in a process of its own on its own copy of the data: run by `benchmarks`."""

import gc
import json
import sys
from dataclasses import asdict, replace

from benchmarks import (
    archiving,
    books,
    counter,
    documents,
    generation,
    history,
    judging,
    matching,
    memory,
    pages,
    paying,
    proposals,
    reminders,
    scoring,
    start,
    tables,
    verdicts,
)
from benchmarks.sizes import SIZES

RUN = {
    "generation": generation.run,
    "documents": documents.run,
    "pages": pages.run,
    "pages_large": pages.run_large,
    "books": books.run,
    "schedule": pages.run_schedule,
    "forecast": pages.run_forecast,
    "counter": counter.run,
    "paying": paying.run,
    "proposals": proposals.run,
    "reminders": reminders.run,
    "history": history.run,
    "archiving": archiving.run,
    "judging": judging.run,
    "matching": matching.run,
    "verdicts": verdicts.run,
    "tables": tables.run,
    "scoring": scoring.run,
    "memory": memory.run,
    "start": start.run,
}


def main() -> None:
    name, engine, size = sys.argv[1:]
    # As the pages, the worker and every command do before they begin.
    gc.freeze()
    for figure in RUN[name](SIZES[size]):
        print(json.dumps(asdict(replace(figure, benchmark=name, engine=engine, size=size))))


if __name__ == "__main__":
    main()
