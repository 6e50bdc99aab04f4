"""How much each benchmark does: the sizes of the published figures, and tiny ones for a test."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Counts of things; `large` documents stand behind the second reading of the pages, and are
    those of the `payers` that are scored; `judged` lines of each of `businesses` are matched; a
    page is asked for once the service was at rest for `calm` seconds."""

    entries: int
    pdfs: int
    documents: int
    large: int
    open: int
    clients: int
    requests: int
    reminders: int
    lines: int
    starts: int
    contracts: int
    payers: int
    businesses: int
    judged: int
    calm: int


SIZES = {
    "full": Size(
        1_000, 200, 10_000, 100_000, 3_000, 300, 50, 1_000, 50_000, 5, 500, 5_000, 22, 2_000, 75
    ),
    "tiny": Size(4, 2, 60, 120, 20, 6, 3, 4, 40, 1, 4, 12, 1, 60, 1),
}
