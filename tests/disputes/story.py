"""Words of the stories about what clients say: the page of an invoice, what is said there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

from app.adapters.database import engine, is_postgres, transaction
from app.disputes import actions, queries
from app.disputes.actions import Wish
from app.disputes.queries import AnswerView
from app.disputes.rules import Origin, Words
from app.links import actions as links
from app.schema.ddl import refuse_change
from tests.cast import ODILE, at

D = date.fromisoformat
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


async def page_of(invoice_id: int) -> str:
    """The address of the client's page of an invoice."""
    async with transaction() as tx:
        token = await links.ensure(
            tx, subject_kind="invoice", subject_id=invoice_id, at=at("2026-11-02")
        )
    return f"/p/{token}"


def words(key: str = "k", text: str = "", **more: Any) -> Words:
    """Mme Arnaud of the Régie, by the page of an invoice."""
    values = {"name": "Mme Arnaud", "by": actions.CLIENT, "address": "203.0.113.9"} | more
    return Words(text=text, key=key, agent=FIREFOX, **values)


def noted(key: str = "k", text: str = "", **more: Any) -> Words:
    """The same, told on the phone and written down by Odile."""
    return words(key, text, **({"origin": Origin.HAND, "by": ODILE, "address": ""} | more))


async def promised(
    invoice_id: int, day: str, cents: int | None = None, on: str = "2026-11-21", key: str = ""
) -> int:
    """A promise made on the page of an invoice; gives back its answer."""
    wish = Wish([invoice_id], cents, D(day))
    return await actions.promise(
        wish, words(key or f"{invoice_id}-{day}-{on}"), on=D(on), at=at(on, 14)
    )


async def standing(answer_id: int, on: str) -> str:
    """How a promise stands on a day."""
    view = await queries.maybe_answer(answer_id, D(on))
    assert view and view.promise
    return view.promise.standing.value


async def asking(on: str) -> list[AnswerView]:
    """What asks for somebody on a day."""
    return [each for each in await queries.open_answers(D(on)) if each.stage == "asks"]


@asynccontextmanager
async def failing(table: str, when: str) -> AsyncIterator[None]:
    """The power goes while such a row is written; afterwards it is back."""
    name = f"{table}_no_insert"
    trigger = refuse_change(table, "INSERT", when, "the power went")
    # On PostgreSQL a function and its trigger: one statement at a time.
    for statement in trigger.replace("$$;\n", "$$;\n\n").split("\n\n"):
        await engine.run_ddl(statement)
    yield
    await engine.run_ddl(f"DROP TRIGGER {name}" + (f" ON {table}" if is_postgres else ""))
