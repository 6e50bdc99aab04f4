"""What a file says is kept: accounts, statements, lines, in the one transaction of the file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.adapters.bulk_rows import as_json, insert_sql
from app.adapters.database import Tx, is_postgres
from app.bank import queries
from app.bank.actions.accounts import Wanted, add_account, key_of, may_be_taken, other_account
from app.bank.actions.pairing import AGAIN, DOUBTFUL, NEW, Pairing, pair, verdict_of
from app.bank.actions.reading import Reading
from app.bank.queries import Account
from app.bank.rules import (
    COLUMNS,
    AccountOutcome,
    Outcome,
    ReadStatement,
    StatementOutcome,
    base_of,
    cells,
    fingerprint,
    gaps,
    in_order,
)
from app.bank.tables import BankFile, BankLine, BankLineAgain, BankStatement
from app.core.errors import refuse

_LOCK = 4_110_417
_DAYS = ("booked_on", "value_on")
_TYPES = {name: "date" if name in _DAYS else "text" for name in COLUMNS}
_LINE = insert_sql(
    "bank_line",
    {"account": "bigint", "statement": "bigint", "position": "bigint"}
    | _TYPES
    | {"amount_cents": "bigint", "fingerprint": "text"},
)
_AGAIN = insert_sql(
    "bank_line_again", {"statement": "bigint", "position": "bigint", "line": "bigint"}
)


@dataclass(frozen=True)
class Request:
    """What somebody wants of a file: accounts, and what doubtful movements are, "known" or "new";
    "" when nobody has said. In a `rehearsal` unknown accounts and doubts are told, not refused."""

    wanted: Wanted
    doubtful: str = ""
    rehearsal: bool = False


class _Taking:
    """One file being kept."""

    def __init__(
        self, tx: Tx, reading: Reading, request: Request, file: int, at: datetime, by: str
    ) -> None:
        self.tx, self.reading, self.request, self.file = tx, reading, request, file
        self.at, self.by = at, by
        self.known: list[Account] = []
        self.outcome = _begun(reading)
        self.told: dict[str, AccountOutcome] = {}

    async def take(self) -> Outcome:
        self.known = await queries.accounts()
        keys = [key_of(each, self.request.wanted, self.known) for each in self.reading.statements]
        chosen = self.request.wanted.key
        if chosen and chosen not in keys and keys:
            raise other_account(keys[0], self.request.wanted)
        for statement, key in in_order(self.reading.statements, keys):
            if chosen and key != chosen:
                self.outcome.left_out += statement.lines
                continue
            await self._statement(statement, key)
        await self._gaps()
        return self.outcome

    async def _statement(self, statement: ReadStatement, key: str) -> None:
        account = await self._account(statement, key)
        self.outcome.read += statement.lines
        self.outcome.pending += statement.pending
        if await queries.has_statement(statement.digest(key)):
            self.outcome.unchanged += statement.lines
            self._tell(statement, key, added=0)
            return
        made = await pair(statement, self.reading.spool, account.id, key)
        await self._decide(made, statement, account)
        added = made.count(NEW)
        self.outcome.added += added
        self.outcome.unchanged += statement.lines - added - made.count(DOUBTFUL)
        self._tell(statement, key, added)
        await self._write(statement, made, account)

    async def _account(self, statement: ReadStatement, key: str) -> Account:
        found = next((each for each in self.known if each.key == key), None)
        if key not in self.told:
            refusal = may_be_taken(key, self.request.wanted, self.known)
            if refusal is not None and not self.request.rehearsal:
                raise refusal
            self.told[key] = AccountOutcome(
                key,
                found.iban if found else statement.iban,
                found.name if found else "",
                is_new=refusal is not None,
            )
            self.outcome.accounts.append(self.told[key])
        if found is None:
            iban = statement.iban or (key if self.request.wanted.key == key else "")
            found = await add_account(self.tx, key, iban, at=self.at, by=self.by)
            self.known.append(found)
        return found

    async def _decide(self, made: Pairing, statement: ReadStatement, account: Account) -> None:
        verdict = await verdict_of(made, statement, account.id)
        if not verdict and made.count(DOUBTFUL):
            verdict = self.request.doubtful
            if not verdict:
                if not self.request.rehearsal:
                    raise refuse(
                        "bank.doubtful",
                        "%(count)s movements look like lines that are there already: say whether "
                        "they are the same.",
                        "doubtful",
                        count=made.count(DOUBTFUL),
                    )
                self.outcome.undecided += made.count(DOUBTFUL)
                self.outcome.doubtful += made.doubtful
                return
        made.settle(verdict)

    def _tell(self, statement: ReadStatement, key: str, added: int) -> None:
        self.told[key].statements.append(
            StatementOutcome(
                statement.number,
                statement.format,
                statement.from_on,
                statement.to_on,
                statement.opening_cents,
                statement.closing_cents,
                statement.lines,
                added,
                statement.lines - added,
            )
        )

    async def _write(self, statement: ReadStatement, made: Pairing, account: Account) -> None:
        added, again = made.count(NEW), made.count(AGAIN) + len(made.beside)
        row = BankStatement(
            account=account.id,
            file=self.file,
            format=statement.format,
            number=statement.number,
            from_on=statement.from_on,
            to_on=statement.to_on,
            opening_cents=statement.opening_cents,
            opening_on=statement.opening_on,
            closing_cents=statement.closing_cents,
            closing_on=statement.closing_on,
            lines=added + again,
            added=added,
            digest=statement.digest(account.key),
            recorded_at=self.at,
            recorded_by=self.by,
        )
        [written] = await BankStatement.insert(row)
        await _lines(int(written["id"]), account, statement, made, self.reading)

    async def _gaps(self) -> None:
        for key, told in self.told.items():
            account = next(each for each in self.known if each.key == key)
            found = gaps(await queries.covered(account.id))
            told.gaps = [
                (each.after, each.before, each.closing_cents, each.opening_cents) for each in found
            ]


async def take(
    tx: Tx, reading: Reading, request: Request, file: int, *, at: datetime, by: str
) -> Outcome:
    """Step: keep what a file says, one file at a time. Refused: an account that nobody knows or
    chose, movements that somebody has to decide about."""
    if is_postgres:
        await BankFile.raw(f"SELECT pg_advisory_xact_lock({_LOCK})")
    return await _Taking(tx, reading, request, file, at, by).take()


def _begun(reading: Reading) -> Outcome:
    made = Outcome(reading.format, passed_over=reading.passed_over, left_out=reading.left_out)
    for table in reading.tables[:1]:
        layout = table.layout
        made.columns = {name: str(layout.header[at]) for name, at in layout.places.items()}
        made.decimal, made.days = layout.decimal, layout.days
    return made


async def _lines(
    statement_id: int, account: Account, statement: ReadStatement, made: Pairing, reading: Reading
) -> None:
    """The new lines, and the places of those that were there."""
    at, counts = 0, {base: len(kept) for base, kept in made.known.items()}
    for batch in reading.spool.batches(statement):
        fresh: list[list[Any]] = []
        again: list[list[int]] = []
        for said, movement in batch:
            kind = made.kinds[at]
            if kind == NEW:
                base = base_of(account.key, said)
                occurrence = counts.get(base, 0)
                counts[base] = occurrence + 1
                mark = fingerprint(base, occurrence)
                fresh.append([account.id, statement_id, at + 1, *cells(movement), mark])
            elif kind == AGAIN:
                again.append([statement_id, at + 1, made.lines[at]])
            at += 1
        if fresh:
            await BankLine.raw(_LINE, as_json(fresh))
        if again:
            await BankLineAgain.raw(_AGAIN, as_json(again))
    beside = [[statement_id, at + 1 + number, line] for number, line in enumerate(made.beside)]
    if beside:
        await BankLineAgain.raw(_AGAIN, as_json(beside))
