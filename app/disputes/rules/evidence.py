"""The proof of an answer, and what is missing in one."""

import json

from app.core.errors import Finding, finding
from app.disputes.rules.values import MAX_NAME, MAX_TEXT, Said, Words

MOST_A_DAY = 5


def evidence(said: Said) -> bytes:
    """The file that proves an answer: who said what of which invoice, when, from where, and what
    was open then; the same facts give the same bytes."""
    facts: dict[str, object] = {
        "answer": said.kind.value,
        "invoice": said.title,
        "open_cents": said.open,
        "name": said.words.name,
        "text": said.words.text,
        "amount_cents": said.amount,
        "day": said.day.isoformat() if said.day else None,
        "reason": said.reason,
        "said_at": said.at.isoformat(timespec="seconds"),
        "origin": said.words.origin.value,
        "address": said.words.address,
        "browser": said.words.agent,
        "recorded_by": said.words.by,
        "key": said.words.key,
    }
    if said.parts:
        facts["payments"] = [[day.isoformat(), cents] for day, cents in said.parts]
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=1).encode()


def word_faults(words: Words, name_field: str, text_field: str | None) -> list[Finding]:
    """What is missing or too long in what was said; `text_field` None: words are not asked for."""
    found = []
    if not words.name:
        found.append(finding("disputes.name", "Write your name.", name_field))
    if len(words.name) > MAX_NAME or len(words.text) > MAX_TEXT:
        found.append(
            finding("disputes.long", "This is too long: at most %(max)s characters.", max=MAX_TEXT)
        )
    if text_field and not words.text:
        found.append(finding("disputes.text", "Write a few words.", text_field))
    return found
