"""Reminders: those that leave by themselves, those that will wait, and who is left alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.coming.queries.billing import Issue
from app.coming.rules import Halt, Happening, Kind
from app.core.errors import N_, Finding, finding
from app.core.i18n import current_language
from app.reminders.queries import ComingStep, Expected, coming_steps
from app.reminders.rules import Channel, Turn

_BY = {
    Channel.EMAIL: N_("%(step)s by e-mail, once you approve it"),
    Channel.LETTER: N_("%(step)s by post, for you to send"),
    Channel.CALL: N_("%(step)s by telephone, for you to make"),
    Channel.TEXT: N_("%(step)s by text message, for you to send"),
}


async def steps(
    at: datetime,
    days: Sequence[date],
    issues: Sequence[Issue],
    debited: Mapping[Issue, date],
    debits: Mapping[int, date],
) -> list[ComingStep]:
    """What the plan does on these days. `debited` are the invoices to be that will be debited,
    `debits` instalments that will be announced, each with its day."""
    expected = [
        Expected(each.client_id, each.issued_on, each.due_on, each.cents, debited.get(each))
        for each in issues
        if each.cents > 0
    ]
    return await coming_steps(at, days, expected, debits)


def happenings(found: Sequence[ComingStep]) -> list[Happening]:
    """Those that leave or will wait for a person, and those that a pause stops."""
    return [
        _happening(each)
        for each in found
        if each.step is not None or each.coming.why.code == "reminders.paused"
    ]


@dataclass(frozen=True)
class Alone:
    """Clients who would be written to and are left alone for one reason, from a day on."""

    why: Finding
    on: date
    clients: tuple[tuple[int, str], ...]


def alone(found: Sequence[ComingStep]) -> list[Alone]:
    """Who is left alone, by reason; a pause is shown on its own day instead."""
    by_reason: dict[tuple[str, str], list[ComingStep]] = {}
    for each in found:
        why = each.coming.why
        if each.coming.turn is Turn.HELD and why.code != "reminders.paused":
            by_reason.setdefault((why.code, str(why)), []).append(each)
    return [
        Alone(
            some[0].coming.why,
            some[0].coming.on,
            tuple(dict.fromkeys((each.coming.client_id, each.client) for each in some)),
        )
        for some in by_reason.values()
    ]


def _happening(each: ComingStep) -> Happening:
    coming = each.coming
    asks = coming.turn is Turn.ASKS
    return Happening(
        day=coming.on,
        kind=Kind.APPROVAL if asks else Kind.REMINDER,
        subject=f"client:{coming.client_id}:{coming.step_id}",
        what=_what(each, asks),
        why=coming.why,
        href=f"/clients/{coming.client_id}/reminders",
        client_id=coming.client_id,
        client=each.client,
        cents=coming.amount or None,
        asks=asks,
        halt=Halt.CLIENT,
        halt_id=coming.client_id,
        is_stopped=coming.turn is Turn.HELD,
    )


def _what(each: ComingStep, asks: bool) -> Finding:
    if each.step is None:
        return finding("coming.reminders", "Reminders")
    name = each.step.name(current_language())
    if asks:
        return Finding("coming.to_approve", _BY[each.coming.channel], {"step": name})
    if each.step.copies_salesperson:
        return finding(
            "coming.reminder_copied", "%(step)s by e-mail, copied to the salesperson", step=name
        )
    return finding("coming.reminder", "%(step)s by e-mail", step=name)
