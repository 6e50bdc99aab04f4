"""The verdict on a line: what it may be, likeliest first, and whether the first is sure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.bank.rules.lines import StatementLine
from app.bank.rules.matching import known, scoring, settling
from app.bank.rules.matching.candidate import Candidate, Kind
from app.bank.rules.matching.evidence import Evidence
from app.bank.rules.matching.index import Index
from app.bank.rules.matching.reasons import Reason, because

SHOWN = 6
# A candidate so unlikely is not worth a look.
_LEAST = -25


@dataclass(frozen=True)
class Verdict:
    """Candidates, likeliest first; `doubts` say why the first is not made by itself: none when it
    may be, from `score` on."""

    line_id: int
    candidates: tuple[Candidate, ...] = ()
    doubts: tuple[Reason, ...] = ()

    @property
    def best(self) -> Candidate | None:
        """The likeliest candidate."""
        return self.candidates[0] if self.candidates else None

    def is_sure(self, threshold: int) -> bool:
        """Whether the first candidate may be applied without a person, from a score (basis
        points) on."""
        return self.best is not None and not self.doubts and self.best.score >= threshold


def judge(line: StatementLine, index: Index) -> Verdict:
    """What one line may be."""
    if line.amount_cents == 0:
        return Verdict(line.id)
    seen = Evidence(line, index)
    if line.amount_cents > 0:
        found = [*settling.candidates(seen), *known.recorded(seen), *known.deposited(seen)]
    else:
        found = [*known.returned(seen), *known.refunded(seen)]
    ranked = _ranked(found)
    if not ranked:
        return Verdict(line.id)
    best = ranked[0]
    doubts = [*best.blocks, *_rivals(best, ranked[1:])]
    return Verdict(line.id, tuple(ranked), tuple(doubts))


def _ranked(found: Sequence[Candidate]) -> list[Candidate]:
    """Each thing once, by its best standing; of equal ones, that with fewer doubts first."""
    best: dict[tuple[object, ...], Candidate] = {}
    for each in found:
        there = best.get(each.what)
        if there is None or _standing(each) > _standing(there):
            best[each.what] = each
    kept = sorted(
        (each for each in best.values() if each.points >= _LEAST), key=_standing, reverse=True
    )
    rivals = [each for each in kept if not _on_account(each)]
    return [
        each.scored(scoring.score(each.points, *(o.points for o in rivals if o is not each)))
        for each in kept[:SHOWN]
    ]


def _standing(each: Candidate) -> tuple[int, int, int]:
    return each.points, -len(each.blocks), -len(each.parts)


def _rivals(best: Candidate, others: Sequence[Candidate]) -> list[Reason]:
    for other in others:
        if best.points - other.points < scoring.MARGIN and not _on_account(other):
            return [because("rival", numbers=list(other.numbers) or [other.kind.value])]
    return []


def _on_account(other: Candidate) -> bool:
    """What is left when nothing fits: no rival of what does, or a verdict would hang on which older
    debts of the client are paid by then."""
    return any(block.code == "nothing_fits" for block in other.blocks)


def judge_all(
    lines: Sequence[StatementLine], index: Index, threshold: int, standing: Sequence[Verdict] = ()
) -> dict[int, Verdict]:
    """The verdicts on lines that wait together, `standing` those of others among them: two that
    want the same are both asked, unless one of them cites it and the other does not."""
    verdicts = {each.line_id: each for each in standing}
    verdicts |= {line.id: judge(line, index) for line in lines}
    wanted: dict[tuple[str, int], list[_Claim]] = defaultdict(list)
    for verdict in verdicts.values():
        for key, points, cents in _wants(verdict):
            wanted[key].append(_Claim(verdict.line_id, points, cents))
    for (kind, id), claims in wanted.items():
        item = index.by_id.get(id) if kind == "item" else None
        for claim in claims:
            close = [each for each in claims if claim.points - each.points < scoring.MARGIN]
            enough = item is not None and sum(each.cents for each in close) <= item.open
            verdict = verdicts[claim.line_id]
            if len(close) > 1 and not enough and verdict.is_sure(threshold):
                doubts = (*verdict.doubts, because("competing"))
                verdicts[claim.line_id] = replace(verdict, doubts=doubts)
    return verdicts


@dataclass(frozen=True)
class _Claim:
    """A line wants so many cents of something, with so many points."""

    line_id: int
    points: int
    cents: int


def _wants(verdict: Verdict) -> Iterator[tuple[tuple[str, int], int, int]]:
    """What a line could well be for, with points and cents: the items and receipts of its
    candidates that are nearly as likely as the first."""
    seen: set[tuple[str, int]] = set()
    for each in verdict.candidates:
        least = max(verdict.candidates[0].points, scoring.KNOWN) - scoring.MARGIN
        if each.points <= least or _on_account(each) or each.kind is Kind.REFUND:
            continue
        claims = [(("item", part.item_id), part.cents) for part in each.parts]
        if each.receipt_id is not None:
            claims.append((("receipt", each.receipt_id), 0))
        if each.slip_id is not None:
            claims.append((("slip", each.slip_id), 0))
        for key, cents in claims:
            if key not in seen:
                seen.add(key)
                yield key, each.points, cents
