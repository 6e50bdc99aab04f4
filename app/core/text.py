"""Text as people search and sort it: without case or accents."""

import unicodedata

# What stands in a cell of an imported spreadsheet whose formula has no result kept with it.
NO_RESULT = "#FORMULA!"


def searchable(*parts: str | None) -> str:
    """Fold parts into one lower-case string without accents, for search columns and keys.

    >>> searchable("Régie  Bellecour", None, "ÉTÉ")
    'regie bellecour ete'
    """
    joined = " ".join(part for part in parts if part)
    if joined.isascii():
        return " ".join(joined.lower().split())
    folded = unicodedata.normalize("NFKD", joined.casefold().replace("œ", "oe").replace("æ", "ae"))
    kept = "".join(char for char in folded if not unicodedata.combining(char))
    return " ".join(kept.replace("’", "'").split())


def folded(text: str | None) -> str | None:
    """One text so folded, quick for what has no accent; None stays None, as in SQL."""
    if text is None:
        return None
    return text.lower() if text.isascii() else searchable(text)
