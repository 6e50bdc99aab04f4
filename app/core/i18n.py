"""Languages: hand-written catalogues (`locale/<language>/*.po`, one per capability) in one table.

Message ids are English; French is complete and the default. No file is compiled: the catalogues
are read once, when a language is first used.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent.parent / "web" / "locale"
DEFAULT = "fr"
LANGUAGES = ("fr", "en")

_language: ContextVar[str] = ContextVar("language", default=DEFAULT)


def current_language() -> str:
    """The language of what is being rendered: "fr" unless something said otherwise."""
    return _language.get()


def use_language(language: str) -> None:
    """Set the language for the rest of this request; one that is not known becomes French."""
    _language.set(language if language in LANGUAGES else DEFAULT)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak another language for a while: a client's page, a document, a message."""
    token = _language.set(language if language in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _language.reset(token)


def catalogues(language: str) -> Iterator[tuple[Path, Catalog]]:
    """Each catalogue file of a language, in the order of their names."""
    for path in sorted((LOCALES / language).glob("*.po")):
        with path.open("rb") as source:
            yield path, read_po(source, locale=language, abort_invalid=True)


@lru_cache(maxsize=len(LANGUAGES))
def translations(language: str) -> NullTranslations:
    """All catalogues of a language as one; for a language without any, the English ids."""
    merged = Catalog(locale=language)
    for _, catalogue in catalogues(language):
        for message in catalogue:
            if message.id and message.string and not message.fuzzy:
                merged.add(message.id, message.string, context=message.context)
    if not len(merged):
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return GNUTranslations(compiled)


def gettext(message: str, language: str | None = None) -> str:
    """Translate an English message id, into the current language unless one is named."""
    return translations(language or current_language()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int, language: str | None = None) -> str:
    """Translate an id that counts; "0 facture" is singular in French."""
    return translations(language or current_language()).ngettext(singular, plural, number)


def fill(message: str, facts: dict[str, str]) -> str:
    """Put the facts at their %(name)s; a message without facts is left as it is."""
    return message % facts if facts else message
