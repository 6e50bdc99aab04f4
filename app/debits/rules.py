"""When a debit is collected, what keeps it out of a file, what to do when it comes back. Pure."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.calendar import add_target_days, next_target_day
from app.core.errors import N_, Finding, finding
from app.core.money import Euros
from app.mandates.rules import Day, Why

WHY = {
    Why.DUE: N_("on its due day"),
    Why.CLOSED: N_("the banks are closed on its due day"),
    Why.NOTICE: N_("the client is to be told before"),
    Why.BANK: N_("the bank wants the file before"),
}


@dataclass(frozen=True)
class Facts:
    """What is known of an announced debit when a file is made; cents."""

    amount: int
    open: int
    is_disputed: bool
    is_mandate_active: bool
    noticed_on: date | None
    notice_state: str
    notice_days: int
    collect_on: date
    is_planned: bool = False


def moved(facts: Facts, first: date) -> Day:
    """The day that the file asks for: the one announced, or later when the notice left late or the
    bank's hour has passed. Never earlier than announced."""
    on, why = facts.collect_on, Why.DUE
    if facts.noticed_on is not None:
        notice = facts.noticed_on + timedelta(days=facts.notice_days)
        on, why = (notice, Why.NOTICE) if notice > on else (on, why)
    on, why = (first, Why.BANK) if first > on else (on, why)
    return Day(next_target_day(on), why)


def outside(facts: Facts) -> Finding | None:
    """What keeps an announced debit out of a file; None when nothing does."""
    if facts.open <= 0:
        return finding("debits.paid", "It has been paid meanwhile.")
    if facts.open != facts.amount:
        return finding(
            "debits.other_amount",
            "%(open)s are left to pay, %(amount)s were announced: it is announced anew.",
            open=Euros(facts.open),
            amount=Euros(facts.amount),
        )
    if facts.is_disputed:
        return finding("debits.disputed", "It is in dispute.")
    if facts.is_planned:
        return finding("debits.planned", "It is paid by a plan of payments.")
    if not facts.is_mandate_active:
        return finding("debits.mandate", "Its mandate is not in force any more.")
    if facts.noticed_on is None:
        return finding("debits.not_told", "The client has not been told yet: the message waits.")
    return None


def must_drop(facts: Facts) -> str:
    """Why an announced debit is given up, "" when it is not: paid, changed, no mandate."""
    if facts.open <= 0:
        return "paid"
    if facts.open != facts.amount:
        return "changed"
    return "" if facts.is_mandate_active else "mandate"


class Sequence(StrEnum):
    """Which debit of its mandate one is, as a file says it (EPC130-08, AT-021)."""

    FIRST = "FRST"
    RECURRENT = "RCUR"
    FINAL = "FNAL"
    ONCE = "OOFF"


@dataclass(frozen=True)
class Turn:
    """A debit among those of its mandate: `is_used`: another was handed over before; `is_last`:
    nothing is to be debited under the mandate after those of this file."""

    debit: int
    mandate: int
    due_on: date
    is_once: bool
    is_used: bool
    is_last: bool


def sequences(turns: Iterable[Turn], says_first: bool) -> dict[int, Sequence]:
    """What the file says of each debit: of several under one mandate only the earliest due is the
    first, and only the latest the final one. First is said where the bank wants it: since the
    rulebooks of November 2016 recurrent holds for the first too."""
    of_mandate: dict[int, list[Turn]] = {}
    for turn in sorted(turns, key=lambda each: (each.due_on, each.debit)):
        of_mandate.setdefault(turn.mandate, []).append(turn)
    found = {}
    for several in of_mandate.values():
        for turn in several:
            found[turn.debit] = Sequence.ONCE if turn.is_once else Sequence.RECURRENT
        first, final = several[0], several[-1]
        if says_first and not first.is_once and not first.is_used:
            found[first.debit] = Sequence.FIRST
        if final.is_last and not final.is_once:
            found[final.debit] = Sequence.FINAL
    return found


