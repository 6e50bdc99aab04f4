"""The words that a client wrote, without what was quoted below them; HTML as text alone."""

import re
from html.parser import HTMLParser

_SAID = re.compile(
    r"^(le|on|am|el|il|op)\b.{4,300}(a écrit|wrote|schrieb|escribió|ha scritto|schreef)\s*:\s*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^_{10,}\s*$")
_DASHED = re.compile(
    r"^-{2,}\s*(message (d.origine|transféré)|original message|forwarded message)", re.IGNORECASE
)
_FROM = re.compile(r"^\**(de|from)\s*:\**\s*\S", re.IGNORECASE)
_SENT = re.compile(r"^\**(envoyé|sent|date)( le)?\s*:\**\s*\S", re.IGNORECASE)
_GAPS = re.compile(r"\n{3,}")
_CONTROL = re.compile(
    r"[^\S\n]|[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069]"
)
_BLOCKS = frozenset(("p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol"))
_SILENT = frozenset(("script", "style", "head", "title", "template"))


def own_words(text: str, most: int) -> str:
    """What stands above the quoted message and the signature, at most so many characters; lines
    quoted in between are left out. When nothing is left, the whole is taken."""
    lines = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    kept = [line.rstrip() for line in _above(lines) if not line.startswith(">")]
    words = _GAPS.sub("\n\n", "\n".join(kept)).strip()
    if not words:
        words = _GAPS.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip()
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _above(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        # The line that introduces a quotation is often broken in two.
        following = [each for each in lines[at + 1 : at + 5] if each.strip()]
        two = f"{line.strip()} {following[0].strip()}" if following else line
        if line in ("--", "-- ") or _RULE.match(line) or _DASHED.match(line.strip()):
            return lines[:at]
        if _SAID.match(line.strip()) or (line.strip() and _SAID.match(two)):
            return lines[:at]
        if _FROM.match(line.strip()) and any(_SENT.match(each.strip()) for each in following):
            return lines[:at]
    return lines


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0
        self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        if tag == "blockquote":
            self.quoted += 1
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        if tag == "blockquote":
            self.quoted = max(0, self.quoted - 1)
        if tag in ("p", "div"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent and not self.quoted:
            self.parts.append(re.sub(r"\s+", " ", data))


def text_of_html(html: str) -> str:
    """The text of a page, its quoted parts left out."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts)
