"""What an accepted quote turns into: the values of a contract, the note of an invoice."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date

from app.contracts.rules import Billing, ContractValues, Frequency, Line, Mode
from app.core import formats
from app.core.i18n import gettext
from app.invoices.rules import LineDraft


def plain(lines: Sequence[LineDraft]) -> tuple[LineDraft, ...]:
    """The lines as an invoice writes them: none is an option any more."""
    return tuple(
        LineDraft(**{each.name: getattr(line, each.name) for each in fields(LineDraft)})
        for line in lines
    )


def contract_lines(lines: Sequence[LineDraft]) -> list[Line]:
    """The lines as a contract bills them each period."""
    return [
        Line(
            label=line.label,
            quantity=line.quantity,
            unit_price=line.unit_price,
            vat_rate=line.vat_rate,
            unit=line.unit,
            discount=line.discount,
        )
        for line in lines
    ]


def contract_values(
    client_id: int,
    title: str,
    order_number: str,
    frequency: Frequency,
    billing: Billing,
    start_on: date,
    note: str = "",
) -> ContractValues:
    """The contract of a quote: it prepares drafts until somebody lets it issue by itself."""
    return ContractValues(
        client_id=client_id,
        label=title,
        frequency=frequency,
        billing=billing,
        start_on=start_on,
        mode=Mode.DRAFT,
        order_number=order_number,
        invoice_note=note,
    )


def draft_note(number: str, sent_on: date, language: str) -> str:
    """ "As our quote D2026-000001 of 21 November 2026." """
    message = gettext("As our quote %(number)s of %(day)s.", language)
    return message % {"number": number, "day": formats.day(sent_on, language)}
