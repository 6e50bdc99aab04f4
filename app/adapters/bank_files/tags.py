"""The tags of an OFX file, version 1 (SGML: values are not closed) and 2 (XML) alike.

Banks mix the two, so that one reader of tags serves both. There are no entities but those of
letters, and a document type is refused.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.adapters.bank_files.found import MAX_TEXT, at_place
from app.core.errors import Refused

_TOKEN = re.compile(
    r"<!--.*?-->|<!\[CDATA\[(?P<letters>.*?)\]\]>"
    r"|<(?P<closes>/?)(?P<name>[A-Za-z][A-Za-z0-9._]{0,63})[^<>]*>|<\?[^<>]*>"
    r"|(?P<text>(?:[^<]|<(?![A-Za-z/!?]))+)",
    re.DOTALL,
)
_WHOLE = {"<!--": "-->", "<![CDATA[": "]]>"}
_LONGEST = 1 << 20
_LOOK_AHEAD = 9


@dataclass(slots=True)
class Tag:
    """A tag and the text after it; `closes` for the closing one."""

    name: str
    closes: bool
    line: int
    text: str = ""


def tags(blocks: Iterable[str]) -> Iterator[Tag]:
    """Every tag with its line. Refused: a document type, a tag that never ends."""
    tag: Tag | None = None
    for token, line in _tokens(blocks):
        if token["name"]:
            if tag is not None:
                yield tag
            tag = Tag(token["name"].upper(), bool(token["closes"]), line)
        elif tag is not None and len(tag.text) < MAX_TEXT:
            tag.text += (token["letters"] or html.unescape(token["text"] or "")).strip()[:MAX_TEXT]
    if tag is not None:
        yield tag


def _tokens(blocks: Iterable[str]) -> Iterator[tuple[re.Match[str], int]]:
    line, held = 1, ""
    for block in blocks:
        held += block
        at = 0
        # What stands at the end of a block may go on in the next.
        while (token := _token(held, at, line)) and token.end() < len(held) - _LOOK_AHEAD:
            yield token, line
            line += held.count("\n", at, token.end())
            at = token.end()
        held = held[at:]
        if len(held) > _LONGEST:
            raise _broken(line)
    at = 0
    while at < len(held):
        token = _token(held, at, line)
        if token is None:
            raise _broken(line)
        yield token, line
        line += held.count("\n", at, token.end())
        at = token.end()


def _token(held: str, at: int, line: int) -> re.Match[str] | None:
    if held.startswith("<!", at) and len(held) - at >= _LOOK_AHEAD:
        begins = next((mark for mark in _WHOLE if held.startswith(mark, at)), None)
        if begins is None:
            raise at_place(
                "bank.doctype",
                "Line %(line)s: this file has a document type, which no bank statement has: it is "
                "not read.",
                line,
            )
        if held.find(_WHOLE[begins], at) < 0:
            return None
    return _TOKEN.match(held, at)


def _broken(line: int) -> Refused:
    return at_place(
        "bank.cut_off", "Line %(line)s: the file stops before its end. Download it again.", line
    )
