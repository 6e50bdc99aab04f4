"""A timeline as people read it: each act of the audit trail as a sentence, when, who, and where.

`{{ ui.timeline(items) }}` shows what `told(await timeline("invoice", 12), now())` gives.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.core import formats
from app.core.i18n import current_language
from app.core.telling import act_sentence


class Act(Protocol):
    """What is needed of a line of the audit trail."""

    @property
    def at(self) -> datetime: ...
    @property
    def by(self) -> str: ...
    @property
    def act(self) -> str: ...
    @property
    def subject_kind(self) -> str: ...
    @property
    def subject_id(self) -> int: ...
    @property
    def detail(self) -> Mapping[str, object]: ...


@dataclass(frozen=True)
class Item:
    """One line for `ui.timeline`."""

    what: str
    when: str
    who: str
    href: str | None
    icon: str


_PAGES = {
    "answer": "/answers/{}",
    "cheque_deposit": "/payments/deposits/{}",
    "client": "/clients/{}",
    "contract": "/contracts/{}",
    "import": "/imports/{}",
    "invoice": "/invoices/{}",
    "mandate": "/debits/mandates/{}",
    "message": "/messages/{}",
    "product": "/products/{}",
    "quote": "/quotes/{}",
    "receipt": "/payments/{}",
    "reminder": "/reminders/{}",
}
_ICONS = {
    "client": "building-2",
    "contact": "user",
    "product": "package",
    "contract": "file-pen",
    "entry": "calendar-days",
    "invoice": "file-text",
    "credit_note": "file-x",
    "quote": "signature",
    "message": "mail",
    "opening": "eye",
    "mandate": "signature",
    "debit": "repeat",
    "deposit": "banknote",
    "payment": "banknote",
    "receipt": "banknote",
    "reminder": "bell",
    "reminders": "bell-off",
    "answer": "message-square",
    "payplan": "calendar-clock",
    "promise": "handshake",
    "dispute": "hand",
    "sale": "scan-line",
    "import": "file-spreadsheet",
}


def told(
    acts: Iterable[Act], now: datetime, here: str = "", names: Mapping[str, str] | None = None
) -> list[Item]:
    """The acts as lines, in their order; `here` is the path shown, which no line links to;
    `names` are those of the people behind the e-mail addresses."""
    return [_item(act, now, here, names or {}) for act in acts]


def _item(act: Act, now: datetime, here: str, names: Mapping[str, str]) -> Item:
    page = _PAGES.get(act.subject_kind, "").format(act.subject_id)
    # What did it by itself has no name to show.
    who = names.get(act.by, act.by) if "@" in act.by else ""
    return Item(
        what=act_sentence(act.act, act.detail),
        when=_when(act.at.astimezone(now.tzinfo), now),
        who=who,
        href=page if page and page != here else None,
        icon=_ICONS.get(act.act.split(".")[0], "circle-check"),
    )


def _when(moment: datetime, now: datetime) -> str:
    """Today: how long ago; before, the day and the time."""
    language = current_language()
    if moment.date() == now.date():
        return formats.ago(moment, now, language)
    day = formats.day(moment.date(), language)
    return f"{day}, {formats.clock_time(moment, language)}"
