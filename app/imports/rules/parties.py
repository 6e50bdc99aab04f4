"""Which client a line speaks of: by number first, then by name and postcode; never by a guess."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from stdnum.fr import siren as fr_siren
from stdnum.fr import siret as fr_siret

from app.clients.rules import ClientValues, import_key
from app.core.errors import Refused, refuse
from app.core.text import searchable
from app.imports.rules.reading import Cells


class Party(Protocol):
    """What is looked at of a client that is there."""

    @property
    def name(self) -> str: ...
    @property
    def siren(self) -> str: ...
    @property
    def siret(self) -> str: ...
    @property
    def postcode(self) -> str: ...
    @property
    def import_key(self) -> str | None: ...


P = TypeVar("P", bound=Party)


@dataclass(frozen=True)
class Directory(Generic[P]):
    """The clients that the lines of a batch may speak of, by what they are looked up by."""

    by_siren: Mapping[str, Sequence[P]] = field(default_factory=dict)
    by_name: Mapping[str, Sequence[P]] = field(default_factory=dict)
    by_key: Mapping[str, P] = field(default_factory=dict)


@dataclass(frozen=True)
class Named:
    """How a contract or an invoice of a file names its client."""

    name: str
    siren: str = ""
    siret: str = ""
    postcode: str = ""

    @property
    def key(self) -> str:
        """What tells this client from others of the same file."""
        return self.siret or self.siren or f"{searchable(self.name)}|{self.postcode}"


def read_named(cells: Cells) -> Named:
    """The client of a line: its name or its number, and what tells it from others."""
    name = cells.text("client", required=True, max=140)
    number = cells.text("siren") or name
    digits = "".join(number.split()).replace(".", "")
    siret = digits if digits.isascii() and len(digits) == 14 and fr_siret.is_valid(digits) else ""
    is_siren = digits.isascii() and len(digits) == 9 and fr_siren.is_valid(digits)
    siren = siret[:9] or (digits if is_siren else "")
    if cells.text("siren") and not siren:
        cells.fail(
            "identifiers.siren",
            "“%(value)s” is not a SIREN: nine digits, the last of which checks the others.",
            "siren",
            value=number[:40],
        )
    only_number = bool(siren) and not cells.text("siren")
    return Named("" if only_number else name, siren, siret, cells.text("postcode"))


def known_client(line: ClientValues, there: Directory[P]) -> P | None:
    """The client that a line of clients is about, if it is there; refused when it may be several.

    A number that nobody has yet may belong to a client of the same name and postcode without one.
    """
    if imported := there.by_key.get(import_key(line)):
        return imported
    same_siren = there.by_siren.get(line.siren, ()) if line.siren else ()
    if line.siret:
        exact = [each for each in same_siren if each.siret == line.siret]
        same_siren = exact or [each for each in same_siren if not each.siret]
    if same_siren:
        return _one(same_siren, line.name, line.postcode)
    namesakes = [
        each
        for each in there.by_name.get(searchable(line.name), ())
        if each.postcode == line.postcode and not (line.siren and each.siren)
    ]
    return _one(namesakes, line.name, line.postcode) if namesakes else None


def named_client(named: Named, there: Directory[P]) -> P | None:
    """The client that a contract or an invoice names, if it is there."""
    if named.siren:
        found = list(there.by_siren.get(named.siren, ()))
        if named.siret:
            found = [each for each in found if each.siret in ("", named.siret)]
        if found:
            return _one(found, named.name or named.siren, named.postcode)
    if not named.name:
        raise refuse(
            "imports.unknown_siren",
            "No client has SIREN %(siren)s: import the clients first.",
            "client",
            siren=named.siren,
        )
    namesakes = [
        each
        for each in there.by_name.get(searchable(named.name), ())
        if not (named.siren and each.siren)
        and (not named.postcode or each.postcode in ("", named.postcode))
    ]
    return _one(namesakes, named.name, named.postcode) if namesakes else None


def _one(found: Sequence[P], name: str, postcode: str) -> P:
    """The only one, or the only one at that postcode; refused when several remain."""
    here = [each for each in found if each.postcode == postcode] if len(found) > 1 else found
    if len(here) == 1:
        return here[0]
    raise _ambiguous(name, len(found))


def _ambiguous(name: str, count: int) -> Refused:
    return refuse(
        "imports.ambiguous",
        "%(count)s clients may be %(name)s: give their SIREN, or their postcode, in a column.",
        "client",
        name=name,
        count=count,
    )
