"""The main path in twelve acts, small enough to be played once for each fault.

Four yearly contracts start on 4 January 2027: two are sent, one only issued, one drafted. The draft
is issued and sent by hand, one client pays a part, and the three that owe are chased; then one of
them is debited, and a stranger buys at the counter. An act is played by the worker or in a browser;
each can be begun anew from what the one before it left.
"""

import re
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import httpx

from app.accounting.tables import ChainLink, Entry, EntryLine
from app.adapters.database import transaction
from app.auth import actions as auth
from app.auth.tables import User
from app.clients.tables import Client
from app.config import config
from app.contracts import actions as contracts
from app.contracts.rules import Billing, ContractValues, Frequency, Line, Mode
from app.contracts.tables import ScheduleEntry
from app.counter.tables import Sale, SalePayment
from app.debits.tables import Debit, DebitBatch
from app.invoices.tables import Allocation, Balance, Document, Invoice, Rendering
from app.mandates.tables import Mandate
from app.messages.tables import Message
from app.payments.tables import Receipt
from app.receivables import queries as receivables
from app.reminders.tables import Reminder
from app.risk.tables import Score
from app.upkeep.queries import gather_checks
from tests import cast
from tests.faults import databases, till_and_debits

START = date(2027, 1, 4)


@dataclass(frozen=True)
class Act:
    """A part of the path: when it is played, and what is done in the browser (none: the worker)."""

    name: str
    moment: str
    by_hand: Callable[[httpx.AsyncClient], Awaitable[None]] | None = None

    @property
    def later(self) -> str:
        """When the sweeps come round again: a claim of a dead worker is over by then."""
        return (datetime.fromisoformat(self.moment) + timedelta(minutes=15)).isoformat()


async def open_books(smtp_url: str) -> None:
    """The business and its four contracts."""
    await cast.open_shop(smtp_url=smtp_url, mail_from="bonjour@atelier-vauban.test")
    nizier = await cast.hotel()
    await till_and_debits.agree_on_debits(nizier)
    signed = (
        (await cast.regie(), Mode.SEND, 1000),
        (await cast.mme_perrin(), Mode.SEND, 150),
        (nizier, Mode.ISSUE, 480),
        (await cast.mairie(), Mode.DRAFT, 2000),
    )
    for client_id, mode, euros in signed:
        values = ContractValues(
            client_id, "Entretien", Frequency.YEARLY, Billing.ADVANCE, START, mode, anchor_day=4
        )
        line = Line("Entretien, {period}", 10_000, euros * 1_000_000, 2000)
        await contracts.create(values, [line], on=START, at=cast.at(START), by=cast.ODILE)


async def issue_the_draft(odile: httpx.AsyncClient) -> None:
    row = await Invoice.select(Invoice.id).where(Invoice.net == 200_000).first()
    assert row
    form = {"issued_on": "05/01/2027", "send": "on", "to": "finances@oullins.test"}
    answer = await odile.post(f"/invoices/{row['id']}/issuance", data=form)
    # Issued already: said again, and nothing is issued twice.
    assert answer.status_code in (303, 422), answer.text


async def record_the_payment(odile: httpx.AsyncClient) -> None:
    """Half of what the Régie owes; the key is that of one form, sent as often as need be."""
    row = await Invoice.select(Invoice.id, Invoice.client).where(Invoice.net == 100_000).first()
    assert row
    form = {
        "client": str(row["client"]),
        "key": "one-form",
        "method": "transfer",
        "received_on": "08/02/2027",
        "amount": "600",
    }
    page = await odile.get("/payments/new", params={"invoice": row["id"]})
    ticked = re.findall(r'value="(\d+)" id="p-\d+" checked', page.text)
    answer = await odile.post("/payments", data=form | {"pay": ticked})
    assert answer.status_code == 303, answer.text


async def approve_all(odile: httpx.AsyncClient) -> None:
    page = await odile.get("/reminders")
    ids = re.findall(r'name="reminder" value="(\d+)"', page.text)
    if ids:
        answer = await odile.post("/reminders/approvals", data={"reminder": ids})
        assert answer.status_code == 303, answer.text


