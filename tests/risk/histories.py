"""Histories whose laws are known: who pays in time, who drifts, who has seasons, who collapses."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.risk.rules import Outcome

START, END = date(2023, 1, 2), date(2026, 6, 30)
MONTHS = 42


@dataclass(frozen=True)
class Law:
    """A client's probability of paying late in a month, and its mean delay in days when late."""

    kind: str
    base: float
    pace: float
    turn: int

    def p_late(self, month: int) -> float:
        if self.kind == "drifting":
            return self.base + (0.9 - self.base) * month / MONTHS
        if self.kind == "seasonal":
            return 0.85 if (month % 12) in (6, 7, 11) else self.base
        if self.kind == "collapsing":
            return 0.97 if month >= self.turn else self.base
        return self.base

    def pays(self, random: Random, month: int) -> int | None:
        """Days from the due day; None: never."""
        if random.random() >= self.p_late(month):
            return -random.randrange(0, 12)
        if self.kind == "collapsing" and month >= self.turn and random.random() < 0.5:
            return None
        return 1 + int(random.expovariate(1 / self.pace))


def laws(random: Random, clients: int) -> list[Law]:
    """Four in ten punctual, two drifting, two seasonal, two collapsing."""
    kinds = ("punctual", "drifting", "seasonal", "collapsing", "punctual")
    return [
        Law(
            kinds[place % 5],
            random.betavariate(1, 6),
            random.choice((5.0, 12.0, 30.0)),
            random.randrange(10, 36),
        )
        for place in range(clients)
    ]


def history(seed: int, clients: int) -> list[Outcome]:
    """Some clients have an invoice each month, others each quarter or year, some come late."""
    random = Random(seed)
    found = []
    for client, law in enumerate(laws(random, clients), 1):
        every = random.choice((1, 1, 2, 3, 6, 12))
        for month in range(random.randrange(0, 24), MONTHS, every):
            issued_on = START + timedelta(days=30 * month + random.randrange(0, 28))
            due_on = issued_on + timedelta(days=30)
            days = law.pays(random, month)
            paid_on = None if days is None else max(issued_on, due_on + timedelta(days=days))
            found.append(
                Outcome(
                    client, "company", due_on,
                    paid_on if paid_on and paid_on <= END else None, issued_on,
                )
            )  # fmt: skip
    return found


def stationary(seed: int, clients: int) -> list[Outcome]:
    """Everyone keeps one law: what the score assumes, so that its probabilities must hold."""
    random = Random(seed)
    found = []
    for client in range(1, clients + 1):
        law = Law("steady", random.betavariate(0.8, 1.6), 10.0, 0)
        for month in range(random.randrange(0, 24), MONTHS, random.choice((2, 3, 6))):
            issued_on = START + timedelta(days=30 * month + random.randrange(0, 28))
            due_on = issued_on + timedelta(days=30)
            days = law.pays(random, month) or 0
            found.append(
                Outcome(client, "company", due_on, due_on + timedelta(days=days), issued_on)
            )
    return found
