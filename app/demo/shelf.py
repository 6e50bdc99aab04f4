"""What the workshop has on its shelf, delivered a while ago; some of it runs low."""

from app.catalogue import actions as catalogue
from app.catalogue.rules import Cause, Nature, ProductValues
from app.core.money import QUANTITY_SCALE
from app.demo.cast import OWNER_EMAIL, price
from app.demo.scene import DAY, VAT, Play, moment

_AGO = 60 * DAY
_SPARES, _ACCESS, _WORK = "Pièces détachées", "Accès", "Main-d’œuvre"
# name, category, cents with VAT (on a tile of the counter) or without, barcode (of the numbers that
# GS1 leaves to shops), delivered, minimum
_GOODS = (
    ("Télécommande 4 canaux", _ACCESS, 6_960, True, "2000000001012", 24, 6),
    ("Badge Vigik", _ACCESS, 2_160, True, "2000000001029", 80, 20),
    ("Pile pour télécommande", _ACCESS, 590, True, "2000000001036", 60, 15),
    ("Clé de déblocage", _ACCESS, 1_450, True, "2000000001043", 12, 4),
    ("Digicode à encastrer", _ACCESS, 14_900, False, "2000000001050", 5, 2),
    ("Cellule photoélectrique", _SPARES, 8_400, False, "2000000001067", 9, 4),
    ("Carte électronique de commande", _SPARES, 38_500, False, "2000000001074", 2, 3),
    ("Bandeau lumineux de cabine", _SPARES, 12_900, False, "2000000001081", 6, 2),
    ("Bouton d’appel en braille", _SPARES, 4_650, False, "2000000001098", 14, 5),
    ("Câble de traction, 10 mm", _SPARES, 1_180, False, "2000000001104", 120, 40),
)
_SERVICES = (
    ("Heure de technicien", 6_500, "h"),
    ("Déplacement dans la métropole", 4_200, ""),
)


async def fill_the_shelf(play: Play) -> None:
    """Ten products with their stock, an hour's work and a trip."""
    on = max(play.first_day, play.today - _AGO)
    at = moment(on, 9)
    for name, category, cents, is_tile, code, delivered, minimum in _GOODS:
        values = ProductValues(
            name,
            VAT,
            price=None if is_tile else price(cents),
            gross=cents if is_tile else None,
            category=category,
            unit="m" if "Câble" in name else "",
            barcode=code,
            is_tile=is_tile,
            is_stocked=True,
            minimum=minimum * QUANTITY_SCALE,
        )
        product = await catalogue.create(values, on=on, at=at, by=OWNER_EMAIL)
        await catalogue.move(
            product,
            Cause.DELIVERY,
            delivered * QUANTITY_SCALE,
            key="demo",
            note="Bon de livraison 2207",
            on=on,
            at=at,
            by=OWNER_EMAIL,
        )
    for name, cents, unit in _SERVICES:
        values = ProductValues(
            name, VAT, price=price(cents), nature=Nature.SERVICES, category=_WORK, unit=unit
        )
        await catalogue.create(values, on=on, at=at, by=OWNER_EMAIL)
