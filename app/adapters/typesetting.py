"""The process that makes PDFs: work in by its standard input, bytes out by its standard output.

Run by `pdf.py` as `python -m app.adapters.typesetting PARENT`, alone in its own process: a page
takes 100 ms of CPU and 86 MB, which the web process must not lend, and one that never ends can be
killed. Each way a message is one status byte, eight bytes of length, then the data. That byte of a
request says what is asked: TYPESET a page of HTML, or EMBED an XML into a PDF (the facts as JSON,
the PDF and the XML, each after eight bytes of length).
"""

import json
import logging
import os
import re
import sys
from functools import cache
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from app.adapters.processes import die_with_parent
from app.config import ROOT

STATIC = (ROOT / "static").resolve()
TYPESET, EMBED = b"+", b"x"
DONE, FAILED = b"+", b"-"
HEAD_BYTES = 9
LEVEL = "en16931"
_SHEET = re.compile(r'<link rel="stylesheet" href="(documents/[a-z]+\.css)">')


class LocalFetcher(URLFetcher):  # type: ignore[misc]
    """Reads `data:` addresses and files of `static/`: nothing else, and never the network."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        if parts.scheme == "data" or (parts.scheme == "file" and _is_static(parts.path)):
            return super().fetch(url, headers)
        raise FatalURLFetchingError(f"a document may not load {url[:120]}")


def _is_static(path: str) -> bool:
    return Path(unquote(path)).resolve().is_relative_to(STATIC)


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _sheet(address: str) -> CSS:
    """One of our stylesheets with its fonts, read once: a quarter of the time of a document."""
    return CSS(filename=str(STATIC / address), font_config=_fonts(), url_fetcher=LocalFetcher())


def typeset(html: str) -> bytes:
    """A PDF/A-3b of an HTML page; addresses in it are relative to `static/`."""
    sheets = [_sheet(address) for address in _SHEET.findall(html)]
    page = HTML(
        string=_SHEET.sub("", html), base_url=f"{STATIC.as_uri()}/", url_fetcher=LocalFetcher()
    )
    return bytes(page.write_pdf(stylesheets=sheets, font_config=_fonts(), pdf_variant="pdf/a-3b"))


def embed(data: bytes) -> bytes:
    """The PDF with the XML inside as `factur-x.xml`, byte for byte, and the metadata to match."""
    # 40 MB that a process which only typesets does without.
    from facturx import generate_from_binary

    facts, pdf, xml = _parts(data)
    said = json.loads(facts)
    return bytes(
        generate_from_binary(
            pdf,
            xml,
            flavor="factur-x",
            level=LEVEL,
            check_xsd=True,
            check_schematron=False,
            pdf_metadata={
                "title": said["title"],
                "author": said["author"],
                "subject": said["subject"],
                "keywords": "Factur-X",
            },
            lang=said["language"],
            afrelationship="data",
        )
    )


def _parts(data: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 8], "big")
        found.append(data[at + 8 : at + 8 + size])
        at += 8 + size
    return found


def made(asked: bytes, data: bytes) -> bytes:
    """The PDF that a request asks for."""
    return embed(data) if asked == EMBED else typeset(data.decode())


def pack(status: bytes, data: bytes) -> bytes:
    """A message, ready for the pipe."""
    return status + len(data).to_bytes(HEAD_BYTES - 1, "big") + data


def unpack(pipe: BinaryIO) -> tuple[bytes, bytes] | None:
    """The next message of a pipe; None when its other end has gone."""
    head = pipe.read(HEAD_BYTES)
    if len(head) < HEAD_BYTES:
        return None
    size = int.from_bytes(head[1:], "big")
    data = pipe.read(size)
    return (head[:1], data) if len(data) == size else None


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Make one PDF after the other until the other end goes."""
    while (asked := unpack(source)) is not None:
        try:
            answer = pack(DONE, made(*asked))
        except (Exception, FatalURLFetchingError) as problem:
            answer = pack(FAILED, f"{type(problem).__name__}: {problem}".encode())
        sink.write(answer)
        sink.flush()


def main() -> None:
    """Serve the parent named on the command line, and end with it."""
    die_with_parent(int(sys.argv[1]))
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    sink = os.fdopen(os.dup(1), "wb")
    # A stray print of a library would otherwise end in the middle of a PDF.
    os.dup2(2, 1)
    serve(sys.stdin.buffer, sink)


if __name__ == "__main__":
    main()
