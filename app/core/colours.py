"""A business's own colour, kept legible: contrast by the formula of WCAG 2, in integers."""

import re

INK = "#17211c"
PAPER = "#ffffff"
DEFAULT = "#115c43"
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def hex_colour(text: str) -> str:
    """The colour when it is one (#rrggbb), else the default green."""
    return text.lower() if _HEX.fullmatch(text) else DEFAULT


def ink_on(colour: str) -> str:
    """The ink that reads best on a ground of this colour: white or near black."""
    ground = hex_colour(colour)
    return PAPER if contrast(ground, PAPER) >= contrast(ground, INK) else INK


def legible(colour: str) -> str:
    """The colour, darkened as far as text on white paper needs (a contrast of 4.5 to 1)."""
    shown = hex_colour(colour)
    while contrast(shown, PAPER) < 450:
        shown = "#" + "".join(f"{part * 9 // 10:02x}" for part in _parts(shown))
    return shown


def contrast(one: str, other: str) -> int:
    """The contrast of two colours in hundredths: 100 (the same) to 2100 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 50_000) * 100 // (darker + 50_000)


def _luminance(colour: str) -> int:
    """Relative luminance in millionths."""
    red, green, blue = (_linear(part) for part in _parts(colour))
    return (2126 * red + 7152 * green + 722 * blue) // 10_000


def _linear(part: int) -> int:
    """One channel, 0 to 255, without its gamma, in millionths."""
    share = part / 255
    linear = share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
    return int(linear * 1_000_000)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
