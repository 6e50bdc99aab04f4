"""Plays an act: undisturbed once, to know its points and its end; then with a fault at one."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Any

import httpx

from app.messages.tables import Message
from tests.faults import play
from tests.faults.actors import Fault, Nursery, Stage, folder
from tests.faults.play import ACTS, Act
from tests.servers import Redis, SmtpSink


@dataclass(frozen=True)
class Undisturbed:
    """The act before this one, the points it passes, and all that is there in the end."""

    before: str
    points: list[str]
    state: dict[str, Any]


NOT_PASSED = "the point was never passed"


class Theatre:
    """What all playings share: Redis, the mail server, and what an undisturbed act is like."""

    def __init__(
        self, nursery: Nursery, redis: Redis, sink: SmtpSink, known: dict[str, Undisturbed]
    ) -> None:
        self.nursery, self.redis, self.sink, self.known = nursery, redis, sink, known

    async def rehearse(self) -> None:
        """The whole path without a fault; the books are kept after each act."""
        await play.open_books(self.sink.url)
        await play.keep("opening")
        before, known = "opening", {}
        for act in ACTS:
            stage = self._stage(None)
            await self._once(stage, act, act.moment)
            known[act.name] = Undisturbed(before, stage.points, await play.state())
            assert await play.faults_of({}, {}) == []
            await play.keep(act.name)
            before = act.name
        self.known |= known

    async def play(self, act: Act, fault: Fault | None, workers: int = 1) -> list[str]:
        """The act with a fault, then what comes round by itself: what is wrong in the end.

        In the browser a person who got no answer sends the same form again.
        """
        expected = self.known[act.name]
        await play.begin_from(expected.before)
        gone_before = len(self.sink.messages)
        stage = self._stage(fault)
        await self._once(stage, act, act.moment, workers)
        if self.redis.process and self.redis.process.poll() is not None:
            self.redis.start()
        if stage.has_struck or not act.by_hand:
            await self._once(stage, act, act.later, workers)
        wrong = [] if stage.has_struck or not fault else [NOT_PASSED]
        found = await play.state()
        wrong += await self._letters(gone_before, fault, found)
        wrong += await play.faults_of(found, expected.state)
        return wrong

    def clear(self) -> None:
        """Leave Redis running and awake."""
        self.redis.wake()

    def _stage(self, fault: Fault | None) -> Stage:
        self.redis.wipe()
        return Stage(self.nursery, self.redis, folder("stage"), fault)

    async def _once(self, stage: Stage, act: Act, moment: str, workers: int = 1) -> None:
        if act.by_hand is None:
            await asyncio.to_thread(stage.work, moment, workers)
            return
        with stage.pages(moment) as url:
            async with httpx.AsyncClient(base_url=url, timeout=30) as browser:
                try:
                    await act.by_hand(await play.signed_in(browser, moment))
                except httpx.TransportError:
                    if not stage.has_struck:
                        raise

    async def _letters(
        self, gone_before: int, fault: Fault | None, found: dict[str, Any]
    ) -> list[str]:
        """Each letter once, or marked as one that may have gone; then it counts as sent."""
        rows = await Message.select(Message.message_id, Message.subject_key, Message.state)
        went = Counter(letter["Message-ID"] for letter in self.sink.messages[gone_before:])
        wrong = [f"{name} went {count} times" for name, count in went.items() if count > 1]
        doubtful = [row["subject_key"] for row in rows if row["state"] == "uncertain"]
        if len(doubtful) > (1 if fault and fault.may_leave_doubt else 0):
            wrong.append(f"in doubt: {doubtful}")
        sent = {row["message_id"] for row in rows if row["state"] in ("sent", "uncertain")}
        if set(went) - sent:
            wrong.append(f"went without being marked: {set(went) - sent}")
        found["messages"] = [
            (*row[:-1], "sent" if row[-1] == "uncertain" else row[-1]) for row in found["messages"]
        ]
        return wrong
