"""Every reason to stay silent, both ways and with every other one, told as sentences.

The hotel owes F1, 540 €, due on 1 October; it is Wednesday 14 October 2026 and the step of ten days
has come, unless the words after the sentence say otherwise. The verdicts were written first.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations

import pytest

from app.reminders.rules import (
    Held,
    Limits,
    OpenItem,
    Proposal,
    Situation,
    Step,
    day_off,
    decide,
    may_send,
    why_withdrawn,
)

FIRST = Step(2, 2, 10, "friendly", False, False)
WEDNESDAY, SUNDAY, ARMISTICE = date(2026, 10, 14), date(2026, 10, 18), date(2026, 11, 11)

# What each word does to the invoice, to the client, and to the day.
ITEM: dict[str, dict[str, object]] = {
    "promised": {"promised_on": date(2026, 12, 31)},
    "disputed": {"is_disputed": True},
    "contested": {"is_contested": True},
    "uncontested": {"is_contested": False},
    "debit": {"debit_on": date(2026, 12, 31)},
    "item_paused": {"is_paused": True},
    "small": {"open": 499},
    "least": {"open": 500},
    "undisputed": {"is_disputed": False},
    "unpromised": {"promised_on": None},
    "undebited": {"debit_on": None},
    "one_cent": {"open": 1},
    "paid": {"open": 0},
}
CLIENT: dict[str, dict[str, object]] = {
    "paused": {"is_paused": True},
    "insolvent": {"is_insolvent": True},
    "unallocated": {"unallocated": 1},
    "allocated": {"unallocated": 0},
    "overpaid_back": {"unallocated": -1},
    "word": {"promised_on": date(2026, 12, 31)},
}
DAYS = {"sunday": SUNDAY, "saturday": date(2026, 10, 17), "holiday": ARMISTICE}
# These hang on the day: so many days before it.
AGO: dict[str, tuple[str, int]] = {
    "stale": ("read_until", 11),
    "fresh": ("read_until", 10),
    "recent": ("last_contact_on", 6),
    "long_ago": ("last_contact_on", 7),
}
OFF = {"sunday": "weekend", "saturday": "weekend", "holiday": "holiday"}
LEAVES = "leaves"


def verdict(words: str) -> str:
    """Every reason to stay silent, in their order, or that it leaves."""
    said = set(words.split())
    on = next((day for word, day in DAYS.items() if word in said), WEDNESDAY)
    item = OpenItem(1, 1, "F1", date(2026, 9, 1), date(2026, 10, 1), 54_000)
    hotel = Situation(7, "Hôtel Saint-Nizier", "company", "compta@hotel.example", ())
    for word in (one for one in ITEM if one in said):
        item = replace(item, **ITEM[word])  # type: ignore[arg-type]
    for word in (one for one in CLIENT if one in said):
        hotel = replace(hotel, **CLIENT[word])  # type: ignore[arg-type]
    for word in (one for one in AGO if one in said):
        name, days = AGO[word]
        hotel = replace(hotel, **{name: on - timedelta(days=days)})  # type: ignore[arg-type]
    if "any_age" in said:
        hotel = replace(hotel, limits=Limits(stale_days=None))
    items = [item]
    if "another" in said:
        items.append(replace(item, instalment_id=2, invoice_id=2, number="F2", open=54_000, **FREE))
    hotel = replace(hotel, items=tuple(items))
    made = decide(hotel, [FIRST], on)
    reasons = list(made.reasons) if isinstance(made, Held) else []
    if made is None:
        gone = why_withdrawn((1,), hotel, made)
        reasons = [gone] if gone else []
    off = day_off(on)
    assert (off is None) is may_send(datetime(on.year, on.month, on.day, 10), None, None)
    reasons += [off] if off else []
    if isinstance(made, Proposal) and not reasons:
        return " ".join([LEAVES, *(one.number for one in made.items)])
    return " ".join(one.code.removeprefix("reminders.") for one in reasons)


FREE: dict[str, object] = {
    "is_disputed": False,
    "is_contested": False,
    "is_paused": False,
    "promised_on": None,
    "debit_on": None,
}

BOTH_WAYS = [
    ("The hotel is thirteen days late and nothing stands against it", "", "leaves F1"),
    ("It has paid", "paid", "paid"),
    ("It has paid all but one cent, and one cent is below what we write for", "one_cent", "small"),
    ("It said that it pays on New Year's Eve", "promised", "promised"),
    ("Its promise has lapsed, or none was made", "unpromised", "leaves F1"),
    ("It promised all that it owes for New Year's Eve", "word", "promised"),
    ("It contests the invoice", "disputed", "disputed"),
    ("The dispute is closed", "undisputed", "leaves F1"),
    ("It contests one invoice and owes another", "disputed another", "leaves F2"),
    ("It paid by card, then contested that at its bank", "contested", "contested"),
    ("The bank has decided about the card", "uncontested", "leaves F1"),
    ("The card of one is contested, another is late", "contested another", "leaves F2"),
    ("It promised one invoice and owes another", "promised another", "leaves F2"),
    ("One invoice is debited and another is not", "debit another", "leaves F2"),
    ("One invoice is left in peace and another is not", "item_paused another", "leaves F2"),
    ("It paid one invoice and owes another", "paid another", "leaves F2"),
    ("A debit is on its way", "debit", "debit"),
    ("The debit has come back", "undebited", "leaves F1"),
    ("The last statement ends eleven days ago", "stale", "stale"),
    ("The last statement ends ten days ago", "fresh", "leaves F1"),
    ("It is old, and the owner said that its age is no matter", "stale any_age", "leaves F1"),
    ("A cent of the hotel waits to be allocated", "unallocated", "unallocated"),
    ("All its money is allocated", "allocated", "leaves F1"),
    ("It was paid back a cent too much", "overpaid_back", "leaves F1"),
    ("4.99 € are left", "small", "small"),
    ("5 € are left", "least", "leaves F1"),
    ("4.99 € of one and 540 € of another are left", "small another", "leaves F1 F2"),
    ("Odile left the hotel in peace", "paused", "paused"),
    ("Odile left the invoice in peace", "item_paused", "item_paused"),
    ("A message left six days ago", "recent", "recent"),
    ("A message left seven days ago", "long_ago", "leaves F1"),
    ("It is Sunday", "sunday", "weekend"),
    ("It is Saturday", "saturday", "weekend"),
    ("It is Armistice Day, a Wednesday", "holiday", "holiday"),
    ("A court opened proceedings", "insolvent", "insolvent"),
    ("A court opened proceedings, and another invoice is late", "insolvent another", "insolvent"),
]

# Paid wins over all: what is not owed needs no other reason. Else each reason is told, in order.
PAIRS = [
    ("Paid, though it was promised for later", "paid promised", "paid"),
    ("Paid, though it was in dispute", "paid disputed", "paid"),
    ("Paid while a debit was on its way", "paid debit", "paid"),
    ("Paid, as an old statement told", "paid stale", "paid"),
    ("Paid, and a cent too much is left over", "paid unallocated", "paid"),
    ("The small rest is paid", "small paid", "paid"),
    ("Paid by a client left in peace", "paid paused", "paid"),
    ("Paid: the invoice that was left in peace", "paid item_paused", "paid"),
    ("Paid after the message of last week", "paid recent", "paid"),
    ("Paid, and it is Sunday", "paid sunday", "paid weekend"),
    ("Paid by the administrator", "paid insolvent", "paid"),
    ("Promised and in dispute", "promised disputed", "disputed promised"),
    ("Promised, and a debit is on its way", "promised debit", "promised debit"),
    ("Promised, and the statement is old", "promised stale", "stale promised"),
    ("Promised, and a cent came already", "promised unallocated", "unallocated promised"),
    ("A small rest is promised", "promised small", "promised"),
    ("Promised by a client left in peace", "promised paused", "paused promised"),
    ("Promised and left in peace", "promised item_paused", "promised item_paused"),
    ("Promised the day after our message", "promised recent", "recent promised"),
    ("Promised, and it is Sunday", "promised sunday", "promised weekend"),
    ("Promised before the court opened proceedings", "promised insolvent", "insolvent promised"),
    ("In dispute, and debited all the same", "disputed debit", "disputed debit"),
    ("In dispute, and the statement is old", "disputed stale", "stale disputed"),
    ("In dispute, and a cent came", "disputed unallocated", "unallocated disputed"),
    ("A small rest is in dispute", "disputed small", "disputed"),
    ("In dispute with a client left in peace", "disputed paused", "paused disputed"),
    ("In dispute and left in peace", "disputed item_paused", "disputed item_paused"),
    ("Contested in answer to our message", "disputed recent", "recent disputed"),
    ("In dispute, and it is Sunday", "disputed sunday", "disputed weekend"),
    ("In dispute before the court too", "disputed insolvent", "insolvent disputed"),
    ("Paid again by transfer, the card being contested", "paid contested", "paid"),
    ("The card contested after a promise", "promised contested", "contested promised"),
    ("The work and the card are contested", "disputed contested", "disputed contested"),
    ("The card contested, then debited all the same", "debit contested", "contested debit"),
    ("The card contested, and the statement is old", "stale contested", "stale contested"),
    ("The card contested, and a cent came", "unallocated contested", "unallocated contested"),
    ("The card of a small rest is contested", "small contested", "contested"),
    ("The card contested by a client left in peace", "paused contested", "paused contested"),
    ("The card contested, the invoice in peace", "item_paused contested", "contested item_paused"),
    ("The card contested after our message", "recent contested", "recent contested"),
    ("The card contested, and it is Sunday", "sunday contested", "contested weekend"),
    ("The card contested, then proceedings", "insolvent contested", "insolvent contested"),
    ("Debited, and the statement is old", "debit stale", "stale debit"),
    ("Debited, and a cent came", "debit unallocated", "unallocated debit"),
    ("A small rest is debited", "debit small", "debit"),
    ("Debited from a client left in peace", "debit paused", "paused debit"),
    ("Debited and left in peace", "debit item_paused", "debit item_paused"),
    ("Debited after our message", "debit recent", "recent debit"),
    ("Debited, and it is Sunday", "debit sunday", "debit weekend"),
    ("Debited in spite of proceedings", "debit insolvent", "insolvent debit"),
    ("An old statement and a cent to allocate", "stale unallocated", "stale unallocated"),
    ("An old statement and a small rest", "stale small", "stale small"),
    ("An old statement, and a client left in peace", "stale paused", "paused stale"),
    ("An old statement, and an invoice left in peace", "stale item_paused", "stale item_paused"),
    ("An old statement six days after a message", "stale recent", "stale recent"),
    ("An old statement on a Sunday", "stale sunday", "stale weekend"),
    ("An old statement, and proceedings", "stale insolvent", "insolvent stale"),
    ("A small rest, and a cent to allocate", "unallocated small", "unallocated small"),
    ("A cent of a client left in peace", "unallocated paused", "paused unallocated"),
    (
        "A cent to allocate, and the invoice left in peace",
        "unallocated item_paused",
        "unallocated item_paused",
    ),
    ("A cent came after our message", "unallocated recent", "unallocated recent"),
    ("A cent to allocate on a Sunday", "unallocated sunday", "unallocated weekend"),
    ("A cent came from the administrator", "unallocated insolvent", "insolvent unallocated"),
    ("A small rest of a client left in peace", "small paused", "paused small"),
    ("A small rest left in peace", "small item_paused", "item_paused"),
    ("A small rest after our message", "small recent", "recent small"),
    ("A small rest on a Sunday", "small sunday", "small weekend"),
    ("A small rest in proceedings", "small insolvent", "insolvent small"),
    ("The client and the invoice left in peace", "paused item_paused", "paused item_paused"),
    ("Left in peace after our message", "paused recent", "paused recent"),
    ("Left in peace, and it is Sunday", "paused sunday", "paused weekend"),
    ("Left in peace, then insolvent", "paused insolvent", "insolvent paused"),
    ("An invoice left in peace after our message", "item_paused recent", "recent item_paused"),
    ("An invoice left in peace on a Sunday", "item_paused sunday", "item_paused weekend"),
    ("An invoice left in peace in proceedings", "item_paused insolvent", "insolvent item_paused"),
    ("Six days after our message it is Sunday", "recent sunday", "recent weekend"),
    ("Proceedings six days after our message", "recent insolvent", "insolvent recent"),
    ("Proceedings on a Sunday", "sunday insolvent", "insolvent weekend"),
]
SINGLE = "paid promised disputed debit stale unallocated small paused item_paused recent contested"
RULES = [*SINGLE.split(), "sunday", "insolvent"]


@pytest.mark.parametrize(
    ("sentence", "words", "expected"), BOTH_WAYS + PAIRS, ids=lambda one: str(one)[:60]
)
def test_who_is_written_to(sentence: str, words: str, expected: str) -> None:
    assert verdict(words) == expected, sentence


def test_every_rule_and_every_pair_has_its_sentence() -> None:
    told = {frozenset(words.split()) for _, words, _ in BOTH_WAYS + PAIRS}
    assert {frozenset([rule]) for rule in RULES} <= told
    assert {frozenset(pair) for pair in combinations(RULES, 2)} <= told
    assert len(BOTH_WAYS + PAIRS) >= 60
