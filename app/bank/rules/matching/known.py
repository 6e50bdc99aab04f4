"""Money that is in the books already: recorded by hand before its line, given back, refunded."""

from collections.abc import Iterator

from app.bank.rules.matching import scoring
from app.bank.rules.matching.candidate import Candidate, Kind
from app.bank.rules.matching.evidence import Evidence
from app.bank.rules.matching.reasons import Reason, because
from app.bank.rules.matching.world import Earlier, Received
from app.core.text import searchable

_DAYS_BACK = 400
_LARGEST_FEE = 3_000
_LEAST_REFERENCE = 4
_DAYS_DEPOSITED = 30


def recorded(seen: Evidence) -> Iterator[Candidate]:
    """Receipts recorded by hand, of just this amount, a few days apart."""
    for each in seen.by_hand:
        signs = seen.identity(each.client_id)
        reasons: list[Reason] = [because("recorded", day=each.received_on.isoformat())]
        points = scoring.PRIOR + scoring.EXACT + signs.points
        known = signs.points
        if _noted(seen, each):
            points, known = points + scoring.NOTED, known + scoring.NOTED
            reasons.append(because("recorded_ref"))
        found = Candidate(
            Kind.RECORDED,
            each.client_id,
            points,
            receipt_id=each.receipt_id,
            reasons=(*reasons, *signs.reasons),
        )
        if known < scoring.KNOWN:
            found = found.but(0, because("unknown_payer"))
        if not seen.may_pay_for(each.client_id):
            found = found.but(scoring.OTHER_PAYER, because("other_payer", client=_payer(seen)))
        yield found


def deposited(seen: Evidence) -> Iterator[Candidate]:
    """Slips of cheques of just this amount, taken to the bank some days before."""
    for each in seen.index.slips.get(seen.line.amount_cents, ()):
        if not -1 <= (seen.line.booked_on - each.deposited_on).days <= _DAYS_DEPOSITED:
            continue
        said = because("deposit", number=each.number, day=each.deposited_on.isoformat())
        points = scoring.PRIOR + scoring.EXACT
        found = Candidate(Kind.DEPOSIT, 0, points, reasons=(said,), slip_id=each.slip_id)
        if seen.says_cheques:
            yield found.but(scoring.KNOWN + scoring.NOTED)
        elif not seen.line.payer_name and not seen.line.payer_iban:
            yield found.but(scoring.KNOWN, because("no_cheques"))


def _payer(seen: Evidence) -> str:
    parties = seen.index.parties
    return ", ".join(parties[each].name for each in sorted(seen.known_payers) if each in parties)


def _noted(seen: Evidence, received: Received) -> bool:
    """Its reference (of a cheque, say) or the number of what it settled stands in the label."""
    reference = _squeezed(received.reference)
    if len(reference) >= _LEAST_REFERENCE and reference in _squeezed(seen.text):
        return True
    return bool(_documents(seen).intersection(received.numbers))


def returned(seen: Evidence) -> Iterator[Candidate]:
    """Earlier payments of this amount, or of a little less, that the bank takes back."""
    amount = -seen.line.amount_cents
    for fee in sorted({0, *(told for told in seen.told if 0 < told <= _LARGEST_FEE)}):
        for each in seen.index.earlier.get(amount - fee, ()):
            if 0 <= (seen.line.booked_on - each.received_on).days <= _DAYS_BACK:
                yield _return(seen, each, fee)


def _return(seen: Evidence, each: Earlier, fee: int) -> Candidate:
    signs = seen.identity(each.client_id)
    points, known = scoring.PRIOR + scoring.EXACT, signs.points
    reasons: list[Reason] = [because("returned", day=each.received_on.isoformat())]
    if each.end_to_end_id and each.end_to_end_id == seen.line.end_to_end_id:
        known = scoring.DEBITED
        reasons.append(because("returned_id"))
    elif _documents(seen).intersection(each.numbers):
        known += scoring.NOTED
        reasons.append(because("cites", numbers=list(each.numbers)))
    found = Candidate(
        Kind.RETURN,
        each.client_id,
        points + known,
        fee=-fee,
        receipt_id=each.receipt_id,
        reasons=(*reasons, *signs.reasons),
    )
    if known < scoring.KNOWN:
        found = found.but(0, because("unknown_payer"))
    if fee:
        found = found.but(0, because("return_fee", fee=fee))
    if not seen.is_return:
        found = found.but(scoring.NO_RETURN, because("no_return"))
    return found


def refunded(seen: Evidence) -> Iterator[Candidate]:
    """Credit of a client that the money may pay back; always confirmed by a person."""
    amount = -seen.line.amount_cents
    for client_id in {*seen.names, *seen.labelled, *seen.habitual}:
        for each in seen.index.credits.get(client_id, ()):
            if each.open < amount:
                continue
            signs = seen.identity(client_id)
            exact = scoring.EXACT if each.open == amount else scoring.PART
            yield Candidate(
                Kind.REFUND,
                client_id,
                scoring.PRIOR + signs.points + exact,
                credit=(each.receipt_id, each.instalment_id),
                reasons=(because("refund", open=each.open), *signs.reasons),
                blocks=(because("money_out"),),
            )


def _documents(seen: Evidence) -> set[str]:
    return {seen.index.number_of[each] for one in seen.cited for each in one.documents}


def _squeezed(text: str) -> str:
    return "".join(char for char in searchable(text) if char.isalnum())
