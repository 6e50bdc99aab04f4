"""An XML file as it comes in: parts of interest are built, handed over and forgotten."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

from app.adapters.bank_files.found import MAX_TEXT, at_place
from app.core.errors import Refused

_BLOCK = 1 << 16
_DEEPEST = 60
_CUT_OFF = {
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
    expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
}


class Node:
    """An element with what it holds; `line` is where it begins."""

    __slots__ = ("attributes", "children", "line", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name, self.attributes, self.line = name, attributes, line
        self.children: list[Node] = []
        self.text = ""

    def every(self, path: str) -> Iterator["Node"]:
        """The elements at a path like "Refs/EndToEndId", in their order."""
        name, _, rest = path.partition("/")
        for child in self.children:
            if child.name == name:
                if rest:
                    yield from child.every(rest)
                else:
                    yield child

    def first(self, *paths: str) -> "Node | None":
        """The first element at the first of these paths that there is."""
        for path in paths:
            for node in self.every(path):
                return node
        return None

    def said(self, *paths: str) -> str:
        """The first text that is not empty at these paths."""
        for path in paths:
            for node in self.every(path):
                if text := node.text.strip():
                    return text
        return ""


Began = Callable[[Node, list[Node]], None]
Ended = Callable[[Node, list[Node]], bool]


class Builder:
    """Tells when an element begins and when it ends, with those around it. One that `ended` has
    taken (true) is forgotten, all others hang on the element around them."""

    def __init__(self, began: Began, ended: Ended) -> None:
        self._began, self._ended = began, ended
        self._open: list[Node] = []
        self._parser: Any = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data

    def read(self, path: Path) -> Iterator[None]:
        """Read a file block by block: what was found by then can be taken after each."""
        with path.open("rb") as source:
            while block := source.read(_BLOCK):
                self._feed(block, False)
                yield
        self._feed(b"", True)
        yield

    def _feed(self, block: bytes, last: bool) -> None:
        try:
            self._parser.Parse(block, last)
        except expat.ExpatError as error:
            raise _damaged(error) from error
        except (LookupError, ValueError) as error:
            raise at_place(
                "bank.xml_letters",
                "Line %(line)s: this XML says that it is written in letters that nobody knows "
                "(%(problem)s).",
                self._parser.CurrentLineNumber,
                problem=str(error)[:80],
            ) from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        node = Node(name.rpartition(":")[2], attributes, self._parser.CurrentLineNumber)
        if len(self._open) >= _DEEPEST:
            raise at_place(
                "bank.deep",
                "Line %(line)s: this XML is nested too deep to be a statement.",
                node.line,
            )
        self._began(node, self._open)
        self._open.append(node)

    def _data(self, data: str) -> None:
        node = self._open[-1]
        if len(node.text) < MAX_TEXT:
            node.text += data[:MAX_TEXT]

    def _end(self, name: str) -> None:
        node = self._open.pop()
        if not self._ended(node, self._open) and self._open:
            self._open[-1].children.append(node)

    def _doctype(self, *_: object) -> None:
        raise at_place(
            "bank.doctype",
            "Line %(line)s: this XML has a document type, which no bank statement has: it is not "
            "read.",
            self._parser.CurrentLineNumber,
        )


def _damaged(error: expat.ExpatError) -> Refused:
    if error.code in _CUT_OFF:
        return at_place(
            "bank.cut_off",
            "Line %(line)s: the file stops before its end. Download it again.",
            error.lineno,
        )
    return at_place(
        "bank.xml",
        "Line %(line)s: this XML cannot be read (%(problem)s).",
        error.lineno,
        problem=expat.ErrorString(error.code),
    )
