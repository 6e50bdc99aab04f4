"""Money that came in, beside what is open: every candidate with its points, reasons and blocks."""

from collections.abc import Iterator

from app.bank.rules.matching import amounts, scoring
from app.bank.rules.matching.amounts import Asked
from app.bank.rules.matching.candidate import Candidate, Kind, Part, whole
from app.bank.rules.matching.evidence import Evidence
from app.bank.rules.matching.names import Likeness
from app.bank.rules.matching.reasons import Reason, because
from app.bank.rules.matching.spellings import Cited, Strength
from app.bank.rules.matching.world import Item

# Amounts that so many invoices share tell nothing.
_AMOUNT_ALONE = 8
_CITES = {
    Strength.FULL: "cites",
    Strength.TOLD: "cites_tail",
    Strength.BARE: "cites_bare",
    Strength.NEAR: "cites_near",
}


def candidates(seen: Evidence) -> list[Candidate]:
    """What the money could be for, as far as anything speaks for it."""
    found = [
        _weighed(seen, each) for client_id in _clients(seen) for each in _of_client(seen, client_id)
    ]
    found += [_weighed(seen, each) for each in _of_several(seen)]
    return found


def _clients(seen: Evidence) -> list[int]:
    """Clients whom anything points to: a number, a name, an IBAN, a debit, at last the amount."""
    index, line = seen.index, seen.line
    cited = [item.client_id for one in seen.cited for item in _items(seen, one)]
    hinted = [item.client_id for item in seen.hinted]
    debited = index.by_debit.get(line.end_to_end_id)
    same = index.by_amount.get(line.amount_cents, [])
    found = [
        *cited,
        *hinted,
        *([debited.client_id] if debited else []),
        *seen.names,
        *seen.labelled,
        *seen.habitual,
        *(index.on_card.get(line.payer_iban, ()) if line.payer_iban else ()),
        *(item.client_id for item in same[:_AMOUNT_ALONE]),
    ]
    return list(dict.fromkeys(found))


def _items(seen: Evidence, cited: Cited) -> list[Item]:
    return [item for each in cited.documents for item in seen.index.of_invoice.get(each, ())]


def _of_client(seen: Evidence, client_id: int) -> Iterator[Candidate]:
    items = seen.index.of_client.get(client_id, [])
    if not items:
        return
    enough = seen.identity(client_id).points >= scoring.NAME_ENOUGH
    if not enough and not seen.cited:
        items = [item for item in items if item.open == seen.line.amount_cents]
        if not items:
            return
    for asked in _asked(seen, client_id, items):
        yield from amounts.of_cited(asked)
    plain = Asked(client_id, seen.line.amount_cents, tuple(items), on=seen.line.booked_on)
    if not enough:
        # Of somebody who is not known, no sums are tried.
        yield from amounts.exactly(plain)
        return
    yield from amounts.of_open(plain)
    yield from amounts.on_account(plain)


def _asked(seen: Evidence, client_id: int, items: list[Item]) -> Iterator[Asked]:
    """What is cited surely; else what is cited by its last digits alone."""
    by_strength: dict[Strength, list[Item]] = {}
    for one in seen.cited:
        for item in _items(seen, one):
            if item.client_id == client_id:
                by_strength.setdefault(one.strength, []).append(item)
    sure = [*by_strength.get(Strength.FULL, []), *by_strength.get(Strength.TOLD, [])]
    for chosen in (sure, by_strength.get(Strength.BARE, []) if not sure else []):
        if chosen:
            cited = tuple(dict.fromkeys(chosen))
            yield Asked(
                client_id,
                seen.line.amount_cents,
                tuple(items),
                cited,
                seen.told,
                seen.line.booked_on,
            )


def _of_several(seen: Evidence) -> Iterator[Candidate]:
    """Invoices of several clients cited by their numbers, or all that a payer's clients owe."""
    sure = [one for one in seen.cited if one.strength >= Strength.TOLD]
    items = list(dict.fromkeys(item for one in sure for item in _items(seen, one)))
    clients = {item.client_id for item in items}
    amount = seen.line.amount_cents
    if len(clients) > 1 and sum(item.open for item in items) == amount:
        yield _together(items, scoring.EXACT, because("sum"))
    if len(seen.habitual) > 1:
        pool = [i for client in sorted(seen.habitual) for i in seen.index.of_client.get(client, ())]
        if len({i.client_id for i in pool}) > 1 and sum(i.open for i in pool) == amount:
            yield _together(pool, scoring.OLDEST, because("one_sum")).but(0, because("two_clients"))


def _together(items: list[Item], points: int, reason: Reason) -> Candidate:
    return Candidate(Kind.SETTLE, 0, points, whole(items), reasons=(reason,))


