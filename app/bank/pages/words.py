"""A line and what it may be, as a page shows them: names, sentences, percentages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.bank.queries import LineListed, MatchView, PartView
from app.bank.rules import StatementLine
from app.bank.rules.deals import REASONS, PartKind, Reason
from app.bank.rules.matching import WORDS, Candidate, Kind, digest
from app.bank.rules.matching import Reason as Ground
from app.clients import queries as clients
from app.core.errors import N_
from app.core.formats import percent
from app.core.i18n import gettext
from app.core.sentences import sentence, spoken

_KINDS = {
    Kind.SETTLE: N_("Payment"),
    Kind.RECORDED: N_("Payment recorded by hand"),
    Kind.RETURN: N_("Payment given back"),
    Kind.DEPOSIT: N_("Slip of cheques"),
    Kind.REFUND: N_("Paid back to the client"),
}
_PARTS = {
    PartKind.RECEIPT: N_("Payment"),
    PartKind.RECORDED: N_("Payment recorded by hand"),
    PartKind.CREDIT: N_("Credit note taken off"),
    PartKind.RETURN: N_("Payment given back"),
    PartKind.REFUND: N_("Paid back to the client"),
}
FILE_STATES = {
    "reading": N_("being read"),
    "prepared": N_("to be confirmed"),
    "running": N_("being taken"),
    "done": N_("brought in"),
    "refused": N_("turned down"),
}
FILE_TONES = {
    "reading": "ask",
    "prepared": "ask",
    "running": "ask",
    "done": "good",
    "refused": "late",
}
# Why a file still lies in the watched folder.
FOLDER_WAITS = {
    "": N_("to be taken within a minute"),
    "unfinished": N_("still being copied"),
    "closed": N_("cannot be read: Échéance has no right to it"),
}
# From this chance on a proposal is offered for a tap; less likely ones are looked at first.
_OFFERED, _MOST_OFFERED = 2_000, 3
_TONES = ((9_500, "good"), (7_000, "ask"), (0, ""))


@dataclass(frozen=True)
class Proposal:
    """What a line may be: `mark` names it in a form, `names` are of its clients by id, `puts` are
    (invoice, number, cents)."""

    mark: str
    kind: str
    names: tuple[tuple[int, str], ...]
    puts: tuple[tuple[int, str, int], ...]
    kept: int
    fee: int
    receipt_id: int | None
    slip_id: int | None
    makes_discount: bool
    chance: int
    score: str
    tone: str
    reasons: tuple[str, ...]
    blocks: tuple[str, ...]

    @property
    def title(self) -> str:
        """In one line: who and what."""
        who = ", ".join(name for _, name in self.names)
        what = ", ".join(number for _, number, _ in self.puts)
        return " · ".join(each for each in (who, what or gettext(self.kind)) if each)


@dataclass(frozen=True)
class Shown:
    """A line of a list: its proposals, likeliest first, and why the first is not made by itself."""

    id: int
    line: StatementLine
    open: int
    is_sure: bool
    proposals: tuple[Proposal, ...]
    doubts: tuple[str, ...]
    is_looked_at: bool

    @property
    def who(self) -> str:
        """The other side, or what the bank says of it."""
        return self.line.payer_name or self.line.label or self.line.transaction_code or "–"

    @property
    def offered(self) -> tuple[Proposal, ...]:
        """The proposals that a tap may accept in the list: twins each have theirs."""
        likely = tuple(each for each in self.proposals if each.chance >= _OFFERED)
        return likely[:_MOST_OFFERED]

    @property
    def is_partly_done(self) -> bool:
        """Whether some of it is accounted for already."""
        return self.open != self.line.amount_cents


async def shown(rows: Sequence[LineListed]) -> list[Shown]:
    """Lines with their proposals in words."""
    ids = {
        client_id for row in rows for each in row.verdict.candidates for client_id in _clients(each)
    }
    names = {number: one.name for number, one in (await clients.clients(ids)).items()}
    return [
        Shown(
            row.line.id,
            row.line,
            row.open,
            row.is_sure,
            tuple(_proposal(each, names) for each in row.verdict.candidates),
            _sentences((*row.verdict.doubts,)) + tuple(sentence(each) for each in row.errors),
            row.is_looked_at,
        )
        for row in rows
    ]


def _clients(found: Candidate) -> list[int]:
    if found.slip_id is not None:
        return []
    each = [part.client_id for part in found.parts] or [found.client_id]
    return list(dict.fromkeys(each))


def _proposal(found: Candidate, names: Mapping[int, str]) -> Proposal:
    tone = next(tone for least, tone in _TONES if found.score >= least)
    return Proposal(
        digest(found),
        _KINDS[found.kind],
        tuple((each, names.get(each, "")) for each in _clients(found)),
        tuple((part.invoice_id, part.number, part.cents) for part in found.parts),
        found.kept,
        found.fee,
        found.receipt_id,
        found.slip_id,
        bool(found.discounted),
        found.score,
        percent(found.score // 100 * 100),
        tone,
        _sentences(found.reasons),
        _sentences(found.blocks),
    )


def _sentences(reasons: Iterable[Ground]) -> tuple[str, ...]:
    """In the user's language, each once."""
    told = (spoken(WORDS[each.code], each.told) for each in reasons if each.code in WORDS)
    return tuple(dict.fromkeys(told))


def told(match: MatchView) -> tuple[str, ...]:
    """Why a match was made, in words."""
    return _sentences(match.reasons)


def part_label(part: PartView) -> str:
    """What a part was, as a message id."""
    if part.kind is PartKind.OTHER:
        known = {each.value: words for each, (_, words) in REASONS.items()}
        return known.get(part.reason, REASONS[Reason.OTHER][1])
    return _PARTS[part.kind]
