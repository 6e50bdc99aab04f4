"""What ends or is to be done by a day: prices, mandates, quotes, renewals, claims."""

from datetime import date, timedelta

from app.alerts.rules import MANDATE_DAYS, QUOTE_DAYS, Found, Kind
from app.contracts.queries import due_indexations
from app.contracts.queries import renewals as renewing
from app.contracts.rules import Duty
from app.core.errors import finding
from app.core.money import Euros
from app.lateness.queries import limits_near
from app.lateness.rules import Alarm
from app.mandates.queries import list_mandates
from app.mandates.rules import Standing
from app.quotes.queries import open_quotes


async def indexes(on: date) -> list[Found]:
    """Prices to be indexed, from a month before."""
    return [
        Found(
            Kind.INDEX,
            f"contract:{each.contract_id}:{each.anniversary}",
            finding(
                "alerts.index",
                "%(label)s: its price is to be indexed from %(day)s.",
                label=each.label,
                day=each.anniversary,
            ),
            f"/contracts/{each.contract_id}/indexation",
            None,
            each.client,
            on,
        )
        for each in await due_indexations(on)
    ]


async def mandates(on: date) -> list[Found]:
    """Mandates that lapse within a month for want of a debit."""
    soon = on + timedelta(days=MANDATE_DAYS)
    return [
        Found(
            Kind.MANDATE,
            f"mandate:{each.id}:{each.lapses_on}",
            finding(
                "alerts.mandate",
                "The mandate %(ref)s lapses on %(day)s: no debit since.",
                ref=each.reference,
                day=each.lapses_on,
            ),
            f"/debits/mandates/{each.id}",
            each.client_id,
            each.client,
            on,
        )
        for each in await list_mandates()
        if each.standing(on) is Standing.ACTIVE
        and each.lapses_on is not None
        and each.lapses_on <= soon
    ]


async def quotes(on: date) -> list[Found]:
    """Quotes that end within three days without an answer."""
    return [
        Found(
            Kind.QUOTE,
            f"quote:{each.id}",
            finding(
                "alerts.quote",
                "Quote %(number)s of %(amount)s holds until %(day)s, without an answer.",
                number=each.number,
                amount=Euros(each.total),
                day=each.valid_until,
            ),
            f"/quotes/{each.id}",
            each.client_id,
            each.client,
            on,
        )
        for each in await open_quotes(on)
        if each.valid_until <= on + timedelta(days=QUOTE_DAYS)
    ]


async def renewals(on: date) -> list[Found]:
    """Contracts of which either side may soon refuse the renewal no more."""
    return [
        Found(
            Kind.RENEWAL,
            f"contract:{each.contract_id}:{each.notice.deadline}",
            finding(
                "alerts.renewal",
                "%(label)s: the last day to refuse its renewal is %(day)s.",
                label=each.label,
                day=each.notice.deadline,
            ),
            f"/contracts/{each.contract_id}/renewal",
            each.client_id,
            each.client,
            on,
        )
        for each in await renewing(on)
        if each.duty is Duty.SOON
    ]


async def claims(on: date) -> list[Found]:
    """Debts that can be claimed for 180, then for 60 days more."""
    made = []
    for each in await limits_near(on):
        alarm = each.clock.alarm(on)
        if alarm in (Alarm.SOON, Alarm.URGENT):
            said = finding(
                "alerts.claim",
                "Invoice %(number)s: %(amount)s can be claimed in court until %(day)s.",
                number=each.number,
                amount=Euros(each.open),
                day=each.clock.ends_on,
            )
            made.append(
                Found(
                    Kind.CLAIM, f"invoice:{each.id}:{alarm.value}", said,
                    f"/invoices/{each.id}/lateness", each.client_id, each.client, on,
                )
            )  # fmt: skip
    return made
