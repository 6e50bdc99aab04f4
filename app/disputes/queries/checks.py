"""What clients said is kept as they said it, and followed."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from app.adapters import files
from app.adapters.files import FileFault
from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located
from app.disputes.tables import ClientAnswer


async def check_evidence() -> list[Finding]:
    """Answers whose proof is missing or altered, is not the one that was chained, or says something
    else than the row."""
    rows = await ClientAnswer.raw(
        "SELECT a.id AS answer, a.client AS client, a.evidence_sha256 AS sha256, a.name AS name,"
        " a.text AS text, a.amount AS amount, a.reason AS reason, l.payload AS payload"
        " FROM client_answer a LEFT JOIN chain_link l ON l.subject_kind = 'client_answer'"
        " AND l.subject_id = a.id ORDER BY a.id"
    )
    lost = [row for row in rows if not await asyncio.to_thread(_holds, row)]
    about = [{name: row[name] for name in ("answer", "client")} for row in lost]
    message = N_(
        "answer %(answer)s of client %(client)s: its proof is missing, altered, or says something"
        " else"
    )
    return located(message, about)


def _holds(row: Mapping[str, Any]) -> bool:
    if row["payload"] is None or json.loads(row["payload"])["sha256"] != row["sha256"]:
        return False
    try:
        proof = json.loads(files.read(row["sha256"]))
    except FileFault:
        return False
    said = (proof["name"], proof["text"], proof["amount_cents"], proof["reason"])
    return said == (row["name"], row["text"], row["amount"], row["reason"])


async def check_followed() -> list[Finding]:
    """Promises without their answer's own amount and invoices, disputes of more than the invoice:
    what was said and what is counted must be the same."""
    rows = await ClientAnswer.raw(
        """
SELECT a.id AS answer, c.name AS client FROM client_answer a JOIN client c ON c.id = a.client
LEFT JOIN promise p ON p.answer = a.id LEFT JOIN dispute d ON d.answer = a.id
LEFT JOIN payment_plan u ON u.answer = a.id
WHERE (a.kind = 'promise') <> (p.id IS NOT NULL) OR (a.kind = 'dispute') <> (d.id IS NOT NULL)
  OR (a.kind = 'plan') <> (u.id IS NOT NULL) OR u.invoice <> a.invoice
  OR p.amount <> a.amount OR d.amount <> a.amount OR d.invoice <> a.invoice
  OR (p.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM promise_item t WHERE t.promise = p.id))
ORDER BY a.id"""
    )
    return located(
        N_("answer %(answer)s of %(client)s: what was said is not what is followed"), rows
    )


async def check_outcomes() -> list[Finding]:
    """Disputes that ended without the step that ends them, or are open with one; whose credit note
    is none of their invoice, or that do not name the one that was made for them; of another
    client's invoice."""
    rows = await ClientAnswer.raw(
        """
SELECT d.answer AS answer, c.name AS client
FROM dispute d JOIN client c ON c.id = d.client JOIN invoice i ON i.id = d.invoice
LEFT JOIN invoice n ON n.id = d.credit_note
LEFT JOIN invoice made ON made.state = 'issued'
  AND made.source = 'credit:' || CAST(d.invoice AS VARCHAR(20)) || ':dispute:'
    || CAST(d.id AS VARCHAR(20))
WHERE (d.outcome = 'open') = EXISTS (SELECT 1 FROM answer_step s
    WHERE s.answer = d.answer AND s.kind = 'closed')
  OR d.client <> i.client
  OR (d.credit_note IS NOT NULL AND (n.id IS NULL OR n.state <> 'issued'
    OR n.kind <> 'credit_note' OR n.credits IS NULL OR n.credits <> d.invoice))
  OR (made.id IS NOT NULL AND (d.credit_note IS NULL OR d.credit_note <> made.id))
ORDER BY d.id"""
    )
    return located(
        N_("answer %(answer)s of %(client)s: the dispute does not stand as it was ended"),
        rows,
    )


async def check_kept() -> list[Finding]:
    """Promises noted as kept of which no money ever came: none that was put on their invoices since
    they were made, be it taken off again."""
    rows = await ClientAnswer.raw(
        """
SELECT p.answer AS answer, c.name AS client FROM promise p JOIN client c ON c.id = p.client
WHERE p.noted = 'kept' AND NOT EXISTS (
  SELECT 1 FROM promise_item t JOIN instalment s ON s.invoice = t.invoice
  JOIN allocation x ON x.instalment = s.id AND x.id > t.after_allocation
  WHERE t.promise = p.id AND x.source_kind IN ('receipt', 'opening') AND x.amount > 0)
ORDER BY p.id"""
    )
    return located(
        N_("answer %(answer)s of %(client)s: the promise counts as kept, and no money came of it"),
        rows,
    )


async def check_plans() -> list[Finding]:
    """Plans whose payments do not come to what was left when they were granted, or to what the
    client asked for; of another client's invoice; noted as kept without any money since."""
    rows = await ClientAnswer.raw(
        """
SELECT a.id AS answer, c.name AS client FROM payment_plan u JOIN client_answer a ON a.id = u.answer
JOIN client c ON c.id = u.client JOIN invoice i ON i.id = u.invoice
WHERE i.client <> u.client OR a.client <> u.client
  OR (u.granted_on IS NOT NULL AND u.open <> (SELECT COALESCE(SUM(t.amount), 0)
    FROM payment_plan_part t WHERE t.plan = u.id AND t.is_granted))
  OR (a.origin = 'page' AND a.amount <> (SELECT COALESCE(SUM(t.amount), 0)
    FROM payment_plan_part t WHERE t.plan = u.id AND NOT t.is_granted))
  OR (u.noted = 'kept' AND NOT EXISTS (SELECT 1 FROM instalment s JOIN allocation x
    ON x.instalment = s.id AND x.id > u.after_allocation
    WHERE s.invoice = u.invoice AND x.source_kind IN ('receipt', 'opening') AND x.amount > 0))
ORDER BY a.id"""
    )
    return located(
        N_("answer %(answer)s of %(client)s: the plan of payments does not come to what it is for"),
        rows,
    )


async def check_replies() -> list[Finding]:
    """Replies to answers that no message about them stands behind."""
    rows = await ClientAnswer.raw(
        "SELECT s.answer AS answer, c.name AS client FROM answer_step s"
        " JOIN client_answer a ON a.id = s.answer JOIN client c ON c.id = a.client"
        " LEFT JOIN message m ON m.id = s.message_id AND m.cause_kind = 'answer'"
        " AND m.cause_id = s.answer WHERE s.kind = 'reply' AND m.id IS NULL ORDER BY s.id"
    )
    return located(
        N_("answer %(answer)s of %(client)s: a reply was noted, and no message of it is there"),
        rows,
    )


CHECKS: list[IntegrityCheck] = [
    ("proofs of answers kept", check_evidence),
    ("answers followed as said", check_followed),
    ("disputes ended as was done", check_outcomes),
    ("promises kept by money", check_kept),
    ("plans of payments add up", check_plans),
    ("replies to answers written", check_replies),
]
