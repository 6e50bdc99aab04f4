"""A form as it was sent: read within bounds, judged field by field, and shown again as typed.

form = await Form.read(request, today())
name = form.text("name", required=True)
try:
    form.check()
    client_id = await actions.create(...)
except Refused as refused:
    return await page(request, "clients/edit.html", status=422, form=form.refused(refused))
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from litestar import Request
from litestar.datastructures import UploadFile

from app.core.errors import Finding, Refused, refuse
from app.core.sentences import sentence
from app.web.fields import Fields

MAX_FIELDS = 1000
MAX_CHARACTERS = 20_000
MAX_FILE = 10_000_000


@dataclass(frozen=True)
class Upload:
    """A file as it was sent: its bytes and the name it had."""

    content: bytes
    filename: str


class Row(dict[str, str]):
    """One repeated line as typed; `name("label")` is the field's name, for the typed readers."""

    def __init__(self, prefix: str, index: int, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self.prefix, self.index = prefix, index

    def name(self, part: str) -> str:
        return f"{self.prefix}-{self.index}-{part}"


class Form(Fields):
    """What was typed, what it means, and what is wrong with it."""

    def __init__(
        self,
        typed: Mapping[str, str],
        today: date,
        files: Mapping[str, Upload] | None = None,
        lists: Mapping[str, list[str]] | None = None,
        submitted: bool = True,
    ) -> None:
        super().__init__(dict(typed), today)
        self.files = dict(files or {})
        self.lists = dict(lists or {name: [value] for name, value in typed.items()})
        self.submitted = submitted

    @classmethod
    def blank(cls, today: date) -> Self:
        """A form that nobody sent yet: every field shows its default."""
        return cls({}, today, submitted=False)

    @classmethod
    async def read(cls, request: Request[Any, Any, Any], today: date) -> Self:
        """Read a posted form; refused: over 1000 fields, or a value over 20 000 characters. Of a
        file larger than `MAX_FILE` no more is taken in than shows that it is."""
        pairs = list((await request.form()).multi_items())
        _bounded(pairs)
        files = {
            name: Upload(await value.read(MAX_FILE + 1), value.filename)
            for name, value in pairs
            if isinstance(value, UploadFile) and value.filename
        }
        return cls._from_texts(_texts(pairs), today, files)

    @classmethod
    def query(cls, request: Request[Any, Any, Any], today: date) -> Self:
        """The same for what stands in the address: filters, an as-of date."""
        pairs = list(request.query_params.multi_items())
        _bounded(pairs)
        return cls._from_texts(_texts(pairs), today, {})

    @classmethod
    def _from_texts(
        cls, texts: list[tuple[str, str]], today: date, files: Mapping[str, Upload]
    ) -> Self:
        lists: dict[str, list[str]] = {}
        for name, value in texts:
            lists.setdefault(name, []).append(value)
        return cls({name: values[-1] for name, values in lists.items()}, today, files, lists)

    def ids(self, name: str) -> list[int]:
        """The numbers of the rows that were ticked, each once, in their order."""
        chosen = dict.fromkeys(self.lists.get(name, ()))
        wrong = [value for value in chosen if not re.fullmatch(r"\d{1,18}", value)]
        if wrong:
            self.fail(
                "form.choice",
                "“%(value)s” is not one of the choices.",
                name,
                value=wrong[0],
            )
            return []
        return [int(value) for value in chosen]

    def rows(self, prefix: str, names: Iterable[str]) -> list[Row]:
        """Repeated lines, named `prefix-0-label`…; a line left wholly empty is passed over."""
        wanted = tuple(names)
        pattern = re.compile(rf"{re.escape(prefix)}-(\d{{1,4}})-.+")
        found = {int(m[1]) for name in self.typed if (m := pattern.fullmatch(name))}
        every = (
            Row(
                prefix,
                i,
                {part: self.typed.get(f"{prefix}-{i}-{part}", "") for part in wanted},
            )
            for i in sorted(found)
        )
        return [row for row in every if any(value.strip() for value in row.values())]

    def file(self, name: str, required: bool = True, limit: int = MAX_FILE) -> Upload | None:
        """A file of at most `limit` bytes; None when there is none or it is refused."""
        upload = self.files.get(name)
        if upload is None or not upload.content:
            if upload is not None or required:
                self.fail("form.no_file", "Choose a file that is not empty.", name)
            return None
        if len(upload.content) > limit:
            self.fail(
                "form.file_too_large",
                "This file is too large: at most %(limit)s MB.",
                name,
                limit=limit // 1_000_000,
            )
            return None
        return upload

    def refused(self, refused: Refused) -> Self:
        """This form with the findings of a refusal, to be shown again."""
        known = set(map(id, self.findings))
        self.findings.extend(each for each in refused.findings if id(each) not in known)
        return self

    def value(self, name: str, default: object = "") -> str:
        """What was typed; before the form was sent, the default."""
        if self.submitted:
            return self.typed.get(name, "")
        return "" if default is None else str(default)

    def checked(self, name: str, default: bool = False) -> bool:
        """Whether a box is ticked; before the form was sent, the default."""
        return self.flag(name) if self.submitted else default

    def fault(self, name: str) -> str | None:
        """The sentence to show beside a field."""
        return next((sentence(each) for each in self.findings if each.field == name), None)

    @property
    def general(self) -> list[str]:
        """The sentences that belong to no field."""
        return [sentence(each) for each in self.findings if each.field is None]

    @property
    def faults(self) -> list[tuple[str, str]]:
        """(field, sentence) of each fault that has a field."""
        return [(each.field, sentence(each)) for each in self.findings if each.field is not None]


def _texts(pairs: list[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in pairs if isinstance(value, str)]


def _bounded(pairs: list[tuple[str, Any]]) -> None:
    if len(pairs) > MAX_FIELDS:
        raise refuse(
            "form.too_many",
            "This form has more than %(limit)s fields.",
            limit=MAX_FIELDS,
        )
    faults = [
        Finding(
            "form.too_long",
            "Too long: at most %(max)s characters.",
            {"max": MAX_CHARACTERS},
            name,
        )
        for name, value in _texts(pairs)
        if len(value) > MAX_CHARACTERS
    ]
    if faults:
        raise Refused(faults)
