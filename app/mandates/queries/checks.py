"""What must hold of mandates, whoever wrote the rows."""

from app.adapters import files
from app.core import identifiers
from app.core.errors import N_, Finding, Refused, finding
from app.core.located import IntegrityCheck, located
from app.mandates import rules
from app.mandates.tables import Creditor, Mandate, MandateSignature


async def check_accounts() -> list[Finding]:
    """Signed mandates and the creditor: numbers whose key is wrong would be refused by the bank."""
    found = []
    for row in await Mandate.raw(
        "SELECT m.id AS id, m.reference AS reference, m.iban AS iban FROM mandate m"
        " JOIN mandate_signature s ON s.mandate = m.id WHERE m.ended_on IS NULL ORDER BY m.id"
    ):
        if not _holds(identifiers.iban, row["iban"]) or not row["iban"]:
            message = N_("mandate %(reference)s: account %(iban)s is not valid")
            facts = {"reference": row["reference"], "iban": row["iban"]}
            found.append(finding("check", message, None, **facts))
    creditor = await Creditor.select(Creditor.ics).first()
    if creditor and creditor["ics"] and not _holds(rules.ics, creditor["ics"]):
        message = N_("the creditor identifier %(ics)s is not valid")
        found.append(finding("check", message, ics=creditor["ics"]))
    return found


def _holds(judge: object, value: str) -> bool:
    assert callable(judge)
    try:
        judge(value)
    except Refused:
        return False
    return True


async def check_evidence() -> list[Finding]:
    """Evidence of signatures that is no longer there, or is not what was kept."""
    found = []
    for row in await MandateSignature.select(
        MandateSignature.sha256, MandateSignature.mandate.reference
    ).where(MandateSignature.sha256 != ""):
        fault = files.fault_of(row["sha256"])
        if fault:
            message = N_("mandate %(reference)s: its evidence %(sha256)s is %(fault)s")
            facts = {
                "reference": row["mandate.reference"],
                "sha256": row["sha256"][:12],
                "fault": fault,
            }
            found.append(finding("check", message, None, **facts))
    return found


async def check_amendments() -> list[Finding]:
    """Mandates whose account is neither the signed one nor that of the last amendment."""
    rows = await Mandate.raw(
        "SELECT m.reference AS reference, m.iban AS iban,"
        " COALESCE(a.new_iban, s.iban) AS expected FROM mandate m"
        " JOIN mandate_signature s ON s.mandate = m.id"
        " LEFT JOIN mandate_amendment a ON a.id ="
        " (SELECT MAX(id) FROM mandate_amendment x WHERE x.mandate = m.id)"
        " WHERE m.iban <> COALESCE(a.new_iban, s.iban) ORDER BY m.id"
    )
    return located(N_("mandate %(reference)s: account %(iban)s, signed for %(expected)s"), rows)


CHECKS: list[IntegrityCheck] = [
    ("mandates: accounts and identifier", check_accounts),
    ("mandates: evidence kept", check_evidence),
    ("mandates: account as signed", check_amendments),
]
