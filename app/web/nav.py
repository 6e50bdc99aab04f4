"""The places of the application, in the order in which the side and the bottom bar show them."""

from dataclasses import dataclass

from app.core.errors import N_


@dataclass(frozen=True)
class Place:
    """One entry of the navigation; `name` is the key of its count, `group` parts the list."""

    name: str
    label: str
    href: str
    icon: str
    group: int

    def holds(self, path: str) -> bool:
        """Whether a page at this path belongs here."""
        return path == self.href or (self.href != "/" and path.startswith(f"{self.href}/"))


PLACES = (
    Place("today", N_("Today"), "/", "sun", 1),
    Place("schedule", N_("Schedule"), "/schedule", "calendar-days", 1),
    Place("quotes", N_("Quotes"), "/quotes", "signature", 1),
    Place("contracts", N_("Contracts"), "/contracts", "file-pen", 1),
    Place("invoices", N_("Invoices"), "/invoices", "file-text", 1),
    Place("receivables", N_("Receivables"), "/receivables", "layers", 1),
    Place("reminders", N_("Reminders"), "/reminders", "bell", 1),
    Place("answers", N_("Answers"), "/answers", "message-square", 1),
    Place("payments", N_("Payments"), "/payments", "banknote", 1),
    Place("debits", N_("Direct debits"), "/debits", "repeat", 1),
    Place("bank", N_("Bank"), "/bank", "landmark", 1),
    Place("messages", N_("Messages"), "/messages", "mail", 1),
    Place("clients", N_("Clients"), "/clients", "users", 2),
    Place("products", N_("Catalogue"), "/products", "package", 2),
    Place("books", N_("Accounting"), "/books", "book-open", 2),
    Place("counter", N_("Counter"), "/counter", "scan-line", 2),
    Place("settings", N_("Settings"), "/settings", "settings", 3),
)

MORE = Place("more", N_("More"), "/more", "ellipsis", 4)

# Pages that are reached from a place without standing under its address.
_REACHED_FROM = {
    "/account": "settings",
    "/archive": "settings",
    "/forecast": "today",
    "/coming": "today",
    "/alerts": "today",
    "/doubtful": "books",
}

_ON_PHONE = ("today", "counter", "invoices", "receivables")
BOTTOM = (*(next(p for p in PLACES if p.name == name) for name in _ON_PHONE), MORE)


def groups() -> list[list[Place]]:
    """The places as the side shows them: lists with a gap between."""
    numbers = sorted({place.group for place in PLACES})
    return [[place for place in PLACES if place.group == number] for number in numbers]


def here(path: str) -> str:
    """The name of the place that a path belongs to, or "" outside of all of them."""
    for place in (*PLACES, MORE):
        if place.holds(path):
            return place.name
    return _REACHED_FROM.get("/" + path.split("/")[1] if path else "", "")
