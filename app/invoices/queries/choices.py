"""What an editor of drafts may choose from."""

from app.clients.tables import Client


async def client_choices(chosen: int | None = None) -> list[tuple[int, str]]:
    """(id, name and town) of the clients that are not archived, and of the one already chosen."""
    rows = (
        await Client.select(Client.id, Client.name, Client.town)
        .where(Client.archived_at.is_null() | (Client.id == (chosen or 0)))
        .order_by(Client.search)
    )
    return [(row["id"], ", ".join(filter(None, (row["name"], row["town"])))) for row in rows]
