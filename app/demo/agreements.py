"""Agreements of the demonstration beside those billed every month: spread, indexed, on trial."""

from collections.abc import Awaitable, Callable
from datetime import date

from app.contracts import actions as contracts
from app.contracts.queries import of_contract, offers
from app.contracts.rules import (
    Billing,
    ContractValues,
    Frequency,
    Indexation,
    Line,
    Mode,
    OfferValues,
    Renewal,
    Trial,
    TrialUnit,
    Typed,
    by_index,
)
from app.core.calendar import add_months, month_end
from app.core.money import QUANTITY_SCALE
from app.demo.cast import OWNER_EMAIL, price
from app.demo.scene import DAY, VAT, Play, moment

Deed = Callable[[], Awaitable[object]]
# An index as the contract names it, and its value a year later (1e-4).
INDEX, BASE, LATER = "Indice de référence du contrat", 1_320_000, 1_353_000


# Name, monthly price in cents, months of trial.
OFFERS = (("Essentiel", 2_900, 0), ("Confort", 4_900, 1), ("Intégral", 8_900, 1))


def deeds(play: Play) -> dict[date, list[Deed]]:
    """What is signed or decided on each day, for the clients who are there."""
    found: dict[date, list[Deed]] = {}
    for name, act in (
        ("Clinique du Parc", _spread),
        ("Lycée technique Jean-Perrin", _index),
        ("Crèche Les Coccinelles", _try_out),
        ("Garage Lacassagne", _take),
        ("Résidence Le Clos Jouve", _measure),
    ):
        client_id = play.known_as(name)
        if client_id is not None:
            for day, deed in act(play, client_id):
                found.setdefault(day, []).append(deed)
    return found


def _spread(play: Play, client_id: int) -> list[tuple[date, Deed]]:
    """A lift made new, paid in twelve months; seven parts are still to come."""
    day = add_months(play.today.replace(day=1), -4)
    values = ContractValues(
        client_id,
        "Modernisation de l’ascenseur, bâtiment A",
        Frequency.MONTHLY,
        Billing.ADVANCE,
        day,
        Mode.ISSUE,
        reference=f"{day.year}-M01",
        max_entries=12,
        is_split=True,
        order_number="BC-2291",
    )
    lines = [
        Line("Armoire de commande et machinerie", QUANTITY_SCALE, price(2_150_000), VAT),
        Line("Éclairage et revêtement de la cabine", QUANTITY_SCALE, price(484_900), VAT),
    ]

    async def sign() -> object:
        return await contracts.create(values, lines, on=day, at=moment(day, 7), by=OWNER_EMAIL)

    return [(day, sign)]


def _index(play: Play, client_id: int) -> list[tuple[date, Deed]]:
    """Automatic doors looked after for a price that follows an index; indexed once so far."""
    first, anniversary = play.first_day, add_months(play.first_day, 12)
    values = ContractValues(
        client_id,
        "Entretien des portes automatiques",
        Frequency.QUARTERLY,
        Billing.ADVANCE,
        first,
        Mode.ISSUE,
        reference=f"{first.year}-I01",
        indexation=Indexation(INDEX, base=BASE),
    )
    lines = [Line("Entretien des portes, {period}", 6 * QUANTITY_SCALE, price(9_500), VAT)]
    signed: list[int] = []

    async def sign() -> object:
        at = moment(first, 7)
        signed.append(await contracts.create(values, lines, on=first, at=at, by=OWNER_EMAIL))
        return signed

    async def index() -> object:
        return await contracts.index_prices(
            signed[0],
            anniversary,
            anniversary,
            by_index(BASE, LATER),
            is_percent=False,
            tell=False,
            at=moment(anniversary, 7),
            by=OWNER_EMAIL,
        )

    return [(first, sign), (anniversary, index)]


def _try_out(play: Play, client_id: int) -> list[tuple[date, Deed]]:
    """A gate watched from afar, free for a fortnight that ends in four days."""
    day = play.today - 10 * DAY
    values = ContractValues(
        client_id,
        "Télésurveillance du portail",
        Frequency.MONTHLY,
        Billing.ADVANCE,
        day,
        Mode.ISSUE,
        reference=f"{day.year}-E01",
        trial=Trial(14, TrialUnit.DAYS),
    )
    lines = [Line("Télésurveillance, {period}", QUANTITY_SCALE, price(3_900), VAT)]

    async def sign() -> object:
        return await contracts.create(values, lines, on=day, at=moment(day, 7), by=OWNER_EMAIL)

    return [(day, sign)]


def _take(play: Play, client_id: int) -> list[tuple[date, Deed]]:
    """Three offers for gates; the garage takes the middle one, after its month of trial."""
    day = add_months(play.today.replace(day=1), -5)

    async def offer() -> object:
        at = moment(play.first_day, 7)
        return [
            await contracts.create_offer(values, lines, at=at, by=OWNER_EMAIL)
            for values, lines in map(_offer, OFFERS)
        ]

    async def take() -> object:
        confort = next(each for each in await offers() if each.values.name == "Confort")
        at = moment(day, 7)
        return await contracts.take_offer(confort.id, client_id, day, on=day, at=at, by=OWNER_EMAIL)

    return [(play.first_day, offer), (day, take)]


def _measure(play: Play, client_id: int) -> list[tuple[date, Deed]]:
    """Calls outside the flat rate, counted each month; this month's are still to be typed."""
    first = add_months(play.today.replace(day=1), -6)
    values = ContractValues(
        client_id,
        "Interventions hors forfait",
        Frequency.MONTHLY,
        Billing.ARREARS,
        first,
        Mode.ISSUE,
        reference=f"{first.year}-V01",
        is_variable=True,
    )
    lines = [Line("Interventions de {month} {year}", QUANTITY_SCALE, price(8_200), VAT, unit="h")]
    signed: list[int] = []

    async def sign() -> object:
        at = moment(first, 7)
        signed.append(await contracts.create(values, lines, on=first, at=at, by=OWNER_EMAIL))
        return signed

    def count(n: int, day: date) -> Deed:
        async def act() -> object:
            entries = await of_contract(signed[0])
            hours = Typed(quantities=((n % 4 + 1) * QUANTITY_SCALE * 3 // 2,))
            await contracts.measure_entry(entries[n].id, hours, at=moment(day, 7), by=OWNER_EMAIL)
            return hours

        return act

    ends = [month_end(add_months(first, n)) for n in range(6)]
    return [(first, sign), *((day, count(n, day)) for n, day in enumerate(ends))]


def _offer(offer: tuple[str, int, int]) -> tuple[OfferValues, list[Line]]:
    name, cents, months = offer
    values = OfferValues(
        name,
        f"Entretien du portail, formule {name}",
        Frequency.MONTHLY,
        Billing.ADVANCE,
        Mode.ISSUE,
        trial=Trial(months, TrialUnit.MONTHS) if months else None,
        renewal=Renewal(12, 12, 1),
    )
    return values, [Line(f"Formule {name}, {{period}}", QUANTITY_SCALE, price(cents), VAT)]
