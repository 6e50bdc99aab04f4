"""Quotes in every state: written, sent, accepted with what was chosen, declined, run out."""

from dataclasses import dataclass
from datetime import date

from app.adapters import pdf
from app.core.money import QUANTITY_SCALE
from app.demo.cast import OWNER_EMAIL, price
from app.demo.scene import DAY, VAT, Play, moment
from app.invoices.rules import AdjustmentDraft, AdjustmentKind
from app.messages import actions as messages
from app.messages.queries import of_cause
from app.messages.rules import State
from app.quotes import actions as quotes
from app.quotes.actions import Visitor
from app.quotes.rules import Becomes, QuoteLine, QuoteValues

REDUCED = 1_000
_LOYAL = AdjustmentDraft(AdjustmentKind.ALLOWANCE, "Remise fidélité", percent=500)
_CARRIAGE = AdjustmentDraft(AdjustmentKind.CHARGE, "Transport", amount=18_000, reason_code="FC")


def _line(
    label: str,
    cents: int,
    *,
    rate: int = VAT,
    optional: bool = False,
    choice: str = "",
    detail: str = "",
) -> QuoteLine:
    return QuoteLine(
        label, QUANTITY_SCALE, price(cents), rate, detail, optional=optional, choice=choice
    )


_CABIN = (
    _line("Remplacement de la cabine", 684_000, detail="Dépose, pose, essais et mise en service"),
    _line("Finition inox brossé", 92_000, choice="Finition"),
    _line("Finition chêne huilé", 138_000, choice="Finition"),
    _line("Éclairage à détection de présence", 31_500, optional=True),
    _line("Miroir toute hauteur", 24_800, optional=True),
)
_GATE = (
    _line("Motorisation d’un portail à deux vantaux", 248_000, rate=REDUCED),
    _line("Visiophone", 41_000, rate=REDUCED, optional=True),
)
_CARE = (
    _line("Entretien, six visites par an", 14_500, choice="Formule"),
    _line("Entretien, douze visites par an, pièces comprises", 21_800, choice="Formule"),
    _line("Astreinte de nuit et du dimanche", 4_900, optional=True),
)
_LIGHT = (_line("Éclairage de secours du monte-charge, fourniture et pose", 46_000),)


@dataclass(frozen=True)
class _Offer:
    client: str
    title: str
    lines: tuple[QuoteLine, ...]
    sent: int
    becomes: Becomes = Becomes.HAND
    deposit: int = 0
    adjustments: tuple[AdjustmentDraft, ...] = ()


# In the order of their days, as they are numbered; `sent` is how many days ago.
_RUN_OUT = _Offer("Boulangerie Aubrac", "Éclairage de secours", _LIGHT, 52)
_DECLINED = _Offer("Mme Perrin", "Motorisation du portail", _GATE, 21)
_ACCEPTED = _Offer(
    "Copropriété Les Terrasses de Fourvière – bâtiment C",
    "Remplacement de la cabine",
    _CABIN,
    16,
    deposit=3_000,
    adjustments=(_LOYAL, _CARRIAGE),
)
_OPEN = _Offer("Garage Lacassagne", "Entretien du monte-charge", _CARE, 5, Becomes.CONTRACT)
_DRAFT = _Offer("SCI Marchand & Filles", "Motorisation du portail", _GATE, 0)


async def make_offers(play: Play) -> None:
    """One quote in every state, of those clients who are in the play."""
    try:
        await _sent(play, _RUN_OUT)
        declined = await _sent(play, _DECLINED)
        accepted = await _sent(play, _ACCEPTED)
        await _sent(play, _OPEN)
    finally:
        pdf.close()
    await _drafted(play, _DRAFT, play.today)
    if declined:
        on = play.today - 14 * DAY
        why = "Trop cher pour moi cette année, nous en reparlerons au printemps."
        who = Visitor("Jeanne Perrin", "192.0.2.14", "Firefox")
        await quotes.decline(declined, who, reason=why, on=on, at=moment(on, 19))
    if accepted:
        on = play.today - 2 * DAY
        who = Visitor("Hélène Mercier, présidente du conseil syndical", "192.0.2.31", "Safari")
        await quotes.ask(
            accepted,
            who,
            text="Les travaux peuvent-ils se faire pendant les vacances de février ?",
            on=on - DAY,
            at=moment(on - DAY, 20),
        )
        await quotes.accept(accepted, who, chosen=(3, 4), agreed=True, on=on, at=moment(on, 18))
    for quote_id in filter(None, (declined, accepted)):
        await _hand_over(quote_id, play.today)


async def _drafted(play: Play, offer: _Offer, on: date) -> int | None:
    client_id = play.known_as(offer.client)
    if client_id is None:
        return None
    values = QuoteValues(
        client_id=client_id,
        title=offer.title,
        lines=offer.lines,
        deposit=offer.deposit,
        becomes=offer.becomes,
        adjustments=offer.adjustments,
    )
    return await quotes.create(values, at=moment(on, 9), by=OWNER_EMAIL)


async def _sent(play: Play, offer: _Offer) -> int | None:
    """Sent so many days ago, its PDF made, its message handed over as with a mail server."""
    on = play.today - offer.sent * DAY
    quote_id = await _drafted(play, offer, on)
    if quote_id is not None:
        await quotes.send(quote_id, on=on, at=moment(on, 10), by=OWNER_EMAIL)
        await quotes.render_owed(moment(on, 10))
        await _hand_over(quote_id, on)
    return quote_id


async def _hand_over(quote_id: int, on: date) -> None:
    for message in await of_cause("quote", quote_id):
        if message.state is State.WAITING:
            await messages.mark_sent(message.id, at=moment(on, 20), by="echeance")
