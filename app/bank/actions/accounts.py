"""Accounts: which one a statement is of, and new ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.adapters.database import Tx
from app.auth.actions import record
from app.bank.queries import Account
from app.bank.rules import ReadStatement
from app.bank.tables import BankAccount
from app.core.errors import Refused, refuse
from app.core.formats import grouped

_BANK, _NUMBER = slice(4, 9), slice(14, 25)


@dataclass(frozen=True)
class Wanted:
    """What was asked about accounts: the `key` of the one that a file without a name is of, and
    that alone is taken of a file with several; `is_added` when somebody said that unknown accounts
    are to be added; `own` is the IBAN of the business, which needs no confirmation."""

    key: str = ""
    is_added: bool = False
    own: str = ""

    def may_add(self, key: str) -> bool:
        """Whether an account that nobody knows yet may be added."""
        return self.is_added or key in (self.key, self.own)


def key_of(statement: ReadStatement, wanted: Wanted, known: Sequence[Account]) -> str:
    """The key of the account that a statement is of; refused when none is named or chosen."""
    if not statement.account:
        if not wanted.key:
            raise refuse(
                "bank.which_account",
                "This file does not say of which account it is: choose the account.",
                "account",
            )
        return wanted.key
    if any(statement.account == each.key for each in known):
        return statement.account
    if statement.iban:
        return statement.account
    alike = [each.key for each in known if _is_same(each.iban, statement.account)]
    if len(alike) == 1:
        return alike[0]
    # A name that is no IBAN is of the account that somebody said it is of.
    return wanted.key or statement.account


def may_be_taken(key: str, wanted: Wanted, known: Sequence[Account]) -> Refused | None:
    """Why the statements of an account are not taken: nobody knows it and nobody said to add it."""
    if any(each.key == key for each in known) or wanted.may_add(key):
        return None
    return refuse(
        "bank.unknown_account",
        "The account %(account)s is not known yet: say that it is to be added.",
        "add",
        account=grouped(key, 4),
    )


def other_account(key: str, wanted: Wanted) -> Refused:
    """The refusal of a file that is of another account than the one that was chosen."""
    return refuse(
        "bank.not_of_it",
        "This file is of account %(account)s, not of %(chosen)s.",
        "account",
        account=grouped(key, 4),
        chosen=grouped(wanted.key, 4),
    )


async def add_account(tx: Tx, key: str, iban: str, *, at: datetime, by: str) -> Account:
    """Step: an account that was not known."""
    row = BankAccount(key=key, iban=iban, recorded_at=at, recorded_by=by)
    [made] = await BankAccount.insert(row)
    await record(
        tx,
        act="bank.account_added",
        subject_kind="bank_account",
        subject_id=made["id"],
        at=at,
        by=by,
        detail={"account": key},
    )
    return Account(int(made["id"]), key, iban, "")


def _is_same(iban: str, name: str) -> bool:
    """Whether what a file calls "bank number" is a French account: both stand in its IBAN."""
    bank, _, number = name.partition(" ")
    return iban.startswith("FR") and (iban[_BANK], iban[_NUMBER]) == (bank, number)