def _weighed(seen: Evidence, found: Candidate) -> Candidate:
    """With who paid, what is cited, the days, and what speaks against it."""
    clients = {part.client_id for part in found.parts}
    signs = [seen.identity(each) for each in sorted(clients)]
    cited, reasons = _cited_points(seen, found.parts)
    payer = min((each.points for each in signs), default=0)
    told = signs[0].reasons if len(signs) == 1 else ()
    is_known = (payer if payer > scoring.NAME[Likeness.WEAK] else 0) + cited >= scoring.KNOWN
    blocks = () if is_known else (because("unknown_payer"),)
    told = tuple(each for each in told if each not in blocks)
    weighed = found.but(scoring.PRIOR + payer + cited, *blocks, reasons=(*reasons, *told))
    return _against(seen, weighed, clients, payer, cited)


def _cited_points(seen: Evidence, parts: tuple[Part, ...]) -> tuple[int, list[Reason]]:
    """What the numbers in the label say for it: as much as the least sure of its invoices."""
    points: dict[int, int] = {}
    reasons: list[Reason] = []
    debited = seen.index.by_debit.get(seen.line.end_to_end_id)
    if not seen.cited and not seen.hinted and debited is None:
        return 0, reasons
    documents = {part.invoice_id for part in parts}
    numbers = {part.invoice_id: part.number for part in parts}
    for one, worth in seen.citations:
        for each in documents.intersection(one.documents):
            points[each] = max(points.get(each, 0), worth)
            reasons.append(because(_CITES[one.strength], numbers=[numbers[each]]))
    if debited is not None and any(part.item_id == debited.id for part in parts):
        points[debited.invoice_id] = scoring.DEBITED
        reasons.append(because("debit"))
    hinted = {item.invoice_id for item in seen.hinted}
    for each in documents & hinted - set(points):
        points[each] = scoring.HINTED
        reasons.append(because("hint", numbers=[numbers[each]]))
    if not points:
        return 0, reasons
    return (max(points.values()) if documents - set(points) else min(points.values())), reasons


def _against(
    seen: Evidence, found: Candidate, clients: set[int], payer: int, cited: int
) -> Candidate:
    """What speaks against it: another payer or number, the day, a payment recorded by hand."""
    said = list(_other_payer(seen, clients, payer))
    if seen.cited:
        said += _other_number(seen, found)
    if cited < scoring.CITED[Strength.FULL]:
        said += _too_early(seen, found)
        # A payment recorded by hand that this line may be, unless the line cites what is open.
        if any(each.client_id in clients for each in seen.by_hand):
            said.append((scoring.RECORDED, because("recorded_rival")))
    if seen.beside and cited < scoring.CITED[Strength.TOLD]:
        said.append((0, because("competing")))
    return found.but(sum(points for points, _ in said), *(block for _, block in said))


def _other_payer(seen: Evidence, clients: set[int], payer: int) -> Iterator[tuple[int, Reason]]:
    others = [each for each in sorted(clients) if not seen.may_pay_for(each)]
    if others:
        named = sorted(seen.known_payers)[:3]
        names = [seen.index.parties[each].name for each in named if each in seen.index.parties]
        yield scoring.OTHER_PAYER, because("other_payer", client=", ".join(names))
    elif seen.gives_back and payer < scoring.KNOWN:
        yield 0, because("gives_back")


def _other_number(seen: Evidence, found: Candidate) -> Iterator[tuple[int, Reason]]:
    """A number cited that is none of those it is for."""
    documents = {part.invoice_id for part in found.parts}
    for one in seen.cited:
        if one.strength is Strength.BARE or documents.intersection(one.documents):
            continue
        numbers = [seen.index.number_of[each] for each in one.documents[:3]]
        if one.strength is Strength.NEAR:
            yield scoring.CITES_PERHAPS, because("cites_unknown", numbers=[one.text])
        elif all(each in seen.index.closed for each in one.documents):
            sure = one.strength is Strength.FULL
            points = scoring.CITES_OTHER if sure else scoring.CITES_PERHAPS
            yield points, because("cites_closed", numbers=numbers)
        else:
            sure = one.strength is Strength.FULL
            points = scoring.CITES_OTHER if sure else scoring.CITES_PERHAPS
            yield points, because("cites_other", numbers=numbers)


def _too_early(seen: Evidence, found: Candidate) -> Iterator[tuple[int, Reason]]:
    on, of_invoice = seen.line.booked_on, seen.index.of_invoice
    for part in found.parts:
        if any(on < item.issued_on for item in of_invoice[part.invoice_id]):
            yield scoring.TOO_EARLY, because("too_early")
            return
