"""What is read about clients and their contacts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from piccolo.columns.combination import Where, WhereRaw
from piccolo.query.functions.aggregate import Count

from app.clients.rules import ClientValues, ContactValues, Kind, Role, words
from app.clients.tables import Client, Contact
from app.core.errors import refuse
from app.core.text import searchable

PAGE_SIZE = 50
SORTS = ("name", "-name", "town", "-town", "-created", "created")


@dataclass(frozen=True)
class ClientView(ClientValues):
    """A client as kept: its values, and where it comes from."""

    id: int = 0
    created_at: datetime | None = None
    archived_at: datetime | None = None
    import_key: str | None = None
    import_id: int | None = None

    @property
    def values(self) -> ClientValues:
        """Only what can be edited."""
        return ClientValues(
            **{each.name: getattr(self, each.name) for each in fields(ClientValues)}
        )


@dataclass(frozen=True)
class ContactView(ContactValues):
    """A contact as kept."""

    id: int = 0
    client_id: int = 0


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; None and "" leave it open."""

    text: str = ""
    kind: Kind | None = None
    group: str = ""
    archived: bool = False


@dataclass(frozen=True)
class ClientPage:
    """One page of a list, and how many there are in all."""

    rows: tuple[ClientView, ...]
    total: int


async def client(client_id: int) -> ClientView:
    """One client; refused (clients.unknown) when there is none."""
    found = await maybe_client(client_id)
    if found is None:
        raise refuse("clients.unknown", "There is no client %(id)s.", id=client_id)
    return found


async def maybe_client(client_id: int) -> ClientView | None:
    """One client, or None."""
    row = await Client.select().where(Client.id == client_id).first()
    return _view(row) if row else None


async def clients(ids: Iterable[int]) -> dict[int, ClientView]:
    """Several clients by their id; unknown ids are left out."""
    wanted = list(set(ids))
    found: dict[int, ClientView] = {}
    for start in range(0, len(wanted), 500):
        rows = await Client.select().where(Client.id.is_in(wanted[start : start + 500]))
        found |= {row["id"]: _view(row) for row in rows}
    return found


async def phones(ids: Iterable[int]) -> dict[int, str]:
    """The telephone number of each of some clients, "" where there is none."""
    asked = Client.select(Client.id, Client.phone).where(Client.id.is_in(list(ids) or [0]))
    return {row["id"]: row["phone"] for row in await asked}


async def search(text: str, limit: int = 8, archived: bool = False) -> list[ClientView]:
    """The clients in which every word of the text is found; nothing for an empty text."""
    if not words(text):
        return []
    query = Client.select().order_by(Client.name_key).order_by(Client.id).limit(limit)
    for condition in _conditions(Filters(text, archived=archived)):
        query = query.where(condition)
    return [_view(row) for row in await query]


async def list_clients(
    filters: Filters, sort: str = "name", page: int = 1, size: int | None = PAGE_SIZE
) -> ClientPage:
    """One page of clients in an order of `SORTS`; `size=None` gives them all."""
    conditions = _conditions(filters)
    counted = Client.select(Count())
    query = Client.select()
    for condition in conditions:
        query, counted = query.where(condition), counted.where(condition)
    column = {"name": Client.name_key, "town": Client.town, "created": Client.created_at}.get(
        sort.lstrip("-"), Client.name_key
    )
    query = query.order_by(column, ascending=not sort.startswith("-")).order_by(Client.id)
    if size is not None:
        query = query.limit(size).offset(max(0, page - 1) * size)
    total = int((await counted)[0]["count"])
    return ClientPage(tuple(_view(row) for row in await query), total)


async def groups() -> list[str]:
    """The names of the groups in use."""
    rows = await Client.select(Client.group_name).where(Client.group_name != "").distinct()
    return sorted((row["group_name"] for row in rows), key=searchable)


async def contacts(client_id: int) -> list[ContactView]:
    """The contacts of a client, in the order in which they were added."""
    rows = await Contact.select().where(Contact.client == client_id).order_by(Contact.id)
    return [_contact(row) for row in rows]


