"""Words of the mandates' stories: a creditor with its identifier, mandates made and signed."""

from datetime import date, time

from app.adapters.database import transaction
from app.links import actions as links
from app.mandates import actions, queries
from app.mandates.actions.signing import Signer
from app.mandates.queries import MandateView
from app.mandates.rules import Creditor, MandateValues, Recurrence, Scheme
from tests.cast import ODILE, at

ICS = "FR72ZZZ123456"
IBAN = "FR7630006000011234567890189"
OTHER_IBAN = "DE89370400440532013000"
D = date.fromisoformat
MARCH_2 = D("2026-03-02")


async def identified(**changes: object) -> Creditor:
    """The business may hand debits over: pain.008.001.02, two days before, until 11:00."""
    given = {"ics": ICS, "contract_on": D("2026-01-12"), "cutoff": time(11, 0)} | changes
    values = Creditor(**given)  # type: ignore[arg-type]
    await actions.save_creditor(values, at=at("2026-01-12"), by=ODILE)
    return values


async def made(client_id: int, *, send: bool = False, on: date = MARCH_2, **more: object) -> int:
    given = {"name": "Régie Bellecour"} | more
    values = MandateValues(client_id, **given)  # type: ignore[arg-type]
    return await actions.create(values, on=on, at=at(on), by=ODILE, send=send)


async def signed(
    client_id: int,
    *,
    on: date = MARCH_2,
    iban: str = IBAN,
    scheme: Scheme = Scheme.CORE,
    recurrence: Recurrence = Recurrence.RECURRING,
    name: str = "Régie Bellecour",
) -> int:
    """A mandate signed on paper on a day; one of B2B is known by the client's bank too."""
    mandate_id = await made(client_id, on=on, scheme=scheme, recurrence=recurrence, name=name)
    signer = Signer("Paul Bellecour", iban, "Lyon")
    await actions.sign_on_paper(
        mandate_id, signer, signed_on=on, scan=None, on=on, at=at(on), by=ODILE
    )
    if scheme is Scheme.B2B:
        await actions.register(mandate_id, on=on, at=at(on), by=ODILE)
    return mandate_id


async def seen(mandate_id: int) -> MandateView:
    found = await queries.maybe_mandate(mandate_id)
    assert found
    return found


async def address_of(mandate_id: int) -> str:
    async with transaction() as tx:
        token = await links.ensure(
            tx, subject_kind="mandate", subject_id=mandate_id, at=at(MARCH_2)
        )
    return f"/m/{token}"
