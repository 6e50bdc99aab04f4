"""A line of clients: what it says, and what is to be done about it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache

from babel import Locale

from app.clients.rules import FIELD_LABELS, ClientValues, checked
from app.clients.rules import Kind as ClientKind
from app.core.countries import COUNTRIES
from app.core.errors import Refused, finding
from app.core.text import searchable
from app.imports.rules.reading import Cells

_KINDS = {
    "company": ClientKind.COMPANY,
    "societe": ClientKind.COMPANY,
    "entreprise": ClientKind.COMPANY,
    "professionnel": ClientKind.COMPANY,
    "pro": ClientKind.COMPANY,
    "association": ClientKind.COMPANY,
    "consumer": ClientKind.CONSUMER,
    "private customer": ClientKind.CONSUMER,
    "particulier": ClientKind.CONSUMER,
    "public": ClientKind.PUBLIC,
    "public body": ClientKind.PUBLIC,
    "organisme public": ClientKind.PUBLIC,
    "administration": ClientKind.PUBLIC,
    "collectivite": ClientKind.PUBLIC,
}
_LANGUAGES = {"fr": "fr", "francais": "fr", "french": "fr", "en": "en", "anglais": "en"}
_LANGUAGES |= {"english": "en"}


@dataclass(frozen=True)
class ClientLine:
    """One client of a file; `said` are the fields that its line fills in."""

    values: ClientValues
    said: frozenset[str]


def read_client(line: Mapping[str, str], remarks: str) -> ClientLine:
    """Judge a line. Refused with every fault; `remarks` become notes."""
    cells = Cells(line)
    place = _country(cells)
    number = cells.text("siren")
    is_siret = len("".join(filter(str.isdigit, number))) == 14
    values = ClientValues(
        name=cells.text("name", required=True, max=140),
        kind=cells.choice("kind", _KINDS, ClientKind.COMPANY),
        siren="" if is_siret else number,
        siret=cells.text("siret") or (number if is_siret else ""),
        vat_number=cells.text("vat_number"),
        email=cells.text("email", max=254),
        phone=cells.text("phone", max=40),
        street=cells.text("street"),
        postcode=_postcode(cells.text("postcode"), place),
        town=cells.text("town", max=80),
        country=place,
        language=cells.choice("language", _LANGUAGES, "fr"),
        terms_days=cells.whole("terms_days"),
        iban=cells.text("iban"),
        group_name=cells.text("group", max=80),
        notes=remarks[:20_000],
    )
    try:
        kept = checked(values)
    except Refused as refused:
        named = {each.field for each in cells.findings}
        cells.findings += [each for each in refused.findings if each.field not in named]
    cells.check()
    said = {each.name for each in fields(ClientValues) if line.get(_column(each.name))}
    return ClientLine(kept, frozenset(said))


def same_client(there: ClientValues, line: ClientLine) -> None:
    """A client that is there already: refused when the line says something else about it."""
    found = [
        finding(
            "imports.client_differs",
            "%(name)s is there already with %(what)s “%(there)s”; the line says “%(said)s”. "
            "Change it on its card.",
            _column(name),
            name=there.name,
            what=FIELD_LABELS[name],
            there=_shown(there, name),
            said=_shown(line.values, name),
        )
        for name in sorted(line.said - {"notes"})
        if not _agree(there, line.values, name)
    ]
    if found:
        raise Refused(found)


def is_bare(there: ClientValues) -> bool:
    """Whether a client is only a name, as a history leaves it: a line may then complete it."""
    return there == replace(ClientValues(there.name), kind=there.kind, language=there.language)


def _agree(there: ClientValues, said: ClientValues, name: str) -> bool:
    if name == "name":
        return searchable(there.name) == searchable(said.name)
    return bool(getattr(there, name) == getattr(said, name))


def _shown(values: ClientValues, name: str) -> str:
    value = getattr(values, name)
    return "" if value is None else str(value)[:80]


def _column(field: str) -> str:
    return "group" if field == "group_name" else field


def _postcode(text: str, place: str) -> str:
    """Spreadsheets that take a postcode for a number drop the zero it begins with."""
    dropped = place == "FR" and len(text) == 4 and text.isascii() and text.isdigit()
    return f"0{text}" if dropped else text


def _country(cells: Cells) -> str:
    """Two letters, or the name of the country in French or English."""
    text = cells.text("country", max=80)
    if not text:
        return "FR"
    named = _country_names().get(searchable(text))
    return named or text


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    found = {code.casefold(): code for code in COUNTRIES}
    for language in ("fr", "en"):
        names = Locale(language).territories
        found |= {searchable(names[code]): code for code in COUNTRIES if code in names}
    return found
