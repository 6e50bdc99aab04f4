"""CFONB120 statements: an old balance, movements with their complements, a new balance."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.adapters.bank_files.found import Begin, End, Entry, Event, account_of, at_place, joined
from app.adapters.bank_files.letters import encoding_of, lines
from app.adapters.bank_files.records import (
    COMPLEMENT,
    MOVEMENT,
    NEW_BALANCE,
    OLD_BALANCE,
    Record,
    records,
)
from app.core.errors import Refused

_ISO_REASON = re.compile(r"[A-Z]{2}[0-9]{2}")
_NOT_GIVEN = {"NOTPROVIDED", "NOT PROVIDED"}
_LABELS = ("LIB", "LEM", "LCC", "LC2")


def read(path: Path) -> Iterator[Event]:
    """The statements of a file. Refused: a record that is none or out of its order, another
    account within a statement, an amount or a day that cannot be read; each with its record."""
    reading = _Reading()
    for record in records(lines(path, encoding_of(path))):
        yield from reading.take(record)
    reading.check_end()


@dataclass
class _Statement:
    """A statement under way: its first record, whose amount waits until the decimals are known."""

    first: Record
    decimals: int | None
    movement: Record | None = None
    complements: dict[str, list[str]] = field(default_factory=dict)

    def same_account(self, record: Record) -> bool:
        mine, other = self.first, record
        return (mine.bank, mine.branch, mine.account) == (other.bank, other.branch, other.account)


class _Reading:
    """Where the reading stands."""

    def __init__(self) -> None:
        self._statement: _Statement | None = None
        self._seen = False
        self._last = 1
        self._steps: dict[str, Callable[[Record], list[Event]]] = {
            OLD_BALANCE: self._begin,
            MOVEMENT: self._move,
            COMPLEMENT: self._complete,
            NEW_BALANCE: self._end,
        }

    def take(self, record: Record) -> list[Event]:
        self._last = record.number
        return self._steps[record.code](record)

    def check_end(self) -> None:
        """Refuse a file that ends within a statement."""
        if self._statement is not None or not self._seen:
            raise at_place(
                "bank.cut_off",
                "Line %(line)s: the file stops before its end. Download it again.",
                self._last,
            )

    def _begin(self, record: Record) -> list[Event]:
        if self._statement is not None:
            raise _out_of_order(record)
        self._statement, self._seen = _Statement(record, record.decimals()), True
        account = account_of(bank=record.bank, branch=record.branch, number=record.account)
        if not record.account:
            raise at_place(
                "bank.no_account",
                "Line %(line)s: this statement does not say of which account it is.",
                record.number,
            )
        return [Begin(account, "cfonb120", record.number)]

    def _move(self, record: Record) -> list[Event]:
        here = self._here(record)
        found = _movement(here)
        here.movement, here.complements = record, {}
        decimals = record.decimals()
        here.decimals = here.decimals if decimals is None else decimals
        return found

    def _complete(self, record: Record) -> list[Event]:
        here = self._here(record)
        if here.movement is None:
            raise _out_of_order(record)
        here.complements.setdefault(record.text[45:48], []).append(record.text[48:118])
        return []

    def _end(self, record: Record) -> list[Event]:
        here = self._here(record)
        found = _movement(here)
        decimals = record.decimals()
        decimals = here.decimals if decimals is None else decimals
        first = here.first.decimals()
        self._statement = None
        return [
            *found,
            End(
                here.first.amount(_known(first if first is not None else decimals, here.first)),
                here.first.day(34),
                record.amount(_known(decimals, record)),
                record.day(34),
            ),
        ]

    def _here(self, record: Record) -> _Statement:
        here = self._statement
        if here is None:
            raise _out_of_order(record)
        if not here.same_account(record):
            raise at_place(
                "bank.other_account",
                "Line %(line)s: this is of account %(other)s, within a statement of account "
                "%(account)s.",
                record.number,
                other=f"{record.bank} {record.branch} {record.account}",
                account=f"{here.first.bank} {here.first.branch} {here.first.account}",
            )
        return here


def _movement(here: _Statement) -> list[Event]:
    """The movement that stands open, with its complements."""
    record, said = here.movement, here.complements
    if record is None:
        return []
    own = record.decimals()
    amount = record.amount(_known(here.decimals if own is None else own, record))
    reason = _reason(record, said)
    is_from_payer = (amount >= 0) != bool(reason)
    return [
        Entry(
            place=record.number,
            booked_on=record.day(34),
            value_on=record.day(42) if record.text[42:48].strip() else None,
            amount_cents=amount,
            label=joined(record.text[48:79], *_labels(said)),
            reference=_said(said, "LCS", 0, 70),
            end_to_end_id=_given(_said(said, "RCN", 0, 35)),
            payer_name=_first(said, ("NPY", "NPO") if is_from_payer else ("NBE", "NBU")),
            payer_iban=_iban(said, "CPY" if is_from_payer else "CBE"),
            transaction_code=record.text[32:34].strip(),
            return_reason=reason,
            bank_reference=record.text[104:120].strip() or _said(said, "REF", 0, 70),
            mandate_id=_given(_said(said, "RUM", 0, 35)),
        )
    ]


def _labels(complements: dict[str, list[str]]) -> list[str]:
    return [each for name in _LABELS for each in complements.get(name, ())]


def _first(complements: dict[str, list[str]], names: tuple[str, ...]) -> str:
    return next((told for name in names if (told := _said(complements, name, 0, 70))), "")


def _iban(complements: dict[str, list[str]], name: str) -> str:
    return account_of(iban=_said(complements, name, 0, 42)).iban


def _said(complements: dict[str, list[str]], name: str, start: int, end: int) -> str:
    return next((each[start:end].strip() for each in complements.get(name, ())), "")


def _given(text: str) -> str:
    return "" if text.upper() in _NOT_GIVEN else text


def _reason(record: Record, complements: dict[str, list[str]]) -> str:
    """The reason of a return: of ISO in its complement, else the two characters of the record."""
    told = _said(complements, "RET", 0, 70)
    found = _ISO_REASON.match(told)
    return found[0] if found else record.text[40:42].strip() or ("RVSL" if told else "")


def _known(decimals: int | None, record: Record) -> int:
    if decimals is None:
        raise at_place(
            "bank.no_decimals",
            "Line %(line)s: nothing says how many digits of this amount are decimals.",
            record.number,
        )
    return decimals


def _out_of_order(record: Record) -> Refused:
    return at_place(
        "bank.order",
        "Line %(line)s: record %(record)s stands outside of its place. A statement is 01, then 04 "
        "with its 05, then 07.",
        record.number,
        record=record.code,
    )
