"""`echeance remind` and `echeance score`, as scripts read them."""

import argparse
import json
from typing import Any

import pytest

from app.adapters.files import store
from app.cli import parser
from app.invoices.tables import Document
from app.messages.tables import Message
from app.reminders import actions, queries
from app.reminders.tables import Hold, Reminder
from app.risk.tables import Score
from tests.cast import at, hotel, mme_perrin, open_shop, regie
from tests.payments.books import paid, sold
from tests.reminders.story import MONDAY, D, late, proposed, vanished
from tests.servers import SmtpSink

SAID = {"on": MONDAY, "proposed": 0, "sent": 0, "failed": 0, "held": []}


async def run(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    args: argparse.Namespace = parser().parse_args([*words, "--format", "json"])
    assert await args.run(args) == 0
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


async def test_a_dry_run_says_all_and_writes_nothing(
    database: None, capsys: pytest.CaptureFixture[str]
) -> None:
    await open_shop()
    await late(await hotel())
    perrin = await mme_perrin()
    await late(perrin)
    await vanished(perrin)
    said = await run(capsys, "remind", "--on", MONDAY, "--dry-run")
    assert said == SAID | {
        "proposed": 1,
        "held": [
            {"client": "Mme Perrin", "reason": "Aucune adresse e-mail connue pour ce client."}
        ],
    }
    assert (await Reminder.count(), await Hold.count(), await Message.count()) == (0, 0, 0)


async def test_proposed_then_approved_and_sent_through_the_mail_server_once(
    database: None, smtp_sink: SmtpSink, capsys: pytest.CaptureFixture[str]
) -> None:
    await open_shop(smtp_url=smtp_sink.url)
    invoice_id = await late(await hotel())
    sha256 = store(b"%PDF-1.7 une facture")
    await Document.insert(
        Document(invoice=invoice_id, sha256=sha256, size=20, created_at=at(MONDAY))
    )
    await late(await regie(language="en"))
    assert await run(capsys, "remind", "--on", MONDAY) == SAID | {"proposed": 2}
    assert smtp_sink.messages == []
    said = await run(capsys, "remind", "--on", MONDAY, "--approve-all")
    assert said == SAID | {"proposed": 2, "sent": 2}
    assert await run(capsys, "remind", "--on", MONDAY, "--approve-all") == SAID
    french, english = sorted(smtp_sink.messages, key=lambda m: m["To"], reverse=True)
    assert french["To"] == "direction@saint-nizier.test"
    assert french["Subject"] == "Facture en attente de règlement – Atelier Vauban"
    assert [part.get_filename() for part in french.iter_attachments()] == ["F2026-000001.pdf"]
    assert "Unless we are mistaken" in english.get_body(("plain",)).get_content()


async def test_on_a_sunday_nothing_leaves_and_what_fails_is_counted(
    database: None, smtp_sink: SmtpSink, capsys: pytest.CaptureFixture[str]
) -> None:
    await open_shop(smtp_url=smtp_sink.url)
    smtp_sink.mode = "refuse"
    await late(await hotel())
    sunday = await run(capsys, "remind", "--on", "2026-11-22", "--approve-all")
    assert sunday == SAID | {"on": "2026-11-22", "proposed": 1}
    assert (await run(capsys, "remind", "--on", MONDAY))["failed"] == 1
    ((view,), _) = await queries.decided()
    assert view.message_state == "failed"


async def test_what_waits_without_a_mail_server_leaves_when_there_is_one(
    database: None, capsys: pytest.CaptureFixture[str]
) -> None:
    await open_shop()
    await late(await hotel())
    await proposed()
    (view,) = await queries.open_reminders()
    await actions.approve(view.id, at=at(MONDAY), by="odile@atelier-vauban.test")
    assert await run(capsys, "remind", "--on", MONDAY) == SAID
    assert [row["state"] for row in await Message.select(Message.state)] == ["waiting"]


async def test_score_as_of_a_day_in_the_fixed_form(
    database: None, capsys: pytest.CaptureFixture[str]
) -> None:
    await open_shop()
    saint_nizier, perrin = await hotel(), await mme_perrin()
    for month in (6, 7, 8):
        await sold(saint_nizier, 100, f"2026-{month:02}-01", f"2026-{month + 1:02}-01")
        await paid(saint_nizier, 100, f"2026-{month + 1:02}-01", key=f"k{month}")
    await sold(perrin, 50, "2026-09-01", "2026-10-01")
    said = await run(capsys, "score", "--on", "2026-11-21")
    assert said["on"] == "2026-11-21"
    good, unknown = said["clients"]
    assert list(good) == [
        "id", "client", "outcomes", "p_late", "low", "high", "expected_days_late", "grade",
    ]  # fmt: skip
    # Weights of 143, 112 and 81 days: 2.4280 outcomes, none late: .43 / (2.4280 + 1.08) = .1226.
    assert (good["client"], good["outcomes"], good["p_late"], good["grade"]) == (
        "Hôtel Saint-Nizier", 3, 0.1226, "A",
    )  # fmt: skip
    # The day by which it has paid one time in two: late only one time in eight.
    assert good["expected_days_late"] == 0.0
    assert (unknown["outcomes"], unknown["p_late"], unknown["grade"]) == (1, None, None)
    assert await Score.count() == 0
    early = await run(capsys, "score", "--on", "2026-08-01")
    assert [one["outcomes"] for one in early["clients"]] == [2]
    assert D("2026-08-01").isoformat() == early["on"]
