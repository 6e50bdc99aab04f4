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
WHERE (a.kind = 'promise') <> (p.id IS NOT NULL) OR (a.kind = 'dispute') <> (d.id IS NOT NULL)
  OR p.amount <> a.amount OR d.amount <> a.amount OR d.invoice <> a.invoice
  OR (p.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM promise_item t WHERE t.promise = p.id))
ORDER BY a.id"""
    )
    return located(
        N_("answer %(answer)s of %(client)s: what was said is not what is followed"), rows
    )


CHECKS: list[IntegrityCheck] = [
    ("proofs of answers kept", check_evidence),
    ("answers followed as said", check_followed),
]
