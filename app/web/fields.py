"""What a form's field may hold: each reader judges one value and notes the fault with its name.

A reader that finds a fault returns a harmless stand-in ("" or 0); nothing is used before `check`.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, time
from enum import Enum
from typing import Literal, TypeVar, overload

from app.core import calendar, money
from app.core.errors import Finding, Refused, finding, refuse

T = TypeVar("T")
E = TypeVar("E", bound=Enum)

_EMAIL = re.compile(r"[^@\s<>(),;:\"\\]+@[^@\s<>(),;:\"\\.]+(\.[^@\s<>(),;:\"\\.]+)+")
_WHOLE = re.compile(r"[+-]?\d{1,18}")


def _hour(text: str, field: str | None) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        message = "“%(value)s” is not a time: write it like 08:30."
        raise refuse("form.hour", message, field, value=text) from None


class Fields:
    """Typed text by field name, and the faults found so far."""

    def __init__(self, typed: dict[str, str], today: date) -> None:
        self.typed = typed
        self.today = today
        self.findings: list[Finding] = []

    def fail(self, code: str, message: str, field: str | None = None, **facts: object) -> None:
        """Note a fault of the page's own: an English message id with its facts."""
        self.findings.append(finding(code, message, field, **facts))

    def check(self) -> None:
        """Refuse with every fault found so far, or go on."""
        if self.findings:
            raise Refused(self.findings)

    def text(self, name: str, required: bool = False, max: int = 200, lines: bool = False) -> str:
        """Text without outer spaces; several lines only where `lines` says so."""
        value = self._given(name, required)
        if len(value) > max:
            self.fail("form.too_long", "Too long: at most %(max)s characters.", name, max=max)
        allowed = "\n\t" if lines else ""
        if any(
            unicodedata.category(char) in ("Cc", "Cs") and char not in allowed for char in value
        ):
            self.fail("form.characters", "This holds characters that cannot be printed.", name)
        return value

    def email(self, name: str, required: bool = False) -> str:
        """An address that can be written to, as far as its form tells; nothing more is checked."""
        value = self.text(name, required, max=254)
        if value and not _EMAIL.fullmatch(value):
            self.fail(
                "form.email",
                "“%(value)s” is not an e-mail address.",
                name,
                value=value[:60],
            )
        return value

    def flag(self, name: str) -> bool:
        """A ticked box."""
        return self.typed.get(name, "") not in ("", "0", "false", "off")

    @overload
    def amount(self, name: str, required: Literal[True] = True) -> int: ...
    @overload
    def amount(self, name: str, required: bool) -> int | None: ...
    def amount(self, name: str, required: bool = True) -> int | None:
        """An amount in cents; None when left empty and not required."""
        return self._read(name, required, money.parse_amount, 0)

    @overload
    def quantity(self, name: str, required: Literal[True] = True) -> int: ...
    @overload
    def quantity(self, name: str, required: bool) -> int | None: ...
    def quantity(self, name: str, required: bool = True) -> int | None:
        """A quantity in 1e-4."""
        return self._read(name, required, money.parse_quantity, 0)

    @overload
    def unit_price(self, name: str, required: Literal[True] = True) -> int: ...
    @overload
    def unit_price(self, name: str, required: bool) -> int | None: ...
    def unit_price(self, name: str, required: bool = True) -> int | None:
        """A unit price in 1e-6 euro."""
        return self._read(name, required, money.parse_unit_price, 0)

    @overload
    def rate(self, name: str, required: Literal[True] = True) -> int: ...
    @overload
    def rate(self, name: str, required: bool) -> int | None: ...
    def rate(self, name: str, required: bool = True) -> int | None:
        """A percentage in basis points, 0 to 100 %."""
        return self._read(name, required, money.parse_rate, 0)

    @overload
    def day(self, name: str, required: Literal[True] = True) -> date: ...
    @overload
    def day(self, name: str, required: bool) -> date | None: ...
    def day(self, name: str, required: bool = True) -> date | None:
        """A day: "3/12", "03/12/2026", "2026-12-03", "+30"."""

        def parse(text: str, field: str | None) -> date:
            return calendar.parse_day(text, self.today, field)

        return self._read(name, required, parse, self.today)

    @overload
    def hour(self, name: str, required: Literal[True] = True) -> time: ...
    @overload
    def hour(self, name: str, required: bool) -> time | None: ...
    def hour(self, name: str, required: bool = True) -> time | None:
        """A time of day: "08:30"."""
        return self._read(name, required, _hour, time())

    @overload
    def whole(self, name: str, low: int, high: int, required: Literal[True] = True) -> int: ...
    @overload
    def whole(self, name: str, low: int, high: int, required: bool) -> int | None: ...
    def whole(self, name: str, low: int, high: int, required: bool = True) -> int | None:
        """A whole number from `low` to `high`, both included."""
        value = self._given(name, required)
        if not value:
            return low if required else None
        if _WHOLE.fullmatch(value) and low <= int(value) <= high:
            return int(value)
        self.fail(
            "form.whole",
            "Give a whole number from %(low)s to %(high)s.",
            name,
            low=low,
            high=high,
        )
        return low

    @overload
    def choice(self, name: str, kind: type[E], required: Literal[True] = True) -> E: ...
    @overload
    def choice(self, name: str, kind: type[E], required: bool) -> E | None: ...
    def choice(self, name: str, kind: type[E], required: bool = True) -> E | None:
        """One member of an enumeration, sent as its value."""
        value = self._given(name, required)
        first = next(iter(kind))
        if not value:
            return first if required else None
        for member in kind:
            if str(member.value) == value:
                return member
        self.fail(
            "form.choice",
            "“%(value)s” is not one of the choices.",
            name,
            value=value[:60],
        )
        return first

    def _read(
        self,
        name: str,
        required: bool,
        parse: Callable[[str, str | None], T],
        stand_in: T,
    ) -> T | None:
        value = self._given(name, required)
        if not value:
            return stand_in if required else None
        try:
            return parse(value, name)
        except Refused as refused:
            self.findings.extend(refused.findings)
            return stand_in

    def _given(self, name: str, required: bool) -> str:
        value = unicodedata.normalize("NFC", self.typed.get(name, "")).replace("\r\n", "\n").strip()
        if required and not value:
            self.fail("form.missing", "This must be filled in.", name)
        return value
