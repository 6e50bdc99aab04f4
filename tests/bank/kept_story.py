"""A generated business as it stands in the books: its clients, what they owe, what was received."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.adapters.database import transaction
from app.bank import actions
from app.bank.rules import StatementLine
from app.bank.rules.deals import AlreadyRecorded, Deal, Foreign, PartKind, Reason, Returned, Share
from app.bank.tables import BankLine
from app.invoices import actions as invoices
from app.invoices.actions import Opening
from app.payments import actions as payments
from app.payments.rules import Method, ReceiptValues
from tests.bank.generator import Story, Truth
from tests.bank.lines import statement
from tests.cast import at, mme_perrin
from tests.payments.books import instalment_of

NOW = at("2026-12-20")
BY = "odile@atelier-vauban.test"


@dataclass
class Books:
    """The ids that the story's own have in the books."""

    told: Story
    clients: dict[int, int] = field(default_factory=dict)
    items: dict[int, int] = field(default_factory=dict)
    receipts: dict[int, int] = field(default_factory=dict)

    def meant(self, truth: Truth) -> tuple[object, ...]:
        """What a match of such a line must be: its receipt, or cents by instalment, the fee and
        what is left over."""
        if truth.receipt is not None:
            return ("receipt", self.receipts[truth.receipt])
        puts = Counter({self.items[item]: cents for item, cents in truth.parts})
        return ("settle", tuple(sorted(puts.items())), truth.fee, truth.kept)

    def deals(self, line: StatementLine, truth: Truth) -> list[Deal]:
        """What a person who knows the truth says of a line."""
        if truth.kind == "returned":
            return [Returned(self.receipts[truth.receipt or 0])]
        if truth.receipt is not None:
            return [AlreadyRecorded(self.receipts[truth.receipt])]
        if truth.client_id is None:
            return [Foreign(line.amount_cents, Reason.OTHER)]
        puts = tuple((self.items[item], cents) for item, cents in truth.parts)
        client = self.clients[truth.client_id]
        return [Share(client, line.amount_cents, puts, -truth.fee)]


async def kept(told: Story) -> Books:
    """Write the story's world into the books, by the ways that owners have."""
    books = Books(told)
    for party in told.world.parties:
        books.clients[party.id] = await mme_perrin(name=party.name, town=party.town, email="")
    await _owed(books)
    await _received(books)
    await _earlier(books)
    return books


async def _owed(books: Books) -> None:
    """What is open, and what was settled before; of two instalments the first alone."""
    world = books.told.world
    items = [each for each in world.items if each.id < 500_000]
    earlier = {number for each in world.earlier for number in each.numbers}
    openings = [
        Opening(
            books.clients[i.client_id], i.number, i.issued_on, i.due_on, i.open, None, None, False
        )
        for i in items
    ]
    openings += [
        Opening(
            books.clients[each.client_id], each.number, date(2026, 9, 1), date(2026, 9, 30),
            12_345, date(2026, 9, 30), 12_345, False,
        )
        for each in world.closed
        if each.number not in earlier
    ]  # fmt: skip
    async with transaction() as tx:
        ids = await invoices.record_openings(tx, openings, import_id=None, at=NOW, by=BY)
    for item, invoice_id in zip(items, ids, strict=False):
        books.items[item.id] = await instalment_of(invoice_id)


async def _received(books: Books) -> None:
    """What somebody recorded by hand before the statement came."""
    for each in books.told.world.received:
        values = ReceiptValues(
            books.clients[each.client_id],
            Method.TRANSFER,
            each.amount,
            each.received_on,
            f"story:{each.receipt_id}",
            [],
        )
        books.receipts[each.receipt_id] = await payments.record(values, at=NOW, by=BY)


async def _earlier(books: Books) -> None:
    """What an earlier statement brought, and will be given back: pointed by a person."""
    for each in books.told.world.earlier:
        client, [number] = books.clients[each.client_id], each.numbers
        issued = each.received_on - timedelta(days=30)
        async with transaction() as tx:
            [invoice] = await invoices.record_openings(
                tx,
                [Opening(client, number, issued, each.received_on, each.amount, None, None, False)],
                import_id=None,
                at=NOW,
                by=BY,
            )
        line_id = await written(each.amount, each.received_on, end_to_end_id=each.end_to_end_id)
        share = Share(client, each.amount, ((await instalment_of(invoice), each.amount),))
        match = await actions.point(line_id, [share], key=f"before:{line_id}", at=NOW, by=BY)
        books.receipts[each.receipt_id] = await receipt_of(match)


async def written(cents: int, on: date, label: str = "", **more: str) -> int:
    """A line of the bank; gives back its id."""
    account, of = await statement()
    n = await BankLine.count() + 1
    blank = dict.fromkeys(
        ("reference", "end_to_end_id", "payer_name", "payer_iban", "transaction_code",
         "return_reason", "bank_reference", "batch_id", "mandate_id"), ""
    )  # fmt: skip
    async with transaction():
        [made] = await BankLine.insert(
            BankLine(
                account=account,
                statement=of,
                position=n,
                booked_on=on,
                value_on=on,
                amount_cents=cents,
                label=label,
                fingerprint=f"line-{n}",
                **(blank | more),
            )
        )
    return int(made["id"])


async def receipt_of(match_id: int) -> int:
    """The receipt that a match made or stands for; of a return, the one it gave back."""
    rows = await BankLine.raw(
        "SELECT p.kind AS kind, p.receipt_id AS id, r.reverses AS reverses FROM bank_part p"
        " JOIN receipt r ON r.id = p.receipt_id WHERE p.match = {} ORDER BY p.position",
        match_id,
    )
    [row] = rows
    return int(row["reverses"] if row["kind"] == PartKind.RETURN else row["id"])


async def done_of(match_id: int) -> tuple[object, ...]:
    """What a match did, in the words of `Books.meant`."""
    rows = await BankLine.raw(
        "SELECT kind, amount, receipt_id FROM bank_part WHERE match = {} ORDER BY position",
        match_id,
    )
    kinds = [row["kind"] for row in rows]
    if PartKind.RECORDED in kinds or PartKind.RETURN in kinds:
        return ("receipt", await receipt_of(match_id))
    ids = [row["receipt_id"] for row in rows if row["kind"] == PartKind.RECEIPT]
    fee = sum(row["amount"] for row in rows if row["kind"] == PartKind.OTHER)
    puts: Counter[int] = Counter()
    for receipt_id in ids:
        for row in await BankLine.raw(
            "SELECT instalment, amount FROM allocation WHERE source_kind = 'receipt'"
            " AND source_id = {}",
            receipt_id,
        ):
            puts[row["instalment"]] += row["amount"]
    came = sum(row["amount"] for row in rows if row["kind"] == PartKind.RECEIPT)
    return ("settle", tuple(sorted(puts.items())), fee, came - puts.total())
