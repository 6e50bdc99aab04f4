"""What a file for the bank says of debits, the creditor and their mandates."""

from collections.abc import Sequence
from datetime import date, datetime

from app.adapters.sepa import Collection, DebitFile, Group, Place
from app.debits import rules
from app.debits.queries import ToHand
from app.mandates.rules import Creditor, Recurrence
from app.settings.rules import Business


def compose(
    items: Sequence[ToHand],
    collect_on: date,
    key: str,
    shop: Business,
    terms: Creditor,
    at: datetime,
    ending: frozenset[int],
) -> DebitFile:
    """The file of debits of one scheme and day, in groups by their sequence; `ending`: the mandates
    that end with it."""
    message = rules.message_id(collect_on, key)
    said = rules.sequences([_turn(each, ending) for each in items], terms.says_first)
    groups = []
    for sequence in rules.Sequence:
        found = tuple(_collection(each, shop, terms) for each in items if said[each.id] is sequence)
        if found:
            scheme, name = items[0].scheme.value, f"{message}-{sequence.value}"
            groups.append(Group(name, scheme, sequence.value, collect_on, found))
    return DebitFile(
        terms.version,
        message,
        at,
        shop.name,
        terms.ics,
        shop.iban,
        shop.bic,
        terms.batch_booking,
        tuple(groups),
    )


def _turn(each: ToHand, ending: frozenset[int]) -> rules.Turn:
    return rules.Turn(
        each.id,
        each.mandate_id,
        each.due_on,
        each.recurrence is Recurrence.ONCE,
        each.is_used,
        each.mandate_id in ending,
    )


def _collection(each: ToHand, shop: Business, terms: Creditor) -> Collection:
    assert each.signed_on is not None
    street, postcode, town, country = each.place
    place = None
    if terms.address == "structured" and town:
        place = Place(street, postcode, town, country)
    elif terms.address == "town" and town:
        place = Place("", "", town, country)
    return Collection(
        each.end_to_end_id,
        each.facts.amount,
        each.reference,
        each.signed_on,
        each.name,
        each.iban,
        f"{each.number} {shop.name}",
        place,
        bool(each.told_iban) and each.told_iban != each.iban,
    )
