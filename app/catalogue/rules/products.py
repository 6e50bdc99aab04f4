"""What a product may be, its two prices, its barcode."""

import re
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from hashlib import sha256

from stdnum import ean
from stdnum.exceptions import ValidationError

from app.core.errors import N_, Finding, Refused, finding, refuse
from app.core.money import (
    MAX_CENTS,
    PRICE_SCALE,
    QUANTITY_SCALE,
    divide,
    line_net,
    vat_on,
)
from app.core.text import searchable

MOST_QUANTITY = 10**7 * QUANTITY_SCALE
_GTIN = {8, 12, 13, 14}
_CODE = re.compile(r"[A-Z0-9][A-Z0-9./+\-]{0,39}")
_ACCOUNT = re.compile(r"70[0-9]{1,8}")
_NOT_PRINTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_TEXTS = {"name": 200, "detail": 2000, "unit": 20, "category": 80}


class Nature(StrEnum):
    """Goods or services: the account of their sales and the day of their VAT differ."""

    GOODS = "goods"
    SERVICES = "services"


NATURE_LABELS = {Nature.GOODS: N_("Goods"), Nature.SERVICES: N_("Services")}
FIELD_LABELS = {
    "name": N_("Name"),
    "detail": N_("Detail printed under it"),
    "nature": N_("Nature"),
    "category": N_("Category"),
    "unit": N_("Unit"),
    "price": N_("Price excl. VAT"),
    "gross": N_("Price incl. VAT"),
    "vat_rate": N_("VAT"),
    "barcode": N_("Barcode"),
    "is_tile": N_("On the counter’s tiles"),
    "is_stocked": N_("Stock is kept"),
    "minimum": N_("Minimum in stock"),
    "may_run_short": N_("May be sold below zero"),
    "account": N_("Account of its sales"),
}


@dataclass(frozen=True)
class ProductValues:
    """What is kept of a product. `price` (1e-6 euro, without VAT) or `gross` (cents with VAT) is
    what was set, the other is None; rate in basis points; `minimum` in 1e-4, None for no alert.
    `account` is that of its sales (70…), "" for the one that its nature and its buyer give."""

    name: str
    vat_rate: int
    price: int | None = None
    gross: int | None = None
    detail: str = ""
    nature: Nature = Nature.GOODS
    category: str = ""
    unit: str = ""
    barcode: str = ""
    is_tile: bool = False
    is_stocked: bool = False
    minimum: int | None = None
    may_run_short: bool = False
    account: str = ""


def price_of(values: ProductValues) -> int:
    """Without VAT, 1e-6 euro: as set, or contained in the price with VAT."""
    if values.price is not None:
        return values.price
    cents = values.gross or 0
    return divide(cents * PRICE_SCALE * 100, 10_000 + values.vat_rate)


def gross_of(values: ProductValues) -> int:
    """With VAT, cents: as set, or what one of it comes to on an invoice."""
    if values.gross is not None:
        return values.gross
    net = line_net(QUANTITY_SCALE, values.price or 0)
    return net + vat_on(net, values.vat_rate)


def barcode(text: str, field: str = "barcode") -> str:
    """A barcode as it is kept; "" stays "".

    8, 12, 13 or 14 digits are a GTIN and must have its check digit (GS1); 12 become 13 with a zero
    before them. Anything else is a code of the shop's own: letters, digits, and . / + -.
    """
    compact = re.sub(r"\s", "", text).upper()
    if not compact:
        return ""
    if compact.isascii() and compact.isdigit() and len(compact) in _GTIN:
        try:
            return str(ean.validate(compact.zfill(13) if len(compact) == 12 else compact))
        except ValidationError as error:
            raise refuse(
                "catalogue.check_digit",
                "“%(value)s” is not a barcode: its last digit does not check the others.",
                field,
                value=compact,
            ) from error
    if not _CODE.fullmatch(compact):
        raise refuse(
            "catalogue.barcode",
            "“%(value)s” is not a barcode: at most 40 letters, digits and . / + -.",
            field,
            value=text[:60],
        )
    return compact


def checked(values: ProductValues, rates: tuple[int, ...]) -> ProductValues:
    """The values as they are kept, or a refusal with every fault at once.

    `rates` are those of VAT that may be charged, in basis points (none: the franchise; 0 always
    may). A service keeps no stock; a minimum needs one.
    """
    kept = replace(
        values,
        name=" ".join(values.name.split()),
        category=" ".join(values.category.split()),
        unit=" ".join(values.unit.split()),
        detail=values.detail.strip(),
        account="".join(values.account.split()),
    )
    found = _texts(kept) + _prices(kept) + _stock(kept) + _account(kept)
    if not any(char.isalnum() for char in kept.name):
        found.append(finding("form.missing", "This must be filled in.", "name"))
    if kept.vat_rate not in (0, *rates):
        found.append(
            finding(
                "catalogue.rate",
                "%(rate)s %% is not a rate of VAT in force.",
                "vat_rate",
                rate=f"{kept.vat_rate / 100:g}",
            )
        )
    try:
        kept = replace(kept, barcode=barcode(kept.barcode))
    except Refused as refused:
        found += refused.findings
    if found:
        raise Refused(found)
    return kept


def _texts(values: ProductValues) -> list[Finding]:
    found = []
    for name, most in _TEXTS.items():
        text = getattr(values, name)
        if len(text) > most:
            found.append(
                finding("form.too_long", "Too long: at most %(max)s characters.", name, max=most)
            )
        if _NOT_PRINTED.search(text):
            found.append(
                finding("form.characters", "This holds characters that cannot be printed.", name)
            )
    return found


def _account(values: ProductValues) -> list[Finding]:
    if not values.account or _ACCOUNT.fullmatch(values.account):
        return []
    message = "“%(value)s” is no account of sales: they begin with 70 and have 3 to 10 digits."
    return [finding("catalogue.account", message, "account", value=values.account[:20])]


def _prices(values: ProductValues) -> list[Finding]:
    if (values.price is None) == (values.gross is None):
        message = "Give the price excl. VAT or the price incl. VAT: the other follows from it."
        return [finding("catalogue.one_price", message, "price")]
    amount = values.price if values.price is not None else values.gross
    most = MAX_CENTS if values.gross is not None else MAX_CENTS * 10**4
    name = "price" if values.price is not None else "gross"
    if amount is not None and not 0 <= amount <= most:
        return [finding("catalogue.price", "A price is not less than zero.", name)]
    return []


def _stock(values: ProductValues) -> list[Finding]:
    if values.nature is Nature.SERVICES and values.is_stocked:
        return [finding("catalogue.service", "A service keeps no stock.", "is_stocked")]
    if values.minimum is not None and not values.is_stocked:
        message = "A minimum needs a stock: tick that stock is kept."
        return [finding("catalogue.no_stock", message, "minimum")]
    if values.minimum is not None and not 0 <= values.minimum <= MOST_QUANTITY:
        return [finding("catalogue.minimum", "A minimum is not less than zero.", "minimum")]
    return []


def version(values: ProductValues) -> str:
    """A mark of what is kept, by which an edit sees that someone else changed it meanwhile."""
    parts = [f"{each.name}={getattr(values, each.name)}" for each in fields(values)]
    return sha256("\n".join(parts).encode()).hexdigest()[:16]


def changed(before: ProductValues, after: ProductValues) -> list[str]:
    """The names of the fields that differ."""
    names = [each.name for each in fields(before)]
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def search_text(values: ProductValues) -> str:
    """What a search looks into."""
    return searchable(values.name, values.category, values.barcode, values.detail[:200])