ACTS = (
    Act("billing", "2027-01-04T10:00"),
    Act("issuing", "2027-01-05T10:00", issue_the_draft),
    Act("sending", "2027-01-05T10:30"),
    Act("paying", "2027-02-08T10:00", record_the_payment),
    Act("proposing", "2027-02-22T10:05"),
    Act("approving", "2027-02-22T10:25", approve_all),
    Act("chasing", "2027-02-22T10:30"),
    Act("choosing", "2027-02-22T14:00", till_and_debits.choose_the_debit),
    Act("announcing", "2027-02-22T14:10"),
    Act("debiting", "2027-03-01T09:00", till_and_debits.make_the_file),
    Act("crediting", "2027-03-09T10:00", till_and_debits.record_the_credit),
    Act("selling", "2027-03-09T11:00", till_and_debits.sell_a_badge),
)


async def signed_in(client: httpx.AsyncClient, moment: str) -> httpx.AsyncClient:
    """Odile at her desk, in a browser that talks to a real server."""
    row = await User.select(User.id).where(User.email == cast.ODILE).first()
    assert row
    at = cast.at(moment[:10], 8)
    async with transaction() as tx:
        token = await auth.open_session(tx, row["id"], address="", agent="test", at=at)
    client.cookies.set("session", token, domain=client.base_url.host)
    await client.get("/sign-in")
    client.headers["x-csrftoken"] = client.cookies["echeance_csrf"]
    return client


async def state() -> dict[str, Any]:
    """All that must be the same whatever happened on the way. No moment, and no id: PostgreSQL
    leaves out those of a transaction that was undone."""
    numbers = {row["id"]: row["number"] for row in await Invoice.select()}
    clients = {row["id"]: row["name"] for row in await Client.select()}
    files = {row["id"]: row["message_id"] for row in await DebitBatch.select()}
    entries = {row["id"]: row for row in await Entry.select()}
    return {
        "schedule": await _rows(ScheduleEntry, "contract n state"),
        "invoices": await _rows(Invoice, "source kind state number issued_on due_on total"),
        "documents": sorted(
            numbers[row["invoice"]] for row in await Document.select().where(Document.kind == "pdf")
        ),
        "rendered": await Rendering.count().where(Rendering.done_at.is_not_null()),
        "to render": await Rendering.count().where(Rendering.done_at.is_null()),
        "messages": await _rows(Message, "to_address subject state"),
        "receipts": await _rows(Receipt, "client amount received_on reverses", clients),
        "allocations": await _rows(Allocation, "amount counts_on reverses"),
        "balances": await _rows(Balance, "client_id due_on open settled_on", clients),
        "entries": sorted((e["journal"], e["day"].isoformat()) for e in entries.values()),
        "ledger": sorted(
            (entries[row["entry"]]["journal"], row["account"], row["debit"], row["credit"])
            for row in await EntryLine.select()
        ),
        "debits": await _rows(Debit, "batch amount attempt state collect_on", files),
        "files": await _rows(DebitBatch, "message_id pieces total"),
        "mandates": await _rows(Mandate, "reference last_used_on told_iban"),
        "sales": await _rows(Sale, "key method"),
        "tills": await _rows(SalePayment, "method amount"),
        "links": await ChainLink.count(),
        "board": str(await receivables.aging(date(2027, 2, 22))),
        "scores": await _rows(Score, "client day outcomes"),
        "reminders": await _rows(Reminder, "client step state amount"),
    }


async def faults_of(found: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    """What differs from the undisturbed run, and what the integrity checks find."""
    wrong = [
        f"{name}: {found[name]} instead of {value}"
        for name, value in expected.items()
        if found[name] != value
    ]
    return wrong + [
        f"{check.name}: {check.findings}" for check in await gather_checks() if not check.ok
    ]


async def _rows(
    table: Any, columns: str, called: dict[int, str] | None = None
) -> list[tuple[Any, ...]]:
    """The columns of every row; with `called`, the first one is an id and said by its name."""
    names = columns.split()
    rows = await table.select(*(getattr(table, name) for name in names))
    told = [tuple(row[name] for name in names) for row in rows]
    if called is not None:
        told = [(called.get(first), *rest) for first, *rest in told]
    return sorted(told, key=repr)


async def keep(name: str) -> None:
    """Keep the books as they are now, to begin from here again and again."""
    await databases.keep(name)
    shutil.rmtree(_files(name), ignore_errors=True)
    if config().files_dir.exists():
        shutil.copytree(config().files_dir, _files(name))


async def begin_from(name: str) -> None:
    """The books as they were kept."""
    await databases.put_back(name)
    shutil.rmtree(config().files_dir, ignore_errors=True)
    if _files(name).exists():
        shutil.copytree(_files(name), config().files_dir)


def _files(name: str) -> Any:
    return config().data_dir / f"files-{name}"
