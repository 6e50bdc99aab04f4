"""What is done about clients and their contacts; every act is noted on the client's timeline."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from app.adapters.database import Tx, transaction
from app.auth.actions import Subject, record, record_many
from app.clients import queries
from app.clients.rules import (
    FIELD_LABELS,
    ClientValues,
    ContactValues,
    changed,
    checked,
    checked_contact,
    search_text,
    version,
)
from app.clients.tables import Client, Contact
from app.core.errors import Refused, finding, refuse
from app.core.text import searchable


async def create(values: ClientValues, *, at: datetime, by: str) -> int:
    """Add a client; gives back its id. Refused with every fault of its values."""
    async with transaction() as tx:
        return await create_in(tx, values, at=at, by=by)


async def create_in(
    tx: Tx,
    values: ClientValues,
    *,
    at: datetime,
    by: str,
    import_key: str | None = None,
    import_id: int | None = None,
) -> int:
    """Step: the same; `import_key` is unique among imported clients."""
    kept = checked(values)
    [row] = await Client.insert(
        Client(**_columns(kept), import_key=import_key, import_id=import_id, created_at=at)
    )
    client_id = int(row["id"])
    act = "client.created" if import_id is None else "client.imported"
    await _note(tx, act, client_id, at, by, name=kept.name)
    return client_id


async def complete_in(
    tx: Tx, client_id: int, values: ClientValues, *, at: datetime, by: str, import_key: str
) -> None:
    """Step: say the rest of a client of whom only the name was known."""
    kept = checked(values)
    columns = _columns(kept) | {"import_key": import_key}
    await Client.update(columns).where(Client.id == client_id)
    await _note(tx, "client.completed", client_id, at, by, name=kept.name)


async def update(
    client_id: int,
    values: ClientValues,
    *,
    at: datetime,
    by: str,
    seen: str | None = None,
) -> None:
    """Change a client. `seen` is the version of what the editor was shown: refused, naming the
    fields, when somebody else has changed it meanwhile."""
    kept = checked(values)
    async with transaction() as tx:
        before = await _locked(client_id)
        differing = changed(before, kept)
        if not differing:
            return
        if seen is not None and seen != version(before):
            raise _changed_meanwhile(before, kept)
        await Client.update(_columns(kept)).where(Client.id == client_id)
        labels = [FIELD_LABELS[name] for name in differing]
        await _note(tx, "client.changed", client_id, at, by, name=kept.name, fields=labels)


async def archive(client_id: int, *, at: datetime, by: str) -> None:
    """Put a client out of the lists; again changes nothing. What is owed stays owed."""
    async with transaction() as tx:
        await _locked(client_id)
        done = (
            await Client.update({Client.archived_at: at})
            .where(Client.id == client_id, Client.archived_at.is_null())
            .returning(Client.id)
        )
        if done:
            await _note(tx, "client.archived", client_id, at, by)


async def take_back_in(tx: Tx, ids: Sequence[int], *, at: datetime, by: str) -> int:
    """Step: archive clients whose import is undone; gives back how many were not archived yet.
    Their import may add them again: it no longer finds these."""
    gone = (
        await Client.update({Client.archived_at: at, Client.import_key: None})
        .where(Client.id.is_in(list(ids)), Client.archived_at.is_null())
        .returning(Client.id)
    )
    await record_many(
        tx,
        act="client.archived",
        subject_kind="client",
        subjects=[Subject(row["id"], row["id"]) for row in gone],
        at=at,
        by=by,
    )
    return len(gone)


async def unarchive(client_id: int, *, at: datetime, by: str) -> None:
    """Bring an archived client back; again changes nothing."""
    async with transaction() as tx:
        await _locked(client_id)
        done = (
            await Client.update({Client.archived_at: None})
            .where(Client.id == client_id, Client.archived_at.is_not_null())
            .returning(Client.id)
        )
        if done:
            await _note(tx, "client.unarchived", client_id, at, by)


async def add_contact(client_id: int, values: ContactValues, *, at: datetime, by: str) -> int:
    """Add a person; the same person with the same role twice (a double click) is added once."""
    kept = checked_contact(values)
    async with transaction() as tx:
        await _locked(client_id)
        same = await Contact.select(Contact.id).where(
            Contact.client == client_id,
            Contact.name == kept.name,
            Contact.role == kept.role.value,
            Contact.email == kept.email,
        )
        if same:
            return int(same[0]["id"])
        [row] = await Contact.insert(Contact(client=client_id, **_contact_columns(kept)))
        await _note(tx, "contact.added", client_id, at, by, name=kept.name)
        return int(row["id"])


async def change_contact(
    client_id: int, contact_id: int, values: ContactValues, *, at: datetime, by: str
) -> None:
    """Change a person of a client; refused when there is no such person (any more)."""
    kept = checked_contact(values)
    async with transaction() as tx:
        done = (
            await Contact.update(_contact_columns(kept))
            .where(Contact.id == contact_id, Contact.client == client_id)
            .returning(Contact.id)
        )
        if not done:
            raise refuse("clients.no_contact", "This contact has been removed meanwhile.")
        await _note(tx, "contact.changed", client_id, at, by, name=kept.name)


async def remove_contact(client_id: int, contact_id: int, *, at: datetime, by: str) -> None:
    """Remove a person; again changes nothing."""
    async with transaction() as tx:
        gone = (
            await Contact.delete()
            .where(Contact.id == contact_id, Contact.client == client_id)
            .returning(Contact.name)
        )
        if gone:
            await _note(tx, "contact.removed", client_id, at, by, name=gone[0]["name"])


async def _locked(client_id: int) -> ClientValues:
    """The client's values, kept from other writers until the transaction ends."""
    await Client.update({Client.name_key: Client.name_key}).where(Client.id == client_id)
    return (await queries.client(client_id)).values


def _changed_meanwhile(now: ClientValues, wanted: ClientValues) -> Refused:
    found = [
        finding(
            "clients.changed_meanwhile",
            "Somebody has changed this client meanwhile. Beside each field stands what it holds "
            "now; send again to keep what you typed.",
        )
    ]
    for name in changed(now, wanted):
        found.append(
            finding("clients.now_holds", "Now: “%(value)s”.", name, value=_shown(now, name))
        )
    return Refused(found)


def _shown(values: ClientValues, name: str) -> str:
    value = getattr(values, name)
    return "" if value is None else str(value)[:200]


def _columns(values: ClientValues) -> dict[Any, Any]:
    columns: dict[Any, Any] = asdict(values)
    return columns | {
        "kind": values.kind.value,
        "name_key": searchable(values.name),
        "search": search_text(values),
    }


def _contact_columns(values: ContactValues) -> dict[Any, Any]:
    return asdict(values) | {"role": values.role.value}


async def _note(tx: Tx, act: str, client_id: int, at: datetime, by: str, **facts: object) -> None:
    detail: Mapping[str, object] = facts
    await record(
        tx,
        act=act,
        subject_kind="client",
        subject_id=client_id,
        client_id=client_id,
        at=at,
        by=by,
        detail=detail,
    )
