"""What is known when a line is looked at: who could have paid, what is owed, what came before."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Party:
    """A client as a payer; `ibans` are those written on its card. Clients of one `group` may pay
    for each other."""

    id: int
    name: str
    town: str = ""
    group: str = ""
    ibans: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """An instalment that is open: cents above zero of an invoice, below of a credit note.

    `hints` are numbers that point to it weakly (the client's order, the contract, the quote),
    `debit_ids` the end-to-end ids under which it was asked for, exactly. A payment by
    `discount_until` may be less by `discount` cents.
    """

    id: int
    invoice_id: int
    number: str
    client_id: int
    issued_on: date
    due_on: date
    open: int
    hints: tuple[str, ...] = ()
    debit_ids: tuple[str, ...] = ()
    discount: int = 0
    discount_until: date | None = None


@dataclass(frozen=True)
class Closed:
    """A document on which nothing is open any more: to cite it is a contradiction."""

    invoice_id: int
    number: str
    client_id: int


@dataclass(frozen=True)
class Received:
    """A receipt that somebody recorded and that no line stands for yet; `days` is how long after
    it the line may come (a cheque takes longer than a transfer), `way` how it was paid: a cheque
    never comes as a transfer."""

    receipt_id: int
    client_id: int
    amount: int
    received_on: date
    reference: str = ""
    numbers: tuple[str, ...] = ()
    days: int = 10
    way: str = "transfer"


@dataclass(frozen=True)
class Slip:
    """Cheques paid in together, for which no line stands yet: the bank credits them in one."""

    slip_id: int
    number: int
    amount: int
    pieces: int
    deposited_on: date


@dataclass(frozen=True)
class Earlier:
    """A receipt that an earlier line brought: what a return gives back."""

    receipt_id: int
    client_id: int
    amount: int
    received_on: date
    numbers: tuple[str, ...] = ()
    end_to_end_id: str = ""
    payer_iban: str = ""


@dataclass(frozen=True)
class Habit:
    """This IBAN, or this name, has paid for this client so many times, undone ones left out."""

    client_id: int
    iban: str = ""
    name: str = ""
    times: int = 1


@dataclass(frozen=True)
class Credit:
    """Cents of a client that could be paid back: left of a receipt, or of a credit note."""

    client_id: int
    open: int
    receipt_id: int | None = None
    instalment_id: int | None = None
    number: str = ""


@dataclass(frozen=True)
class World:
    """Everything of a moment."""

    parties: tuple[Party, ...] = ()
    items: tuple[Item, ...] = ()
    closed: tuple[Closed, ...] = ()
    received: tuple[Received, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    habits: tuple[Habit, ...] = ()
    credits: tuple[Credit, ...] = field(default=())
    slips: tuple[Slip, ...] = ()
