"""QR codes as SVG (segno)."""

from functools import lru_cache

import segno
from markupsafe import Markup

from app.core.epc import epc_payload
from app.core.errors import Refused

_LARGEST_VERSION = 13


# Half the time of a client's page, and the same each time that it is opened.
@lru_cache(maxsize=256)
def transfer(name: str, iban: str, bic: str, cents: int, text: str) -> Markup | None:
    """The QR code that asks for a transfer, as inline SVG; None when the bank details or the
    amount do not allow one (level M, at most version 13, as EPC069-12 asks)."""
    try:
        payload = epc_payload(name, iban, bic, cents, text)
        code = segno.make(payload, error="m", boost_error=False, micro=False, encoding="utf-8")
    except (Refused, segno.DataOverflowError):
        return None
    if int(code.version) > _LARGEST_VERSION:
        return None
    return _svg(code)


@lru_cache(maxsize=256)
def address(text: str) -> Markup:
    """The QR code of an address, as inline SVG."""
    return _svg(segno.make(text, error="m", boost_error=False, micro=False))


def _svg(code: segno.QRCode) -> Markup:
    """Without a size of its own: the page's stylesheet says how large it is."""
    svg = code.svg_inline(omitsize=True, border=2, dark="#000", light="#fff", svgclass=None)
    return Markup(svg)
