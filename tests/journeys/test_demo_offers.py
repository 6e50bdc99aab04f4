"""The demonstration has a shelf and a quote in every state, made as people make them."""

from datetime import date
from random import Random

from app.catalogue.queries import Filters, list_products, low_stock
from app.clients import actions as clients
from app.demo.cast import OWNER_EMAIL, players
from app.demo.offers import make_offers
from app.demo.scene import Play, moment
from app.demo.shelf import fill_the_shelf
from app.messages.tables import Message
from app.quotes import queries as quotes
from app.quotes.rules import Standing
from app.upkeep.queries import gather_checks
from app.upkeep.queries.integrity import CHECKS
from tests.cast import open_shop

TODAY = date(2026, 11, 26)


async def test_a_quote_in_every_state_and_a_shelf(database: None) -> None:
    await open_shop()
    play = Play(Random(7), TODAY)
    for player in players(play.random, 24):
        at = moment(play.first_day)
        play.players[await clients.create(player.values, at=at, by=OWNER_EMAIL)] = player
    await fill_the_shelf(play)
    await make_offers(play)
    rows = (await quotes.list_quotes(quotes.Filters(on=TODAY))).rows
    assert {row.standing for row in rows} == {
        Standing.DRAFT,
        Standing.SENT,
        Standing.ACCEPTED,
        Standing.REFUSED,
        Standing.EXPIRED,
    }
    # 6 840 + 1 380 + 315 = 8 535 €, less 5 % (426.75), plus 180: 8 288.25 €, and 1 657.65 of VAT.
    assert [row.total for row in rows if row.standing is Standing.ACCEPTED] == [994_590]
    products = (await list_products(Filters())).rows
    assert len(products) == 12 and len({each.barcode for each in products if each.barcode}) == 10
    assert [each.name for each in await low_stock()] == ["Carte électronique de commande"]
    assert not await Message.exists().where(Message.state == "waiting")
    wrong = [check for check in await gather_checks(CHECKS) if check.findings]
    assert wrong == []


async def test_without_those_clients_there_is_no_quote(database: None) -> None:
    await open_shop()
    await make_offers(Play(Random(7), TODAY))
    assert (await quotes.list_quotes(quotes.Filters(on=TODAY))).count == 0
