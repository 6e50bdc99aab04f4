"""Which column of a file is which field: titles matched without case, accents, order or signs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from app.core.errors import Finding, Refused, finding
from app.imports.rules.titles import FIELDS, OURS, Kind, folded, meanings


@dataclass(frozen=True)
class Columns:
    """Where each field stands in a line, and the columns that are kept as notes."""

    header: tuple[str, ...]
    places: Mapping[str, int]
    notes: tuple[int, ...]

    def title(self, field: str | None) -> str:
        """The title that the file gives a field, to speak of it in the file's own words."""
        place = self.places.get(field or "")
        return field or "" if place is None else self.header[place]

    def cells(self, line: Sequence[str]) -> dict[str, str]:
        """The fields of a line; one whose column is missing or cut off is empty."""
        return {
            field: line[place] if place < len(line) else "" for field, place in self.places.items()
        }

    def remarks(self, line: Sequence[str]) -> str:
        """The columns that are no field, as a note: "Title: value", one below the other."""
        told = [
            f"{self.header[place]}: {line[place]}"
            for place in self.notes
            if place < len(line) and line[place]
        ]
        return "\n".join(told)


def fields_of(kind: Kind) -> list[str]:
    """The names of the fields of a kind, the order of the documentation."""
    return [name.rstrip("!") for name in FIELDS[kind]]


def match(kind: Kind, header: Sequence[str]) -> Columns:
    """Find each field's column. Refused, all at once: a column that must be there and is not, two
    columns for one field."""
    known = meanings(kind)
    places: dict[str, int] = {}
    notes: list[int] = []
    found: list[Finding] = []
    for place, title in enumerate(header):
        field = known.get(folded(title))
        if field is None:
            notes += [place] if is_note(kind, title) else []
        elif field in places:
            found.append(
                finding(
                    "imports.twice",
                    "Two columns say %(name)s: “%(first)s” and “%(second)s”. Rename one.",
                    field,
                    name=field,
                    first=header[places[field]],
                    second=title,
                )
            )
        else:
            places[field] = place
    missing = [name for name in required(kind) if name not in places]
    if missing:
        found.append(_missing(missing, header))
    if found:
        raise Refused(found)
    return Columns(tuple(header), places, tuple(notes))


def suggested(kind: Kind, header: Sequence[str]) -> dict[str, int]:
    """Each field's column as far as titles tell; of two that say the same, the first."""
    known, found = meanings(kind), dict[str, int]()
    for place, title in enumerate(header):
        field = known.get(folded(title))
        if field is not None:
            found.setdefault(field, place)
    return found


def titles_at(kind: Kind, top: Sequence[Sequence[str]]) -> int:
    """Which of the first lines has the titles: the first that names every column that must be
    there (above it may stand a name, merged over the table), else the first."""
    wanted = set(required(kind))
    whole = (at for at, cells in enumerate(top) if wanted <= suggested(kind, cells).keys())
    return next(whole, 0)


def chosen(kind: Kind, header: Sequence[str], width: int, places: Mapping[str, int]) -> Columns:
    """Columns chosen by hand. Refused, each beside its field: one that must be there and is not,
    one column for two fields. Without titles, columns are called as a spreadsheet calls them."""
    titles = named(header, width)
    found = [
        finding("imports.choose", "Choose the column that holds this.", f"column-{name}")
        for name in required(kind)
        if name not in places
    ]
    taken: dict[int, str] = {}
    for name, place in places.items():
        if not 0 <= place < len(titles) or place in taken:
            found.append(
                finding(
                    "imports.same_column",
                    "Column “%(title)s” is chosen for another field already.",
                    f"column-{name}",
                    title=titles[place] if 0 <= place < len(titles) else place,
                )
            )
        taken[place] = name
    if found:
        raise Refused(found)
    notes = [at for at, title in enumerate(titles) if at not in taken and is_note(kind, title)]
    return Columns(tuple(titles), dict(places), tuple(notes))


def named(header: Sequence[str], width: int) -> list[str]:
    """What columns are called: by their titles, then as a spreadsheet calls them."""
    return [*header, *(letters(at) for at in range(len(header), width))]


def required(kind: Kind) -> list[str]:
    """The fields that a file of this kind must have a column for."""
    return [name[:-1] for name in FIELDS[kind] if name.endswith("!")]


def titles_again(kind: Kind, columns: Columns) -> list[str]:
    """Titles by which the same columns are found without choosing them again."""
    found = list(columns.header)
    known = meanings(kind)
    for field, place in columns.places.items():
        if known.get(folded(found[place])) != field:
            found[place] = field
    return found


def letters(place: int) -> str:
    """A column as spreadsheets call it.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    before, rest = divmod(place, 26)
    return (letters(before - 1) if before else "") + ascii_uppercase[rest]


def is_note(kind: Kind, title: str) -> bool:
    """Whether a column that is no field is kept: it has a title, and is none of our own. An amount
    has no place for notes, and what a product says is printed on invoices."""
    has_notes = kind not in (Kind.AMOUNTS, Kind.PRODUCTS)
    return bool(title) and folded(title) not in OURS and has_notes


def _missing(missing: Sequence[str], header: Sequence[str]) -> Finding:
    seen = [title[:40] for title in header if title][:12]
    return finding(
        "imports.missing_columns",
        "The first line must name the columns. Missing: %(missing)s. Found: %(seen)s.",
        missing=", ".join(missing),
        seen=", ".join(seen),
    )
