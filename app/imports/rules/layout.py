"""How a file is laid out, as kept with its import: the sheet, the line of titles, the columns."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Layout:
    """`titles` is which of the first lines has the titles, None when none has; `places` are the
    columns by field, `header` what the columns are called."""

    sheet: str = ""
    titles: int | None = 0
    places: Mapping[str, int] = field(default_factory=dict)
    header: Sequence[str] = ()

    def kept(self) -> str:
        """As it is kept."""
        return json.dumps(
            {
                "sheet": self.sheet,
                "titles": self.titles,
                "places": dict(self.places),
                "header": list(self.header),
            },
            ensure_ascii=False,
        )


def layout(text: str) -> Layout:
    """The layout that was kept."""
    return Layout(**json.loads(text)) if text else Layout()
