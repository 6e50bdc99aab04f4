"""What judges said of documents, kept: our rules at issue, the official schematrons when asked."""

from collections.abc import Sequence
from datetime import datetime

from app.adapters import files, schematrons
from app.adapters.database import Tx, transaction
from app.adapters.schematrons import Asked, Opinion
from app.adapters.schematrons import Judgement as Said
from app.invoices.queries.einvoices import Unjudged, unjudged
from app.invoices.queries.judging import Accepted
from app.invoices.rules.einvoice import notes_text
from app.invoices.tables import Electronic, Judgement

_AT_ONCE = 20
_TRIES, _OFTEN = 3, 10**6


async def keep_proofs(tx: Tx, accepted: Sequence[Accepted], at: datetime) -> None:
    """Step: the notes of electronic invoices that are being issued, and that our rules let them."""
    by_id = {each.whole.invoice["id"]: each.proof for each in accepted}
    await Electronic.insert(
        *[Electronic(invoice=key, notes=notes_text(proof.notes)) for key, proof in by_id.items()]
    )
    await Judgement.insert(
        *[
            Judgement(
                invoice=key,
                judge="rules",
                ruleset=proof.verdict.ruleset,
                opinion=Opinion.VALID.value,
                judged_at=at,
            )
            for key, proof in by_id.items()
        ]
    )


async def judge_owed(
    at: datetime, limit: int = _AT_ONCE, *, again: bool = False
) -> list[tuple[str, Said]]:
    """Have the schematrons judge the kept XML of documents that they have not, oldest first.

    Gives back (number, judgement). What could not be checked is kept as such and asked again, three
    times; `again` asks for these too, and says so where there is no second judge: by itself nothing
    is done there.
    """
    if not (again or schematrons.is_installed()):
        return []
    waiting = await unjudged(limit, _OFTEN if again else _TRIES)
    said = await schematrons.judge(
        [Asked(files.read(each.sha256), french=each.french) for each in waiting]
    )
    if waiting:
        async with transaction():
            await Judgement.insert(
                *[_row(each, judgement, at) for each, judgement in zip(waiting, said, strict=True)]
            )
    return [(each.number, judgement) for each, judgement in zip(waiting, said, strict=True)]


def _row(each: Unjudged, said: Said, at: datetime) -> Judgement:
    return Judgement(
        invoice=each.invoice_id,
        judge="schematron",
        ruleset=schematrons.RULESET,
        opinion=said.opinion.value,
        broken="\n".join(said.rules),
        reason=said.reason,
        judged_at=at,
    )
