"""What every match leaves behind: parts and their entries, what is left of its line, a trace."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.accounting.actions import post_many
from app.adapters import bulk_rows
from app.auth.actions import Subject, record_many
from app.bank.actions.dealing import Act, Done, posting_of
from app.bank.rules.deals import check_cents
from app.bank.tables import BankPart, BankPointing


@dataclass(frozen=True)
class Pointed:
    """A match whose deals are done: the parts that they made, and the cents of its line that were
    left before."""

    act: Act
    done: Sequence[Done]
    open: int

    @property
    def left(self) -> int:
        """Cents of the line that are left after it."""
        return self.open - sum(part.amount for part in self.done)


async def conclude_many(pointed: Sequence[Pointed], automatic: bool) -> None:
    """Step (the transaction is that of the acts, one for all): write what the matches leave behind.
    Refused: more than is left of a line."""
    for each in pointed:
        check_cents([part.amount for part in each.done if part.amount], each.open)
    act = pointed[0].act
    await bulk_rows.insert(BankPart, [row for each in pointed for row in _rows(each)])
    postings = [
        posting_of(each.act, part, position)
        for each in pointed
        for position, part in enumerate(each.done, start=1)
        if part.account
    ]
    await post_many(act.tx, postings, at=act.at, by=act.by)
    for left in sorted({each.left for each in pointed}):
        lines = [each.act.line.id for each in pointed if each.left == left]
        await BankPointing.update({BankPointing.open: left, BankPointing.error: ""}).where(
            BankPointing.line.is_in(lines)
        )
    await record_many(
        act.tx,
        act="bank.matched_alone" if automatic else "bank.matched",
        subject_kind="bank_line",
        subjects=[subject for each in pointed for subject in _subjects(each)],
        at=act.at,
        by=act.by,
    )


def _rows(pointed: Pointed) -> list[dict[str, Any]]:
    return [
        {
            "match": pointed.act.match_id,
            "position": position,
            "kind": part.kind.value,
            "amount": part.amount,
            "client_id": part.client_id,
            "receipt_id": part.receipt_id,
            "allocation_id": part.allocation_id,
            "account": part.account,
            "reason": part.reason,
            "note": part.note,
        }
        for position, part in enumerate(pointed.done, start=1)
    ]


def _subjects(pointed: Pointed) -> list[Subject]:
    """A line of the audit trail for each client that it concerns, one at least."""
    cents: dict[int | None, int] = {}
    for part in pointed.done:
        cents[part.client_id] = cents.get(part.client_id, 0) + part.amount
    concerned = [each for each in cents if each is not None or len(cents) == 1]
    line_id = pointed.act.line.id
    return [Subject(line_id, each, {"amount": cents[each]}) for each in concerned]
