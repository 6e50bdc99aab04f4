"""The verdict on a line: what it may be, likeliest first, and whether the first is sure."""

from collections import defaultdict
from collections.abc import Sequence
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
        found = [*settling.candidates(seen), *known.recorded(seen)]
    else:
        found = [*known.returned(seen), *known.refunded(seen)]
    ranked = _ranked(found)
    if not ranked:
        return Verdict(line.id)
    best = ranked[0]
    doubts = [*best.blocks, *_rivals(best, ranked[1:])]
    return Verdict(line.id, tuple(ranked[:SHOWN]), tuple(doubts))


def _ranked(found: Sequence[Candidate]) -> list[Candidate]:
    """Each thing once, by its best standing; of equal ones, that with fewer doubts first."""
    best: dict[tuple[object, ...], Candidate] = {}
    for each in found:
        there = best.get(each.what)
        if there is None or _standing(each) > _standing(there):
            best[each.what] = each
    kept = [each for each in best.values() if each.points >= _LEAST]
    return sorted(kept, key=_standing, reverse=True)


def _standing(each: Candidate) -> tuple[int, int, int]:
    return each.points, -len(each.blocks), -len(each.parts)


def _rivals(best: Candidate, others: Sequence[Candidate]) -> list[Reason]:
    for other in others:
        if best.points - other.points < scoring.MARGIN and not _on_account(other):
            return [because("rival", numbers=list(other.numbers) or [other.kind.value])]
    return []


def _on_account(other: Candidate) -> bool:
    return any(block.code == "nothing_fits" for block in other.blocks)


def judge_all(lines: Sequence[StatementLine], index: Index, threshold: int) -> dict[int, Verdict]:
    """The verdicts on lines that wait together: two that want the same are both asked, unless one
    of them cites it and the other does not."""
    verdicts = {line.id: judge(line, index) for line in lines}
    wanted: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for verdict in verdicts.values():
        for key, points in _wants(verdict).items():
            wanted[key].append((verdict.line_id, points))
    for claims in wanted.values():
        for line_id, points in claims:
            verdict = verdicts[line_id]
            others = [worth for other, worth in claims if other != line_id]
            close = any(points - worth < scoring.MARGIN for worth in others)
            if close and verdict.is_sure(threshold):
                doubts = (*verdict.doubts, because("competing"))
                verdicts[line_id] = replace(verdict, doubts=doubts)
    return verdicts


def _wants(verdict: Verdict) -> dict[tuple[str, int], int]:
    """What a line could well be for, with the points: the items and receipts of its candidates
    that are nearly as likely as the first."""
    found: dict[tuple[str, int], int] = {}
    for each in verdict.candidates:
        least = max(verdict.candidates[0].points, scoring.KNOWN) - scoring.MARGIN
        if each.points <= least or _on_account(each) or each.kind is Kind.REFUND:
            continue
        for part in each.parts:
            found.setdefault(("item", part.item_id), each.points)
        if each.receipt_id is not None:
            found.setdefault(("receipt", each.receipt_id), each.points)
    return found