def batch_key(scheme: str, collect_on: date, debits: Iterable[int]) -> str:
    """What makes a file the same file: its scheme, its day and its debits."""
    said = f"{scheme}|{collect_on.isoformat()}|{','.join(map(str, sorted(debits)))}"
    return hashlib.sha256(said.encode()).hexdigest()


def message_id(collect_on: date, key: str) -> str:
    """The file's own id: at most 35 characters, the same for the same file."""
    return f"ECH{collect_on:%Y%m%d}-{key[:12].upper()}"


def end_to_end_id(number: str, instalment: int, attempt: int) -> str:
    """The id that comes back with the money or with its return; unique, at most 35 characters."""
    plain = re.sub(r"[^A-Za-z0-9\-]", "-", number)[:18]
    # No bare digits at its end: a bank line that shows it must cite no other document.
    return f"{plain}-P{instalment}X{attempt}"


class Next(StrEnum):
    """What to do about a debit that came back."""

    AGAIN = "again"
    MANDATE = "mandate"
    ACCOUNT = "account"
    CALL = "call"


NEXT = {
    Next.AGAIN: N_("Try once more, a few days later"),
    Next.MANDATE: N_("Ask for a new mandate"),
    Next.ACCOUNT: N_("Ask for the right account"),
    Next.CALL: N_("Call the client: ask why before anything else"),
}
# EPC173-14: reasons of rejects, returns and refunds.
CODES: dict[str, tuple[str, Next]] = {
    "AC01": (N_("The account number is wrong"), Next.ACCOUNT),
    "AC04": (N_("The account is closed"), Next.ACCOUNT),
    "AC06": (N_("The account is blocked"), Next.CALL),
    "AC13": (N_("The account is a consumer’s: no B2B debit"), Next.MANDATE),
    "AG01": (N_("No debit is allowed on this account"), Next.ACCOUNT),
    "AG02": (N_("The kind of debit was wrong"), Next.CALL),
    "AM04": (N_("Not enough money on the account"), Next.AGAIN),
    "AM05": (N_("The bank took it for a double"), Next.CALL),
    "BE05": (N_("The bank does not know the creditor"), Next.CALL),
    "FF01": (N_("The file was not as the bank wants it"), Next.CALL),
    "MD01": (N_("No mandate: the client says not to have agreed"), Next.MANDATE),
    "MD02": (N_("The mandate’s facts are wrong or missing"), Next.MANDATE),
    "MD06": (N_("The client asked for the money back"), Next.CALL),
    "MD07": (N_("The holder has died"), Next.CALL),
    "MS02": (N_("The client refused, without a reason"), Next.CALL),
    "MS03": (N_("No reason given by the bank, often no money"), Next.AGAIN),
    "RC01": (N_("The client’s bank is wrong"), Next.ACCOUNT),
    "SL01": (N_("The client’s bank blocks this creditor"), Next.CALL),
}
_UNKNOWN = (N_("A reason that is not known: ask the bank"), Next.CALL)
# Of these the account or the mandate serves no more.
ENDS = {"AC01": "wrong", "AC04": "closed", "MD01": "revoked", "MD07": "revoked", "RC01": "wrong"}
MAX_ATTEMPTS = 2


def told(code: str) -> tuple[str, Next]:
    """What a code means (a message id), and what to do."""
    return CODES.get(code, _UNKNOWN)


def may_try_again(code: str, attempt: int, is_renewed: bool) -> bool:
    """Whether it may be announced again: under the same mandate only for want of money, and once;
    after a wrong account or mandate when another one is in force (`is_renewed`)."""
    then = told(code)[1]
    if then is Next.AGAIN:
        return attempt < MAX_ATTEMPTS
    return is_renewed and then in (Next.MANDATE, Next.ACCOUNT)


# EPC016-06: a file is handed over at most so many days before the debit.
MAX_AHEAD = 14


def deadline(collect_on: date, lead_days: int) -> date:
    """The last day for handing the file over."""
    return add_target_days(collect_on, -lead_days)
