"""Every sentence that a person may see has its French, and each French sentence can be filled."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from app.config import ROOT
from app.core.i18n import catalogues
from app.web.engine import environment

_FIRST = {"N_", "gettext", "_"}
_SECOND = {"refuse", "finding", "Finding", "at_place"}
_PLACE = re.compile(r"%\((\w+)\)[sd]")

Ids = Iterator[str | tuple[str, str]]


def _constant(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value


def _of_call(call: ast.Call) -> Ids:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in _FIRST and call.args:
        yield from _constant(call.args[0])
    if (name in _SECOND or name == "fail") and len(call.args) > 1:
        yield from _constant(call.args[1])
    if name == "ngettext" and len(call.args) > 1:
        pair = [text for arg in call.args[:2] for text in _constant(arg)]
        if len(pair) == 2:
            yield (pair[0], pair[1])
    if name == "redirect" and len(call.args) > 2:
        yield from _constant(call.args[2])
    for keyword in call.keywords:
        if keyword.arg == "flash" or (keyword.arg == "message" and name in _SECOND):
            yield from _constant(keyword.value)


def _of_python(path: Path) -> Ids:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield from _of_call(node)


def _of_template(path: Path) -> Ids:
    for _, _, message in environment().extract_translations(path.read_text()):
        if isinstance(message, tuple):
            texts = [text for text in message if text]
            yield (texts[0], texts[1]) if len(texts) > 1 else texts[0]
        elif message:
            yield message


def wanted() -> dict[str | tuple[str, str], set[str]]:
    """Each message id with the files that say it."""
    found: dict[str | tuple[str, str], set[str]] = defaultdict(set)
    for pattern, read in (("app/**/*.py", _of_python), ("templates/**/*.*", _of_template)):
        for path in sorted(ROOT.glob(pattern)):
            if path.suffix in (".py", ".html", ".txt"):
                for message in read(path):
                    found[message].add(str(path.relative_to(ROOT)))
    return found


def french() -> dict[str | tuple[str, str], str | tuple[str, ...]]:
    return {
        tuple(message.id) if isinstance(message.id, list | tuple) else message.id: message.string
        for _, catalogue in catalogues("fr")
        for message in catalogue
        if message.id and not message.fuzzy
    }


def test_every_message_has_its_french():
    known = french()
    missing = {
        message: files
        for message, files in wanted().items()
        if not (known.get(message) and all(known[message]))
    }
    assert not missing, "\n".join(f"{sorted(files)}: {id!r}" for id, files in missing.items())


def test_the_same_id_says_the_same_in_every_catalogue():
    said: dict[object, dict[object, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path, catalogue in catalogues("fr"):
        for message in catalogue:
            if message.id:
                said[message.id][message.string].add(path.name)
    twice = {id: dict(texts) for id, texts in said.items() if len(texts) > 1}
    assert not twice


def test_a_translation_fills_the_same_places_as_its_id():
    wrong = []
    for path, catalogue in catalogues("fr"):
        for message in catalogue:
            if not message.id:
                continue
            ids = message.id if isinstance(message.id, list | tuple) else (message.id,)
            texts = (
                message.string if isinstance(message.string, list | tuple) else (message.string,)
            )
            places = {place for text in ids for place in _PLACE.findall(text)}
            for text in texts:
                used = set(_PLACE.findall(text))
                if used - places or (len(ids) == 1 and used != places):
                    wrong.append((path.name, text))
                text % dict.fromkeys(places, "x") if places else None
    assert not wrong


def test_french_typography():
    """A no-break space before : ; ! ? € %, typographic apostrophes, French quotation marks."""
    bad = re.compile(r"(?<=\w) [:;!?»€%](?!\()|« |(?<=\w)'(?=\w)")
    wrong = [
        (path.name, text)
        for path, catalogue in catalogues("fr")
        for message in catalogue
        if message.id
        for text in (
            message.string if isinstance(message.string, list | tuple) else (message.string,)
        )
        if bad.search(text)
    ]
    assert not wrong
