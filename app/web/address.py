"""Addresses that keep what a list is narrowed to, so that a view can be bookmarked."""

from collections.abc import Mapping
from urllib.parse import urlencode


def address(path: str, kept: Mapping[str, object], **changes: object) -> str:
    """The path with what is kept and changed as its query; None, "" and False leave a name out.

    >>> address("/payments", {"q": "été", "page": 2}, page=None)
    '/payments?q=%C3%A9t%C3%A9'
    """
    shown = {
        name: str(value)
        for name, value in {**kept, **changes}.items()
        if value is not None and value != "" and value is not False
    }
    return f"{path}?{urlencode(shown)}" if shown else path