async def address_for(client_id: int, role: Role = Role.BILLING) -> str:
    """Where to write to for billing or chasing: the contact of that role, else the billing
    contact, else the client; "" when none has an e-mail."""
    found = await addresses_for([client_id], role)
    return found[client_id] if client_id in found else (await client(client_id)).email


async def addresses_for(ids: Iterable[int], role: Role = Role.BILLING) -> dict[int, str]:
    """`address_for` of many clients, by their id; unknown ids are left out."""
    wanted = sorted(set(ids))
    found: dict[int, str] = {}
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        rows = await Client.select(Client.id, Client.email).where(Client.id.is_in(some))
        found |= {row["id"]: row["email"] for row in rows}
        people = (
            await Contact.select(Contact.client, Contact.role, Contact.email)
            .where(Contact.client.is_in(some), Contact.email != "")
            .order_by(Contact.id, ascending=False)
        )
        for each in (Role.BILLING, role):
            found |= {one["client"]: one["email"] for one in people if one["role"] == each.value}
    return found


async def clients_at(address: str) -> list[int]:
    """The clients who have this e-mail address, or a contact who has it, archived ones last."""
    rows = await Client.raw(
        "SELECT id FROM client c WHERE LOWER(c.email) = {} OR EXISTS (SELECT 1 FROM contact k"
        " WHERE k.client = c.id AND LOWER(k.email) = {})"
        " ORDER BY CASE WHEN c.archived_at IS NULL THEN 0 ELSE 1 END, c.id",
        address.lower(),
        address.lower(),
    )
    return [row["id"] for row in rows]


async def duplicates(values: ClientValues, except_id: int | None = None) -> list[ClientView]:
    """Clients that may be the same: same SIREN, same name and postcode, or same e-mail."""
    same: Where | Any = (Client.name_key == searchable(values.name)) & (
        Client.postcode == values.postcode
    )
    if values.siren:
        same = same | (Client.siren == values.siren)
    if values.email:
        same = same | (Client.email == values.email)
    query = Client.select().where(same).order_by(Client.id).limit(5)
    if except_id is not None:
        query = query.where(Client.id != except_id)
    return [_view(row) for row in await query]


async def by_siren(sirens: Sequence[str]) -> dict[str, list[ClientView]]:
    """The clients of each SIREN, for a batch of imported lines."""
    found: dict[str, list[ClientView]] = {}
    if sirens:
        for row in await Client.select().where(Client.siren.is_in(list(sirens))):
            found.setdefault(row["siren"], []).append(_view(row))
    return found


async def by_name(names: Sequence[str]) -> dict[str, list[ClientView]]:
    """The clients of each folded name (`core.text.searchable`)."""
    found: dict[str, list[ClientView]] = {}
    if names:
        for row in await Client.select().where(Client.name_key.is_in(list(names))):
            found.setdefault(row["name_key"], []).append(_view(row))
    return found


async def by_import_key(keys: Sequence[str]) -> dict[str, ClientView]:
    """The client that each key of an import made."""
    if not keys:
        return {}
    rows = await Client.select().where(Client.import_key.is_in(list(keys)))
    return {row["import_key"]: _view(row) for row in rows}


def _conditions(filters: Filters) -> list[Where | WhereRaw]:
    found: list[Where | WhereRaw] = [
        Client.archived_at.is_not_null() if filters.archived else Client.archived_at.is_null()
    ]
    for word in words(filters.text):
        escaped = word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        found.append(WhereRaw("search LIKE {} ESCAPE '!'", f"%{escaped}%"))
    if filters.kind:
        found.append(Client.kind == filters.kind.value)
    if filters.group:
        found.append(Client.group_name == filters.group)
    return found


def _view(row: Mapping[str, Any]) -> ClientView:
    kept = {each.name: row[each.name] for each in fields(ClientView)}
    return ClientView(**{**kept, "kind": Kind(row["kind"])})


def _contact(row: Mapping[str, Any]) -> ContactView:
    return ContactView(
        name=row["name"],
        role=Role(row["role"]),
        email=row["email"],
        phone=row["phone"],
        id=row["id"],
        client_id=row["client"],
    )
