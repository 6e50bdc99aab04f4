"""Who is proposed a reminder each morning, with which words, and who is left alone and why."""

import asyncio

import pytest

from app.auth.tables import AuditEntry
from app.core.sentences import sentence
from app.messages.tables import Message
from app.reminders import actions, queries
from app.reminders.queries import Next
from app.reminders.tables import Hold, Reminder, ReminderItem
from tests.cast import AMIN, ODILE, at, hotel, mairie, mme_perrin, open_shop, regie
from tests.payments.books import paid, sold
from tests.reminders.story import MONDAY, D, approved, late, proposed, vanished, waiting

HARD, NARROW = "\u00a0", "\u202f"


async def rows() -> tuple[int, int, int]:
    return await Reminder.count(), await ReminderItem.count(), await Hold.count()


async def test_ten_days_late_the_hotel_is_proposed_the_first_reminder(database: None) -> None:
    await open_shop()
    saint_nizier = await hotel()
    await late(saint_nizier, 540, due="2026-11-13")
    await proposed("2026-11-22")
    assert await waiting() == []
    await proposed("2026-11-23")
    assert await waiting() == [("Hôtel Saint-Nizier", "Première relance", 54_000)]
    (view,) = await queries.open_reminders()
    assert sentence(view.why, "en") == "One invoice, 10 days late."
    assert [(one.number, one.open) for one in view.items] == [("F2026-000001", 54_000)]
    assert view.subject == "Facture en attente de règlement – Atelier Vauban"
    line = f"– F2026-000001 du 10{HARD}octobre 2026, échue le 13{HARD}novembre 2026"
    assert line in view.body
    assert f"Soit un total de 540,00{HARD}€." in view.body


async def test_swept_twice_or_by_two_workers_at_once_there_is_one_proposal(database: None) -> None:
    await open_shop()
    for client_id in (await hotel(), await regie(), await mme_perrin()):
        await late(client_id)
    await asyncio.gather(proposed(), proposed())
    first = await Reminder.select().order_by(Reminder.id)
    assert len(first) == 3
    result = await proposed()
    assert len(result.proposals) == 3
    assert await Reminder.select().order_by(Reminder.id) == first
    assert await rows() == (3, 3, 0)


async def test_after_forty_days_of_outage_only_the_highest_step_is_proposed(
    database: None,
) -> None:
    await open_shop()
    await late(await regie(), due="2026-10-20")
    await proposed("2026-10-16")
    assert [step for _, step, _ in await waiting()] == ["Avant l’échéance"]
    await proposed("2026-11-25")
    assert [step for _, step, _ in await waiting()] == ["Mise en demeure"]
    assert await ReminderItem.count().where(ReminderItem.is_active.eq(True)) == 1


async def test_one_message_names_all_that_is_late(database: None) -> None:
    await open_shop()
    bellecour = await regie()
    await sold(bellecour, 540, "2026-10-10", "2026-11-10")
    await sold(bellecour, 960, "2026-10-20", "2026-11-20")
    await sold(bellecour, 300, "2026-10-21", "2026-12-20")
    await proposed()
    assert await waiting() == [("Régie Bellecour", "Première relance", 150_000)]
    (view,) = await queries.open_reminders()
    assert [one.number for one in view.items] == ["F2026-000001", "F2026-000002"]
    assert sentence(view.why, "en") == "2 invoices late, the oldest by 13 days."


async def test_a_part_payment_replaces_the_proposal_by_one_of_what_is_left(
    database: None,
) -> None:
    await open_shop()
    saint_nizier = await hotel()
    await late(saint_nizier, 540)
    await proposed()
    await paid(saint_nizier, 200, MONDAY)
    await proposed()
    assert await waiting() == [("Hôtel Saint-Nizier", "Première relance", 34_000)]
    await paid(saint_nizier, 340, MONDAY)
    await proposed()
    assert await waiting() == []


@pytest.mark.parametrize(
    ("kind", "company", "said"),
    [("company", True, f"120,00{HARD}€ (40,00{HARD}€ par facture"), ("consumer", False, "")],
)
async def test_forty_euros_for_each_late_invoice_of_a_company_none_of_a_consumer(
    database: None, kind: str, company: bool, said: str
) -> None:
    await open_shop()
    client_id = await regie() if company else await mme_perrin()
    for _ in range(3):
        await sold(client_id, 100, "2026-09-01", "2026-10-01")
    await proposed()
    (view,) = await queries.open_reminders()
    assert view.name_fr == "Dernier rappel avant procédure"
    assert (said in view.body) if company else ("40,00" not in view.body)
    assert ("D441-5" in view.body) is company
    assert "\n\n\n" not in view.body


async def test_a_client_in_english_is_written_to_in_english(database: None) -> None:
    await open_shop()
    await late(await regie(language="en"))
    await proposed()
    (view,) = await queries.open_reminders()
    assert view.subject == "Invoice awaiting payment – Atelier Vauban"
    assert f"F2026-000001 of 10{HARD}October 2026" in view.body
    assert "A total of €540.00." in view.body


