"""Sixty days without a click: what the worker does by itself, against counts worked out by hand.

The play, from Monday 4 January to Thursday 4 March 2027; nobody pays, nobody signs in:

- Régie Bellecour (30 days): monthly in advance from the 4th, on the 1st. Billed 4 Jan (28 of 31
  days), 1 Feb, 1 Mar: 3 invoices, due 3 Feb, 3 Mar, 31 Mar.
- Hôtel Saint-Nizier (45 days): weekly in arrears from Monday 4 January, billed each Sunday from
  the 10th to 28 February: 8 invoices, the first due 24 Feb, 3 Mar, 10 Mar.
- Mme Perrin (30 days): monthly in arrears, on the last day: 31 Jan and 28 Feb, 2 invoices, due
  2 Mar and 30 Mar.

The steps before the due day (-5) and ten days after it go by themselves:

- Régie: Fri 29 Jan (before 3 Feb); 3 Feb + 10 is Sat 13 Feb, so Mon 15 Feb; Fri 26 Feb (before
  3 Mar).
- Hôtel: Fri 19 Feb (before 24 Feb); Fri 26 Feb (before 3 Mar), seven days after the last.
- Mme Perrin: Thu 25 Feb (before 2 Mar).

In all 13 invoices, each sent once with its PDF, and 6 reminders.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from app.contracts import actions as contracts
from app.contracts.rules import Billing, ContractValues, Frequency, Line, Mode
from app.invoices.tables import Document, Invoice
from app.receivables import queries as receivables
from app.reminders.tables import PlanStep, Reminder
from app.upkeep.queries import gather_checks
from app.worker import TIMETABLE
from tests import cast

FIRST, LAST = date(2027, 1, 4), date(2027, 3, 4)


async def sign(client_id: int, frequency: Frequency, billing: Billing, **terms: Any) -> None:
    values = ContractValues(
        client_id=client_id,
        label="Entretien",
        frequency=frequency,
        billing=billing,
        start_on=FIRST,
        mode=Mode.SEND,
        **terms,
    )
    line = Line("Entretien, {period}", 10_000, 100_000_000, 2_000)
    await contracts.create(values, [line], on=FIRST, at=cast.at(FIRST), by=cast.ODILE)


async def let_the_worker_run(moment: str, at: Callable[[str], None]) -> None:
    at(moment)
    for slot in TIMETABLE:
        await slot.run({})


async def test_sixty_days_without_a_click(
    database: None, smtp_sink: Any, at: Callable[[str], None]
) -> None:
    await cast.open_shop(smtp_url=smtp_sink.url, mail_from="bonjour@atelier-vauban.test")
    await PlanStep.update({PlanStep.is_automatic: True}).where(PlanStep.days <= 10)
    await sign(await cast.regie(), Frequency.MONTHLY, Billing.ADVANCE, anchor_day=1)
    await sign(await cast.hotel(), Frequency.WEEKLY, Billing.ARREARS)
    await sign(await cast.mme_perrin(), Frequency.MONTHLY, Billing.ARREARS, anchor_day=1)

    day = FIRST
    while day <= LAST:
        for hour in ("06:00", "10:05"):
            await let_the_worker_run(f"{day}T{hour}", at)
        day += timedelta(days=1)

    issued = await Invoice.select(Invoice.number, Invoice.issued_on, Invoice.due_on).order_by(
        Invoice.number
    )
    assert [row["number"] for row in issued] == [f"F2027-{n:06}" for n in range(1, 14)]
    in_advance = "2027-01-04 2027-02-01 2027-03-01"
    sundays = "2027-01-10 2027-01-17 2027-01-24 2027-01-31 2027-02-07 2027-02-14 2027-02-21"
    month_ends = "2027-01-31 2027-02-28"
    expected = f"{in_advance} {sundays} 2027-02-28 {month_ends}".split()
    assert Counter(row["issued_on"].isoformat() for row in issued) == Counter(expected)
    assert await Document.count().where(Document.kind == "pdf") == 13

    reminders = await Reminder.select(Reminder.client, Reminder.sent_at).where(
        Reminder.state == "sent"
    )
    left = sorted(f"{row['sent_at'].date()} {row['client']}" for row in reminders)
    assert left == [
        "2027-01-29 1",
        "2027-02-15 1",
        "2027-02-19 2",
        "2027-02-25 3",
        "2027-02-26 1",
        "2027-02-26 2",
    ]
    assert len(smtp_sink.messages) == 13 + 6
    files = [part.get_filename() for m in smtp_sink.messages for part in m.iter_attachments()]
    # Each reminder of this play chases one invoice, and brings it again.
    assert len(files) == 13 + 6
    assert set(files) == {f"F2027-{n:06}.pdf" for n in range(1, 14)}
    assert len({m["Message-ID"] for m in smtp_sink.messages}) == 19

    board = await receivables.aging(LAST)
    # 100 EUR x 28/31 = 90.32, + 18.06 of VAT = 108.38: the first months of Régie and Mme Perrin,
    # from the 4th. The eleven others are whole: 120 EUR.
    assert board.total.total == board.ledger_411 == 2 * 10_838 + 11 * 12_000
    assert {check.name: check.findings for check in await gather_checks() if check.findings} == {}