async def test_each_silence_is_kept_with_its_reason_and_ends_with_it(database: None) -> None:
    await open_shop()
    odd = {
        await hotel(): "reminders.paused",
        await regie(): "reminders.item_paused",
        await mairie(): "reminders.unallocated",
        await mme_perrin(): "reminders.no_email",
    }
    ids = list(odd)
    invoices = [await late(client_id) for client_id in ids]
    await vanished(ids[3])
    for client_id, invoice_id in ((ids[0], None), (ids[1], invoices[1])):
        await actions.pause(
            client_id,
            reason="En discussion",
            until_on=D("2026-11-30"),
            invoice_id=invoice_id,
            on=D(MONDAY),
            at=at(MONDAY),
            by=ODILE,
        )
    await paid(ids[2], 50, MONDAY, parts=[])
    result = await proposed()
    assert result.proposals == []
    assert {one.client_id: one.reason.code for one in result.held} == odd
    held = {one.client_id: one.reason for one in await queries.held_on(D(MONDAY))}
    assert {client_id: reason.code for client_id, reason in held.items()} == odd
    assert sentence(held[ids[2]], "en").startswith("€50.00 received")
    steps = await queries.next_steps(D(MONDAY))
    assert (steps[ids[0]].kind, steps[ids[3]].kind) == (Next.PAUSED, Next.HELD)
    # The pauses end by themselves; the next morning nothing else has changed.
    await proposed("2026-12-01")
    assert {name for name, _, _ in await waiting()} == {"Hôtel Saint-Nizier", "Régie Bellecour"}


async def test_a_pause_is_lifted_once_and_both_are_in_the_trail(database: None) -> None:
    await open_shop()
    saint_nizier = await hotel()
    await late(saint_nizier)
    await actions.pause(saint_nizier, reason="Noël", on=D(MONDAY), at=at(MONDAY), by=AMIN)
    (pause,) = await queries.pauses_of(saint_nizier, D(MONDAY))
    await actions.lift(pause.id, at=at(MONDAY, 10), by=AMIN)
    await actions.lift(pause.id, at=at(MONDAY, 11), by=AMIN)
    assert await queries.pauses_of(saint_nizier, D(MONDAY)) == []
    trail = await AuditEntry.select(AuditEntry.act).where(AuditEntry.client_id == saint_nizier)
    acts = [row["act"] for row in trail]
    assert acts.count("reminders.paused") == 1 and acts.count("reminders.resumed") == 1
    await proposed()
    assert len(await waiting()) == 1


async def test_what_the_owner_dropped_is_not_proposed_again_for_that_step(database: None) -> None:
    await open_shop()
    await late(await hotel(), due="2026-11-10")
    await proposed()
    (view,) = await queries.open_reminders()
    await actions.drop(view.id, at=at(MONDAY, 9), by=ODILE)
    await proposed()
    await proposed("2026-12-09")
    assert await waiting() == []
    await proposed("2026-12-10")
    assert [step for _, step, _ in await waiting()] == ["Mise en demeure"]


async def test_changed_words_stay_until_the_facts_change(database: None) -> None:
    await open_shop()
    saint_nizier = await hotel()
    await late(saint_nizier)
    await proposed()
    (view,) = await queries.open_reminders()
    await actions.reword(
        view.id, subject="Un mot", body="Bonjour Jean,", at=at(MONDAY, 9), by=ODILE
    )
    await proposed("2026-11-24")
    (same,) = await queries.open_reminders()
    assert (same.id, same.subject, same.body) == (view.id, "Un mot", "Bonjour Jean,")
    assert sentence(same.why, "en") == "One invoice, 14 days late."
    await paid(saint_nizier, 100, "2026-11-24")
    await proposed("2026-11-24")
    (fresh,) = await queries.open_reminders()
    assert fresh.id != view.id and fresh.subject.startswith("Facture en attente")


async def test_a_proposal_nobody_decided_asks_by_a_day_that_moves_on(database: None) -> None:
    await open_shop()
    await late(await hotel(), due="2026-10-20")
    await proposed("2026-11-23")
    assert f"avant le 1er{HARD}décembre 2026" in (await queries.open_reminders())[0].body
    await proposed("2026-11-26")
    assert f"avant le 4{HARD}décembre 2026" in (await queries.open_reminders())[0].body


async def test_a_dry_run_writes_nothing(database: None) -> None:
    await open_shop()
    await late(await hotel())
    perrin = await mme_perrin()
    await late(perrin)
    await vanished(perrin)
    result = await actions.propose(on=D(MONDAY), at=at(MONDAY), dry_run=True)
    assert (len(result.proposals), len(result.held)) == (1, 1)
    assert await rows() == (0, 0, 0)
    assert await Message.count() == 0


async def test_what_comes_next_is_said_for_each_client_who_owes(database: None) -> None:
    await open_shop()
    saint_nizier, bellecour, perrin = await hotel(), await regie(), await mme_perrin()
    await sold(saint_nizier, 100, "2026-10-10", "2026-11-10")
    await sold(bellecour, 100, "2026-11-10", "2026-12-10")
    await proposed()
    steps = await queries.next_steps(D(MONDAY))
    assert perrin not in steps
    assert (steps[saint_nizier].kind, steps[bellecour].kind) == (Next.APPROVE, Next.LATER)
    assert sentence(steps[bellecour].text, "fr") == f"Avant l’échéance le 5{HARD}décembre 2026"
    await approved()
    assert (await queries.next_steps(D(MONDAY)))[saint_nizier].kind is Next.LEAVES
    assert await queries.count_open() == 0
